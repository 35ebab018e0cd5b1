"""Texts: how they are cleaned, folded for matching, and filed under an initial."""

import re
import unicodedata
from functools import lru_cache

# Controls (C0 and C1 apart from the white space among them), and marks that show nothing: soft
# hyphen, zero-width space, byte order mark, direction marks. They come with text pasted from web
# pages and phones. The two joiners U+200C and U+200D stay: some scripts spell with them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_LATIN = re.compile(r"LATIN (?:CAPITAL|SMALL) (?:LETTER|LIGATURE) ([A-Z])[A-Z]?(?: WITH .*)?")
_LATIN_NAMED = {"ß": "S", "ẞ": "S", "Ð": "D", "ð": "D", "Þ": "T", "þ": "T", "Ŋ": "N", "ŋ": "N",
                "ı": "I", "ĸ": "K", "ſ": "S"}  # fmt: skip


def clean(text: str) -> str:
    """The text without what cannot be seen: trimmed, runs of white space as one space.

    Control characters are dropped, and lone surrogates, which no encoder takes, become U+FFFD.
    """
    if text.isprintable():  # so its only white space are spaces: most texts end here
        return text.strip() if "  " not in text else " ".join(text.split())
    return " ".join(_SURROGATE.sub("\ufffd", _UNSEEN.sub("", text)).split())


def fold(text: str) -> str:
    """The matching key of a text: cleaned, compatibility forms unified (NFKC), case folded."""
    if text.isascii():
        return clean(text).lower()
    folded = unicodedata.normalize("NFKC", clean(text)).casefold()
    return clean(unicodedata.normalize("NFKC", folded))


@lru_cache(maxsize=4096)
def header_key(text: str) -> str:
    """The key under which headers match: case, white space and underscores do not count."""
    return fold(text).replace(" ", "").replace("_", "")


def initial(text: str) -> str | None:
    """The first character as an index would file it, or ``None`` when there is none.

    Accents and ligatures fold to a capital (Österreich O, ß S, Ø O, Æ A, Ł L, Þ T); digits, symbols
    and other scripts stand for themselves, in upper case where they have one.
    """
    for character in text.lstrip():
        filed = _filed_under(character)
        if filed:
            return filed
    return None


@lru_cache(maxsize=4096)
def _filed_under(character: str) -> str:
    """The folded form of one character; empty when nothing of it can be seen."""
    if "a" <= character <= "z":
        return character.upper()
    if _UNSEEN.match(character) or character.isspace():
        return ""
    if _SURROGATE.match(character):
        return "\ufffd"
    parts = unicodedata.normalize("NFKD", character)
    letters = "".join(part for part in parts if not unicodedata.combining(part)).strip()
    first = unicodedata.normalize("NFC", letters)[:1]
    if first in _LATIN_NAMED:
        return _LATIN_NAMED[first]
    latin = _LATIN.fullmatch(unicodedata.name(first, "")) if first else None
    return latin[1] if latin else first.upper()[:1]
