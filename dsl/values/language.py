"""The ``language`` type: a BCP 47 tag in its usual form, compared by its language alone.

``fr_CA`` reads as ``fr-CA`` and shows so, but its key is ``fr``: a cell that says ``fr`` is meant
for everybody who reads French, and the country of a record is a field of its own. So a region or a
script in a cell does not narrow it.
"""

import re
from functools import cache

from babel import Locale
from babel.core import get_global

from dsl.values.base import Invalid, ValueType
from dsl.values.country import COUNTRY
from dsl.values.names import Spellings, translated
from dsl.values.reading import remembering

_is_tag = re.compile(
    r"(?P<language>[a-z]{2,3})"
    r"(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*)"
    r"(?:-[a-z0-9](?:-[a-z0-9]{2,8})+)*",  # extensions and private use say nothing about language
    re.IGNORECASE | re.ASCII,
).fullmatch
_posix_suffix = re.compile(r"(?:\.[\w-]+)?(?:@\w+)?\Z")
_with_qualifier = re.compile(r"(.+?) *[(\[]([^()\[\]]+)[)\]]").fullmatch

# Tags by which one language is known, besides CLDR's aliases. Both written forms of Norwegian go
# to who speaks it.
_SAME_LANGUAGE = {"nb": "no", "nn": "no"}
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "mis", "root"})
_ALIASES = {
    "zh": "Mandarin; Mandarin Chinese; Putonghua; Standard Chinese",
    "zh-Hans": "Simplified Chinese; Chinese Simplified",
    "zh-Hant": "Traditional Chinese; Chinese Traditional",
    "yue": "Cantonese",
    "fa": "Farsi; Persian",
    "es": "Castilian; Castellano",
    "fil": "Tagalog; Pilipino",
    "no": "Norwegian; Norsk",
    "nl-BE": "Flemish; Vlaams",
    "de-CH": "Swiss German",
    "id": "Bahasa Indonesia; Bahasa",
    "ms": "Bahasa Malaysia; Bahasa Melayu",
    "el": "Modern Greek",
    "en-GB": "British; UK English; English UK; British English",
    "en-US": "American; US English; English US; American English",
    "pt-BR": "Brazilian; Brazilian Portuguese",
}
_SCRIPTS = {"simplified": "Hans", "traditional": "Hant", "cyrillic": "Cyrl", "latin": "Latn"}

NOT_A_LANGUAGE = Invalid("not a language")


@cache
def english_names() -> dict[str, str]:
    """The English name of the languages in CLDR, by tag.

    The rest of ISO 639-3 is left out: those codes look like words (``any``, ``all``, ``tbd``).
    """
    names = {str(code): str(name) for code, name in Locale.parse("en").languages.items()}
    return {
        code.replace("_", "-"): name
        for code, name in names.items()
        if code not in _NO_LANGUAGE and _today(code) == code.partition("_")[0]
    }


def _today(code: str) -> str:
    """Today's code of a tag's language: ``de`` for ``deu`` and ``ger``, ``he`` for ``iw``."""
    language = code.partition("_")[0]
    return str(get_global("language_aliases").get(language, language)).partition("_")[0]


@cache
def _usual_names() -> Spellings:
    names = Spellings()
    for tag, aliases in _ALIASES.items():
        names.add(tag, *aliases.split(";"))
    for tag, name in english_names().items():
        names.add(tag, name)
    return names


@cache
def _translated_names() -> Spellings:
    names = Spellings()
    names.add_unambiguous(
        (tag, name)
        for code, name in translated(lambda locale: locale.languages)
        if (tag := code.replace("_", "-")) in english_names()
    )
    return names


def _parse(text: str) -> str | Invalid:
    matched = _is_tag(_posix_suffix.sub("", text).replace("_", "-"))
    return (matched and _tag(matched)) or _named(text) or NOT_A_LANGUAGE


def _tag(matched: re.Match[str]) -> str | None:
    """The tag in BCP 47's usual case and with today's codes, or ``None`` if a part is unknown."""
    language = _today(matched["language"].lower())
    region = _region(matched["region"])
    if language not in english_names() or (matched["region"] and region is None):
        return None
    script = matched["script"]
    if script and script.title() not in Locale.parse("en").scripts:
        return None
    parts = (language, script and script.title(), region, matched["variants"].lower().strip("-"))
    return "-".join(part for part in parts if part)


def _region(written: str | None) -> str | None:
    if not written:
        return None
    if written.isdigit():
        return written if written in Locale.parse("en").territories else None
    country = COUNTRY.parse(written)
    return country if isinstance(country, str) else None


def _named(text: str) -> str | None:
    found = _usual_names().find(text) or _translated_names().find(text)
    if found:
        return found
    qualified = _with_qualifier(text)
    return _qualified(qualified[1], qualified[2]) if qualified else None


def _qualified(name: str, qualifier: str) -> str | None:
    """``French (Canada)``, ``Chinese (Simplified)``: the form of the CRMs."""
    language = _usual_names().find(name) or _translated_names().find(name)
    if language is None or "-" in language:
        return language
    script = _SCRIPTS.get(qualifier.casefold())
    if script:
        return f"{language}-{script}"
    country = COUNTRY.parse(qualifier)
    return f"{language}-{country}" if isinstance(country, str) else language


def _key(value: str) -> str:
    language = value.partition("-")[0]
    return _SAME_LANGUAGE.get(language, language)


_read = remembering(_parse)

LANGUAGE = ValueType("language", _read, _read, key=_key)
