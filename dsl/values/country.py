"""The ``country`` type: ISO 3166-1 alpha-2 codes and XK, the usual code of Kosovo.

Reads alpha-2 and alpha-3 codes, the names of ISO and of CLDR in English and many other languages,
and usual aliases.
"""

import re
from functools import cache

import pycountry
from babel import Locale

from dsl.values.base import Invalid, ValueType
from dsl.values.names import Spellings, translated
from dsl.values.reading import remembering
from dsl.values.resources import load

_twice = re.compile(r"(.+?)(?: *[,(/]| -) *([^()]+)\)?").fullmatch

NOT_A_COUNTRY = Invalid("not a country")

CODES: tuple[str, ...] = tuple(sorted({c.alpha_2 for c in pycountry.countries} | {"XK"}))
"""Every country: the ISO 3166-1 alpha-2 codes and XK."""


@cache
def english_names() -> dict[str, str]:
    """The English display name of every country, by code, from CLDR."""
    names = Locale.parse("en").territories
    return {code: names[code] for code in CODES}


@cache
def _codes() -> dict[str, str]:
    codes = {code: code for code in CODES}
    return codes | {country.alpha_3: country.alpha_2 for country in pycountry.countries}


@cache
def _usual_names() -> Spellings:
    """English names and aliases; an alias goes before the name of another country."""
    names = Spellings()
    for code, aliases in load("country_aliases.json")["aliases"].items():
        names.add(code, *aliases)
    for code, name in english_names().items():
        names.add(code, name, _unbracketed(name))
    for country in pycountry.countries:
        for kind in ("name", "official_name", "common_name"):
            if written := getattr(country, kind, None):
                # "Bolivia, Plurinational State of" is also said the other way round.
                head, _, tail = written.partition(", ")
                names.add(country.alpha_2, written, f"{tail} {head}", _unbracketed(written))
    return names


def _unbracketed(name: str) -> str:
    return re.sub(r" *\(.*\)", "", name)


@cache
def _translated_names() -> Spellings:
    names = Spellings()
    known = frozenset(CODES)
    names.add_unambiguous(
        (code, name)
        for code, name in translated(lambda locale: locale.territories)
        if code in known
    )
    return names


def _parse(text: str) -> str | Invalid:
    found = _find(text)
    if found:
        return found
    twice = _twice(text)  # "United States (USA)", "England, UK"
    if twice:
        first, second = _find(twice[1]), _find(twice[2])
        if first and first == second:
            return first
    return NOT_A_COUNTRY


def _find(text: str) -> str | None:
    code = _codes().get(text.upper().replace(".", "").replace(" ", ""))
    return code or _usual_names().find(text) or _translated_names().find(text)


_read = remembering(_parse)

COUNTRY = ValueType("country", _read, _read, universe=CODES)
