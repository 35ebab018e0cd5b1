"""Signs of other languages, their comments, and characters that nobody can see."""

from __future__ import annotations

import re
import unicodedata

from dsl.recovery.here import Finding, Here

# What to write instead; nothing where the sign is to be left out.
_SIGNS = {
    "===": "=", "==": "=", ":=": "=", "<>": "!=", "≠": "!=", "=<": "<=", "≤": "<=", "≥": ">=",
    "=>": "->", "→": "->", "⇒": "->", "-->": "->", "–>": "->", "~>": "->", "&&": "and", "&": "and",
    "||": "or", "|": "or", "!": "not", "...": "..", "…": "..", "–": "..", "—": "..",
    ";": "", ":": "", "%": "",
}  # fmt: skip
_SIGN = re.compile("|".join(map(re.escape, sorted(_SIGNS, key=len, reverse=True))))
_COMMENT = re.compile(r"//[^\n]*|--(?!>)[^\n]*|/\*.*?\*/|/\*[^\n]*")
_NUMBER = re.compile(r"\s*-?[0-9]")


def unseen(here: Here) -> Finding | None:
    """A character that is not shown, or a space that is none to the grammar."""
    sign = here.text[here.at : here.at + 1]
    if not here.unreadable or (sign.isprintable() and not sign.isspace()):
        return None
    name = unicodedata.name(sign, "a control character").lower()
    if sign.isspace():
        message = f"A space of an unusual kind stands here (U+{ord(sign):04X}, {name})"
        return Finding(here.at, here.end, message, "Put a plain space in its place", " ")
    message = f"A character that cannot be seen stands here (U+{ord(sign):04X}, {name})"
    return Finding(here.at, here.end, message, "Delete it", "")


def foreign_comment(here: Here) -> Finding | None:
    """``//``, ``--`` and ``/* … */``."""
    found = _COMMENT.match(here.text, here.at)
    if found is None:
        return None
    sign = found[0][:2]
    blank = " " * len(found[0])
    message = f"`{sign}` does not begin a comment"
    cut = (found.start(), found.end())
    return Finding(here.at, here.at + 2, message, "Begin it with `#`", blank, cut)


def foreign_sign(here: Here) -> Finding | None:
    """A sign that other languages use, at the error or with its second character there."""
    starts = (here.at - 2, here.at - 1, here.at)
    signs = [_SIGN.match(here.text, start) for start in starts if start >= 0]
    found = next((sign for sign in signs if sign is not None and sign.end() > here.at), None)
    if found is None:
        return None
    sign, start, end = found[0], found.start(), found.end()
    meant = _SIGNS[sign]
    if sign == "=>" and ("ARROW" not in here.accepts or _NUMBER.match(here.text, end)):
        meant = ">="
    message = f"`{sign}` is not a sign of the language"
    if not meant:
        if not here.gets_on(start, end, " "):
            return None
        return Finding(start, end, message, "Leave it out", " ")
    return Finding(start, end, message, f"Write `{meant}`", f" {meant} ")
