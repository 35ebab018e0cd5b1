"""The ``subdivision`` type."""

import pycountry
import pytest

from dsl.values import Invalid, value_type
from dsl.values.subdivision import AMBIGUOUS, codes

SUBDIVISION = value_type("subdivision")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("CA-ON", "CA-ON"),
        ("ca on", "CA-ON"),
        ("CA_ON", "CA-ON"),
        ("UK-ENG", "GB-ENG"),
        ("US-CA", "US-CA"),
        ("Ontario", "CA-ON"),
        ("Québec", "CA-QC"),
        ("QUEBEC", "CA-QC"),
        ("California", "US-CA"),
        ("Calif.", "US-CA"),
        ("Florida", "US-FL"),
        ("Montana", "US-MT"),
        ("Georgia, US", "US-GA"),
        ("Victoria, Australia", "AU-VIC"),
        ("Victoria (Australia)", "AU-VIC"),
        ("Bayern", "DE-BY"),
        ("Bavaria", "DE-BY"),
        ("Zurich", "CH-ZH"),
        ("Geneva", "CH-GE"),
        ("Tuscany", "IT-52"),
        ("Madrid", "ES-MD"),
        ("Comunidad de Madrid", "ES-MD"),
        ("Wales", "GB-WLS"),
        ("Cymru", "GB-WLS"),
        ("Île-de-France", "FR-IDF"),
    ],
)
def test_reads(raw: str, code: str) -> None:
    assert SUBDIVISION.read(raw) == code


@pytest.mark.parametrize("raw", ["ON", "CA", "XX-99", "US-ZZ", "Atlantis", "Ontario, France", 5])
def test_refuses(raw: object) -> None:
    assert SUBDIVISION.read(raw) == Invalid("not an ISO 3166-2 subdivision")


@pytest.mark.parametrize("raw", ["Punjab", "Victoria", "Limburg", "Córdoba"])
def test_a_name_in_several_countries_is_ambiguous(raw: str) -> None:
    assert SUBDIVISION.read(raw) == AMBIGUOUS


def test_every_code_reads() -> None:
    assert len(codes()) == len(pycountry.subdivisions)
    assert all(SUBDIVISION.read(code.lower()) == code for code in codes())
