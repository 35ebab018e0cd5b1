"""The ``decimal`` type."""

import json
from decimal import Decimal

import pytest

from dsl.values import Invalid, value_type

DECIMAL = value_type("decimal")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (2.5, "2.5"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (1e22, "10000000000000000000000"),
        (5, "5"),
        ("2.50", "2.5"),
        (".5", "0.5"),
        ("-.5", "-0.5"),
        ("1,000.25", "1000.25"),
        ("1.000", "1"),
        ("$2.5k", "2500"),
        ("1234567890123456789012345.12345", "1234567890123456789012345.12345"),
        (Decimal("1E+3"), "1000"),
    ],
)
def test_reads_exactly(raw: object, value: str) -> None:
    assert DECIMAL.read(raw) == Decimal(value)


@pytest.mark.parametrize(
    ("locale", "raw", "value"),
    [
        ("de_DE", "2,5", "2.5"),
        ("de_DE", "2.5", "2.5"),
        ("de_DE", "1.000", "1000"),
        ("de_DE", "1,000", "1"),
        ("de_DE", "1.000,50", "1000.5"),
        ("de_DE", "1234.567", "1234.567"),
        ("de_DE", "0.125", "0.125"),
        ("fr_FR", "1\u202f234,5", "1234.5"),
        ("de_CH", "1’000.50", "1000.5"),
        ("pt-BR", "1.234,56", "1234.56"),
    ],
)
def test_reads_the_form_of_the_locale(locale: str, raw: str, value: str) -> None:
    assert value_type("decimal", locale).read(raw) == Decimal(value)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("2,5", "not a number"),
        ("5.", "not a number"),
        (True, "yes or no, not a number"),
        (float("nan"), "not a finite number"),
        (Decimal("NaN"), "not a number"),
        (5e-324, "a number with too many digits"),
        (1e300, "a number with too many digits"),
        pytest.param(10**5000, "a number with too many digits", id="huge"),
        ("0." + "1" * 31, "a number with too many digits"),
    ],
)
def test_refuses(raw: object, reason: str) -> None:
    assert DECIMAL.read(raw) == Invalid(reason)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("2.50", 2.5),
        ("1000", 1000),
        ("1000.00", 1000),
        ("-3", -3),
        ("0.1", 0.1),
        ("9007199254740993", "9007199254740993"),
        ("0.12345678901234567890", "0.12345678901234567890"),
    ],
)
def test_shows_a_json_number_where_that_is_exact(number: str, shown: object) -> None:
    assert DECIMAL.show is not None
    value = DECIMAL.show(Decimal(number))
    assert (type(value), value) == (type(shown), shown)
    assert Decimal(json.dumps(value).strip('"')) == Decimal(number)
