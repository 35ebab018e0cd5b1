"""Spellings of names: what does not count when they are compared, and names in many languages."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from babel import Locale

LANGUAGES = (
    "es", "fr", "de", "it", "pt", "nl", "pl", "ru", "uk", "tr", "ja", "zh", "ko", "ar", "he", "fa",
    "hi", "th", "vi", "id", "sv", "da", "nb", "fi", "is", "et", "lv", "lt", "cs", "sk", "hu", "sl",
    "hr", "sr", "mk", "sq", "bg", "ro", "el", "be", "ca", "ka", "hy",
)  # fmt: skip
"""Languages beside English in which names of countries and languages are read."""

_MARKS = re.compile("[.ʻʼ]")
_WORDS_UNIFIED = {"st": "saint", "ste": "sainte", "is": "islands"}
_WORDS_IGNORED = frozenset({"the"})


def name_key(text: str) -> str:
    """The form under which names match: letters and digits only, in lower case, without accents.

    Dots vanish (``U.S.A.`` is ``usa``), ``&`` is ``and``, ``St.`` is ``Saint``, ``the`` is nothing.
    Empty when the text has no letter or digit.
    """
    bare = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", _MARKS.sub("", bare).replace("&", " and "))
    return "".join(_WORDS_UNIFIED.get(word, word) for word in words if word not in _WORDS_IGNORED)


class Spellings:
    """Codes of things by the keys of their names. The first to claim a spelling keeps it."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}

    def add(self, code: str, *names: str) -> None:
        """Claim the names for a code; names that are taken already are left as they are."""
        for name in names:
            if key := name_key(name):
                self._codes.setdefault(key, code)

    def add_unambiguous(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Claim names for codes, leaving out those that are taken or wanted by several codes."""
        wanted: dict[str, set[str]] = {}
        for code, name in pairs:
            if key := name_key(name):
                wanted.setdefault(key, set()).add(code)
        for key, codes in wanted.items():
            if len(codes) == 1:
                self._codes.setdefault(key, *codes)

    def find(self, text: str) -> str | None:
        """The code that goes by this name."""
        return self._codes.get(name_key(text))


def translated(names: Callable[[Locale], Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Pairs of a code and its name in each of ``LANGUAGES``, from CLDR by way of Babel.

    ``names`` picks the names of a locale: its ``territories`` or its ``languages``. The first use
    in a process loads the locales, which takes about a third of a second.
    """
    for language in LANGUAGES:
        yield from names(_locale(language)).items()


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)
