"""The ``phone`` type."""

import pytest

from dsl.values import Invalid, value_type
from dsl.values.phone import area_code

PHONE = value_type("phone")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("+14155550100", "+14155550100"),
        ("(415) 555-0100", "+14155550100"),
        ("415.555.0100", "+14155550100"),
        ("1-415-555-0100", "+14155550100"),
        (4155550100, "+14155550100"),
        ("\u202a+1 415 555 0100\u202c", "+14155550100"),
        ("415-555-0100 x12", "+14155550100"),
        ("tel:+1-415-555-0100", "+14155550100"),
        ("1-800-FLOWERS", "+18003569377"),
        ("+49 30 1234567", "+49301234567"),
        ("0049 30 1234567", "+49301234567"),
        ("+44 (0)20 7183 8750", "+442071838750"),
    ],
)
def test_reads(raw: object, value: str) -> None:
    assert PHONE.read(raw) == value


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("n/a", "not a phone number"),
        ("+", "not a phone number"),
        ("123", "too short for a phone number"),
        ("555-0100", "a phone number without its area code"),
        ("+1 415 555 0100 0100", "too long for a phone number"),
        ("+999 123456", "a phone number with an unknown country code"),
        ("9" * 10_000, "not a phone number"),
    ],
)
def test_refuses(raw: str, reason: str) -> None:
    assert PHONE.read(raw) == Invalid(reason)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("+14155550100", "415"),
        ("+18885550100", "888"),
        ("+493012345678", "30"),
        ("+442071838750", "20"),
        ("+33612345678", None),
        ("+6561234567", None),
        ("not a number", None),
    ],
)
def test_area_code(number: str, code: str | None) -> None:
    assert area_code(number) == code
