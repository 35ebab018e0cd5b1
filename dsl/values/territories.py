"""Regions of the world: CLDR's containment of territories, and the usual sales regions.

The members stand in ``data/cldr_territories.json`` and ``data/sales_regions.json``, each with its
source. Where both have a name, the sales region has it (North America, Eurozone); CLDR's is then
reached by its code (``003``).
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from dsl.values.country import CODES
from dsl.values.resources import load
from dsl.values.text import fold

# Together they hold every country but Antarctica once; the first that holds a country is its own.
_MACRO_REGIONS = ("NA", "LATAM", "EMEA", "APAC")


@cache
def regions() -> Mapping[str, frozenset[str]]:
    """Countries (alpha-2) of every region, by folded name, alias and CLDR code."""
    groups = load("cldr_territories.json")["groups"]
    found: dict[str, frozenset[str]] = {}
    for code, group in groups.items():
        members = _countries(group["contains"], groups)
        found[fold(code)] = found[fold(group["name"])] = members
    for region in load("sales_regions.json")["regions"]:
        without = _countries(region.get("without", ""), groups)
        members = _countries(region["members"], groups) - without
        for name in (region["name"], *region["aliases"]):
            found[fold(name)] = members
    return MappingProxyType(found)


@cache
def region_names() -> tuple[str, ...]:
    """The display names of the regions, for suggestions: sales regions, then CLDR's."""
    sales = [region["name"] for region in load("sales_regions.json")["regions"]]
    world = [group["name"] for group in load("cldr_territories.json")["groups"].values()]
    return tuple(dict.fromkeys(sales + world))


def countries_in(region: str) -> frozenset[str] | None:
    """The countries of a region, or ``None`` for a name that is no region; case does not count."""
    return regions().get(fold(region))


@cache
def region_of(country: str) -> str | None:
    """The sales region of a country: NA, LATAM, EMEA or APAC; ``None`` for Antarctica."""
    return next((name for name in _MACRO_REGIONS if country in regions()[fold(name)]), None)


def _countries(members: str, groups: dict[str, Any]) -> frozenset[str]:
    """The countries among the space-separated members and inside the groups among them."""
    found: set[str] = set()
    for member in members.split():
        if member in groups:
            found |= _countries(groups[member]["contains"], groups)
        elif member in CODES:  # CLDR also has places without an ISO code, such as Ascension Island
            found.add(member)
    return frozenset(found)
