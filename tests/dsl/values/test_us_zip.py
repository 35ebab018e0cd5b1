"""The ``us_zip`` type."""

import pytest

from dsl.values import Invalid, value_type

ZIP = value_type("us_zip")
LOST_ZERO = (
    "too few digits for a US ZIP code: format the column as plain text to keep leading zeros"
)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("94105", "94105"),
        (" 94105\xa0", "94105"),
        ("02139", "02139"),
        ("00501", "00501"),
        ("94105-1234", "94105"),
        ("94105 1234", "94105"),
        ("94105–1234", "94105"),
        ("941051234", "94105"),
        (94105, "94105"),
        (94105.0, "94105"),
        (941051234, "94105"),
    ],
)
def test_reads(raw: object, value: str) -> None:
    assert ZIP.read(raw) == value


@pytest.mark.parametrize("raw", ["2139", 2139, 2139.0, "501", 501, "2139-1234", 21391234])
def test_never_pads(raw: object) -> None:
    assert ZIP.read(raw) == Invalid(LOST_ZERO)


@pytest.mark.parametrize(
    "raw", ["941*", "94105-12", "K1A 0B1", "9410a", "１２３４５", "-94105", -94105, "12", True]
)
def test_refuses(raw: object) -> None:
    assert ZIP.read(raw) == Invalid("not a US ZIP code of five digits")


def test_zips_have_neighbours() -> None:
    assert ZIP.ordered
    assert ZIP.step is not None
    assert ZIP.step("02139", 1) == "02140"
    assert ZIP.step("01000", -1) == "00999"
    assert ZIP.step("99999", 1) is None
    assert ZIP.step("00000", -1) is None
