"""The cell forms that header notes explain, each with an example: the one place they stand.

A test reads every example as the cell it is meant for, and holds those of key columns to the tables
of ``docs/tables.md``, so that notes, documentation and language say the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from dsl.model import MatchKind
from dsl.values import ValueType

Forms = tuple[tuple[str, str], ...]
"""Pairs of a cell and what it means."""

SAMPLES: Mapping[str, tuple[str, ...]] = {
    "text": ("Healthcare", "Software", "Retail"),
    "email": ("kim@partner.example", "lee@harbor.example", "max@bay.example"),
    "domain": ("partner.example", "harbor.example", "bay.example"),
    "url": ("https://partner.example", "https://harbor.example", "https://bay.example"),
    "phone": ("+1 415 555 0100", "+1 212 555 0100", "+1 312 555 0100"),
    "country": ("DE", "FR", "United Kingdom"),
    "us_state": ("NV", "OR", "Washington"),
    "subdivision": ("US-CA", "CA-ON", "DE-BY"),
    "us_zip": ("94105", "02139", "60601"),
    "postal_code": ("SW1A 1AA", "10115", "75001"),
    "language": ("en", "fr", "German"),
    "integer": ("100", "200", "500"),
    "decimal": ("100", "200", "500"),
    "boolean": ("yes", "no"),
    "date": ("2026-11-30", "2026-12-31", "2027-01-31"),
    "datetime": ("2026-11-30T09:00Z", "2026-12-31T09:00Z", "2027-01-31T09:00Z"),
    "rep": ("ana@acme.example", "bo@acme.example", "cy@acme.example"),
}
"""Values of each type as people write them."""

WORDS: Mapping[str, str] = {
    "text": "text",
    "email": "e-mail address",
    "domain": "domain",
    "url": "web address",
    "phone": "phone number",
    "country": "country, by code or name",
    "us_state": "US state, by code or name",
    "subdivision": "state or province",
    "us_zip": "US ZIP code",
    "postal_code": "postal code",
    "language": "language, by code or name",
    "integer": "whole number",
    "decimal": "number",
    "boolean": "yes or no",
    "date": "date",
    "datetime": "date and time",
    "rep": "e-mail address of a rep",
}
"""What a value of each type is called."""

_ANY: Forms = (("*", "any value, and none"),)
_EXACT: Mapping[str, Forms] = {
    "us_state": (
        ("CA", "one state"),
        ("CA, OR, WA", "several"),
        ("not(CA, OR)", "all others"),
    ),
    "country": (("United Kingdom", "one country"), ("DE, AT, CH", "several")),
    "language": (("fr, de", "one or several languages"),),
    "boolean": (("yes", "or no"),),
    "integer": (("100, 200", "one or several"), (">= 1000", "a limit"), ("not(10, 20)", "others")),
    "text": (
        ("Healthcare", "capitals do not matter"),
        ("Leisure, Travel & Tourism", "a list; it may be one name as well"),
        ('"Leisure, Travel & Tourism"', "one name only"),
    ),
}
_RANGE: Mapping[str, Forms] = {
    "us_zip": (
        ("94105", "one ZIP code"),
        ("90001-90899", "a range with both ends"),
        ("90001-90899, 91000-91099", "several"),
        ("941*", "all that begin so"),
    ),
    "integer": (
        ("1000-4999", "a range with both ends"),
        ("1000+", "this and more"),
        ("< 50", "less"),
        ("1-50, 100-200", "several"),
    ),
    "date": (
        ("2026-11-01..2026-11-30", "a range with both ends"),
        (">= 2026-12-01", "from a day on"),
    ),
}
_PREFIX: Mapping[str, Forms] = {
    "us_zip": (("941", "all that begin so"), ("941*, 943*", "several")),
    "phone": (("+1 415", "all that begin so; the country comes first"),),
}
_SUFFIX: Forms = (
    ("mitre.org", "the domain and everything under it"),
    (".gov", "everything that ends so"),
    (".ca.gov, fed.us", "several"),
)
_ALPHABET: Forms = (
    ("A-F", "first letters from A to F; accents do not count"),
    ("G", "one letter"),
    ("0-9", "digits"),
    ("other", "what no other row names"),
)
_PHRASE: Forms = (
    ("SOC 2", "these words anywhere in the text"),
    ("data warehouse, lakehouse", "any of several"),
)


def key_forms(kind: MatchKind, type_: ValueType, or_any: bool) -> Forms:
    """What may stand in a key column, with ``*`` where the framework takes it."""
    forms = _of_kind(kind, type_)
    return forms + _ANY if or_any else forms


def _of_kind(kind: MatchKind, type_: ValueType) -> Forms:
    match kind:
        case "suffix":
            return _SUFFIX
        case "alphabet":
            return _ALPHABET
        case "phrase":
            return _PHRASE
        case "prefix":
            first = samples(type_)[0]
            return _PREFIX.get(type_.name, ((first[:3], "all that begin so"),))
        case "range":
            return _RANGE.get(_like(type_), None) or _a_range(type_)
        case "exact":
            return _EXACT.get(_like(type_), None) or _one_or_several(type_)


def samples(type_: ValueType) -> tuple[str, ...]:
    """Some values of a type, as people write them."""
    if type_.name.startswith("list of "):
        return (", ".join(SAMPLES.get(type_.name.removeprefix("list of "), ("A", "B"))[:2]),)
    known = SAMPLES.get(type_.name)
    return known or tuple(map(str, type_.universe or ())) or ("A",)


def _like(type_: ValueType) -> str:
    return {"decimal": "integer"}.get(type_.name, type_.name)


def _one_or_several(type_: ValueType) -> Forms:
    one, *others = samples(type_)
    several = ((f"{one}, {others[0]}", "several"),) if others else ()
    return ((one, "one value"), *several)


def _a_range(type_: ValueType) -> Forms:
    low, *others = sorted(samples(type_))
    ends = ((f"{low}..{others[-1]}", "a range with both ends"),) if others else ()
    return (*ends, (f">= {low}", "this and above"))
