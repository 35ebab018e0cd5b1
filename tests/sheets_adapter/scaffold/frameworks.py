"""Frameworks of one table each, over every key that the language allows."""

from __future__ import annotations

from functools import cache

from dsl import Structure, read_structure
from dsl.model import MATCH_KINDS
from dsl.values import TYPE_NAMES

_COVERS = {
    "us_zip": ("covers 90001..96162", "covers all except 90210"),
    "us_state": ("covers all except CA", "covers CA, NV"),
    "country": ('covers region "DACH"',),
    "integer": ("covers 1..500",),
    "date": ("covers 2026-01-01..2026-12-31",),
    "text": ("covers all except X", "covers A..F"),
}
_OF_TEXT = ("suffix", "alphabet", "phrase")
_TEXTS = ("text", "email", "domain")
_TYPES = (*TYPE_NAMES, 'one of "Gold", "Silver"', "list of text")


def structure_of(text: str) -> Structure:
    """The framework, which has no errors."""
    structure, problems = read_structure(text, "f.route")
    assert structure is not None, problems
    return structure


@cache
def keys() -> tuple[Structure, ...]:
    """Every match kind with every type it takes, what it covers, and another key beside it."""
    # Every other one has a second key, so that both are seen without doing all of it twice.
    texts = (
        _text(kind, type_, covers, second=bool((number + at) % 2))
        for kind in MATCH_KINDS
        for number, type_ in enumerate(_TEXTS if kind in _OF_TEXT else _TYPES)
        for at, covers in enumerate(("", "covers all", *_COVERS.get(type_, ())))
    )
    found = (read_structure(text, "f.route")[0] for text in texts)
    return tuple(each for each in found if each is not None)


def _text(kind: str, type_: str, covers: str, *, second: bool) -> str:
    other, by, hit = ("c key exact or any", "x, c", "specific") if second else ("", "x", "unique")
    return f"""
        framework f
        record r {{ x {type_}  c country }}
        roster {{ reps "Reps" pools "Pools" members "Pool members" time_off "Time off" }}
        table t from "T" {{
          x key {kind}
          {other}
          owner assignee
          tier one of "A", "B"
          since date optional
          hit {hit}
          {covers}
        }}
        route r {{ "T" by {by} in t -> owner otherwise -> pool inbound }}
    """
