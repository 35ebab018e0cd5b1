"""Words that are misspelt, in capitals, or of another language."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dsl.diagnostics.suggest import nearest
from dsl.recovery.here import Finding, Here, Token

KEYWORDS = (
    "framework", "time", "zone", "record", "from", "default", "private", "required", "one", "list",
    "of", "roster", "table", "key", "as", "or", "any", "column", "optional", "hit", "covers", "all",
    "except", "region", "effective", "assume", "when", "sla", "within", "business", "route", "on",
    "group", "otherwise", "by", "in", "rep", "pool", "queue", "keep", "next", "needs", "and",
    "not", "starts", "ends", "with", "contains", "is", "present", "missing",
)  # fmt: skip
POLICIES = ("unique", "first", "specific")
_FOREIGN = {
    "if": ("when",), "where": ("when",), "unless": ("when not",),
    "else": ("otherwise",), "default": ("otherwise",), "fallback": ("otherwise",),
    "finally": ("otherwise",), "null": ("missing",), "none": ("missing",), "nil": ("missing",),
    "empty": ("missing",), "blank": ("missing",), "exists": ("is present",), "via": ("by",),
    "using": ("by",), "equals": ("=",), "eq": ("=",), "then": ("->",), "to": ("->",),
    "like": ("contains",), "includes": ("contains",),
    "startswith": ("starts with",), "starts_with": ("starts with",), "begins": ("starts",),
    "endswith": ("ends with",), "ends_with": ("ends with",), "inside": ("in",),
    "and": (",",), "or": (",",), "nullable": ("optional",), "mandatory": ("required",),
    "user": ("rep",), "owner": ("rep",), "team": ("pool",),
    "require": ("needs",), "requires": ("needs",), "required": ("needs",), "needing": ("needs",),
    "requiring": ("needs",), "having": ("needs",), "speaking": ("needs",), "skill": ("needs",),
    "skills": ("needs",), "with": ("needs",),
}  # fmt: skip
# In a name, or meant as one: what stands together, signs of the language aside.
_RUN = re.compile(r"[^\s\"{}(),=<>!#]+")


def foreign_word(here: Here) -> Finding | None:
    """A word that says the same in another language."""
    word = here.word
    for meant in _FOREIGN.get(word.text.casefold(), ()) if word else ():
        if word and here.gets_on(word.start, word.end, meant):
            return _not_a_word(word, f"Write `{meant}`", meant)
    return None


def misspelt_here(here: Here) -> Finding | None:
    """A slip in the word at the error."""
    word = here.word
    if word is None:
        return None
    wanted = [name.lower() for name in here.accepts if name.lower() in KEYWORDS]
    return _misspelt(here, word, wanted)


def run_together(here: Here) -> Finding | None:
    """A keyword and the word after it without a space: ``whenstate``, ``timezone``."""
    word = here.word
    if word is None:
        return None
    starts = [name.lower() for name in here.accepts if word.text.startswith(name.lower())]
    for keyword in sorted(starts, key=len, reverse=True):
        apart = f"{keyword} {word.text[len(keyword) :]}"
        whole = here.is_whole(word.start, word.end, apart)
        if whole or (here.gets_on(word.start, word.end, apart) and misspelt_here(here) is None):
            return _not_a_word(word, f"Write `{apart}`", apart)
    return None


def misspelt_before(here: Here) -> Finding | None:
    """A slip in a word before the error, which was taken for a name: ``email email form "E"``."""
    for word in reversed(here.before[-4:]):
        if (
            word.kind == "word"
            and word.text not in KEYWORDS
            and (finding := _misspelt(here, word, KEYWORDS))
        ):
            return finding
    return None


def _misspelt(here: Here, word: Token, keywords: Iterable[str]) -> Finding | None:
    known = list(keywords)
    swapped = [name for name in known if sorted(name) == sorted(word.text)]
    fitting = [
        meant
        for meant in swapped or nearest(word.text, known)
        if meant != word.text and here.gets_on(word.start, word.end, meant)
    ]
    if len(fitting) != 1:
        return None
    same = word.text.casefold() == fitting[0]
    help_ = f"Write `{fitting[0]}`, in small letters" if same else f"Did you mean `{fitting[0]}`?"
    return _not_a_word(word, help_, fitting[0])


def bad_name(here: Here) -> Finding | None:
    """A name with other characters in it than names have."""
    start = here.at
    while start and _RUN.match(here.text, start - 1):
        start -= 1
    found = _RUN.match(here.text, start)
    if found is None or found[0].isascii() is (found[0].isidentifier()):
        return None
    plain = re.sub(r"[^A-Za-z0-9_]", "_", found[0])
    plain = plain if not plain[0].isdigit() else f"_{plain}"
    if not any(c.isalpha() for c in found[0]) or not here.gets_on(*found.span(), plain):
        return None
    message = f"`{found[0]}` cannot be a name"
    help_ = "Make it of the letters A to Z, digits and `_`, with a letter first"
    return Finding(*found.span(), message, help_)


def _not_a_word(word: Token, help_: str, meant: str) -> Finding:
    message = f"`{word.text}` is not a word of the language here"
    return Finding(word.start, word.end, message, help_, meant)
