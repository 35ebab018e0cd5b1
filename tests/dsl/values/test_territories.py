"""Regions of the world."""

import pytest

from dsl.values import countries_in, region_names, region_of, regions, value_type
from dsl.values.country import CODES

EUROPE = (
    "AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU "
    "LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK"
)


def members(name: str) -> str:
    countries = countries_in(name)
    assert countries is not None
    return " ".join(sorted(countries))


@pytest.mark.parametrize(
    ("name", "countries"),
    [
        ("Europe", EUROPE),
        ("150", EUROPE),
        ("Western Europe", "AT BE CH DE FR LI LU MC NL"),
        ("EU", "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"),
        ("Eurozone", "AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK"),
        ("North America", "BM CA GL PM US"),
        ("NAM", "BM CA GL PM US"),
        ("USMCA", "CA MX US"),
        ("DACH", "AT CH DE LI"),
        ("dach", "AT CH DE LI"),
        ("Nordics", "AX DK FI FO GL IS NO SE SJ"),
        ("Baltics", "EE LT LV"),
        ("Benelux", "BE LU NL"),
        ("UK&I", "GB GG IE IM JE"),
        ("Iberia", "AD ES GI PT"),
        ("CEE", "AL BG CZ EE HR HU LT LV PL RO SI SK"),
        ("GCC", "AE BH KW OM QA SA"),
        ("MENA", "AE BH DZ EG EH IL IQ IR JO KW LB LY MA OM PS QA SA SD SY TN YE"),
        ("ANZ", "AU NZ"),
        ("ASEAN", "BN ID KH LA MM MY PH SG TH TL VN"),
        ("SEA", "BN ID KH LA MM MY PH SG TH TL VN"),
        ("Greater China", "CN HK MO TW"),
        ("EFTA", "CH IS LI NO"),
        ("CIS", "AM AZ BY KG KZ MD RU TJ TM UZ"),
    ],
)
def test_members(name: str, countries: str) -> None:
    assert members(name) == countries


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("Northern Europe", "Europe"),
        ("Europe", "EMEA"),
        ("Africa", "EMEA"),
        ("Middle East", "MEA"),
        ("GCC", "MENA"),
        ("EU", "EEA"),
        ("ANZ", "APAC"),
        ("Sub-Saharan Africa", "Africa"),
        ("South America", "LATAM"),
        ("LATAM", "Americas"),
        ("APAC", "JAPAC"),
        ("Africa", "001"),
    ],
)
def test_containment(part: str, whole: str) -> None:
    assert set(members(part).split()) <= set(members(whole).split())


def test_sales_regions_hold_every_country_but_antarctica_once() -> None:
    held = [
        country for name in ("NA", "LATAM", "EMEA", "APAC") for country in members(name).split()
    ]
    assert sorted(held) == sorted(set(CODES) - {"AQ"})


@pytest.mark.parametrize(
    ("country", "region"),
    [("US", "NA"), ("MX", "LATAM"), ("DE", "EMEA"), ("KZ", "EMEA"), ("IN", "APAC"), ("AQ", None)],
)
def test_region_of(country: str, region: str | None) -> None:
    assert region_of(country) == region


def test_regions_hold_only_countries_of_the_type() -> None:
    universe = value_type("country").universe
    assert universe is not None
    assert frozenset().union(*regions().values()) <= set(universe)
    assert all(regions().values())


def test_every_name_is_a_region_and_others_are_not() -> None:
    assert all(countries_in(name) for name in region_names())
    assert {"Europe", "EMEA", "Nordics", "Sub-Saharan Africa"} <= set(region_names())
    assert countries_in("Middle-earth") is None
