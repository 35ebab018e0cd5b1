"""The ``subdivision`` type: ISO 3166-2 codes such as ``CA-ON``, read from codes and names.

Names are those of ISO and the English ones of CLDR. A name in several countries is invalid, but the
name or traditional abbreviation of a US state (Florida, Montana, ``Calif.``) is that state.
"""

import re
from collections import defaultdict
from functools import cache

import pycountry

from dsl.values.base import Invalid, ValueType
from dsl.values.country import COUNTRY
from dsl.values.names import name_key
from dsl.values.reading import remembering
from dsl.values.resources import load
from dsl.values.us_state import US_STATE

_code_parts = re.compile(r"([A-Z]{2})[\s._-]*([A-Z0-9]{1,3})").fullmatch
_with_country = re.compile(r"(.+?)(?:, *([^,]+)| *\(([^()]+)\))").fullmatch

NOT_A_SUBDIVISION = Invalid("not an ISO 3166-2 subdivision")
AMBIGUOUS = Invalid("a name of subdivisions in several countries: write the code, such as US-CA")


@cache
def codes() -> tuple[str, ...]:
    """Every ISO 3166-2 code, sorted."""
    return tuple(sorted(subdivision.code for subdivision in pycountry.subdivisions))


@cache
def _known_codes() -> frozenset[str]:
    return frozenset(codes())


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    """Codes by name key. Inside one country the larger unit goes before its parts (Madrid)."""
    found: dict[str, set[tuple[bool, str]]] = defaultdict(set)
    english = load("cldr_subdivisions.json")["names"]
    for subdivision in pycountry.subdivisions:
        unit = (subdivision.parent_code is not None, subdivision.code)
        for name in (*_spellings(subdivision.name), english.get(subdivision.code, "")):
            found[name_key(name)].add(unit)
    return {key: _one_each(sorted(units)) for key, units in found.items() if key}


def _spellings(name: str) -> tuple[str, ...]:
    """An ISO name and its parts: ``Madrid, Comunidad de``, ``Wales [Cymru GB-CYM]``."""
    bare, _, bracketed = name.partition(" [")
    head, _, tail = bare.partition(", ")
    other = re.sub(r" GB-[A-Z]{3}|\]", "", bracketed)
    return (name, bare, head, f"{tail} {head}", other, re.sub(r" \(.*\)", "", bare))


def _one_each(units: list[tuple[bool, str]]) -> tuple[str, ...]:
    """The first code of each country."""
    firsts: dict[str, str] = {}
    for _, code in units:
        firsts.setdefault(code[:2], code)
    return tuple(firsts.values())


def _parse(text: str) -> str | Invalid:
    parts = _code_parts(text.upper())
    if parts:
        country = COUNTRY.parse(parts[1])  # UK-ENG and EL-A are GB-ENG and GR-A
        code = f"{country}-{parts[2]}"
        if code in _known_codes():
            return code
    found = _named(text)
    if len(found) == 1:
        return found[0]
    state = US_STATE.parse(text) if len(name_key(text)) > 2 else None
    if isinstance(state, str):
        return f"US-{state}"
    return AMBIGUOUS if found else NOT_A_SUBDIVISION


def _named(text: str) -> tuple[str, ...]:
    """The codes that go by a name, or by a name with its country: ``Georgia, US``."""
    found = _by_name().get(name_key(text), ())
    if found:
        return found
    parts = _with_country(text)
    if not parts:
        return ()
    country = COUNTRY.parse(parts[2] or parts[3])
    if country == "US" and isinstance(state := US_STATE.parse(parts[1]), str):
        return (f"US-{state}",)
    return tuple(code for code in _by_name().get(name_key(parts[1]), ()) if code[:2] == country)


_read = remembering(_parse)

SUBDIVISION = ValueType("subdivision", _read, _read)
