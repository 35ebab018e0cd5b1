"""The ``integer`` type."""

import pytest

from dsl.values import Invalid, value_type

NOT_A_NUMBER = "not a number"
NOT_WHOLE = "not a whole number"
RANGE = "a range, not one number"
TOO_LONG = "a number with too many digits"
AMBIGUOUS = "ambiguous: the point could group thousands or start decimals"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (250, 250),
        (250.0, 250),
        ("250", 250),
        (" 250\xa0", 250),
        ("007", 7),
        ("1,000", 1000),
        ("1,234,567", 1_234_567),
        ("1,00,000", 100_000),
        ("1 000", 1000),
        ("1\xa0000\xa0000", 1_000_000),
        ("1\u202f000", 1000),
        ("1'000", 1000),
        ("1’000", 1000),
        ("1_000", 1000),
        ("10.0", 10),
        ("1000.000", 1000),
        ("1,000.00", 1000),
        ("$5M", 5_000_000),
        ("$5MM", 5_000_000),
        ("€2.5k", 2500),
        ("10k", 10_000),
        ("10 K", 10_000),
        ("1.5B", 1_500_000_000),
        ("2 bn", 2_000_000_000),
        ("5 million", 5_000_000),
        ("3 Mio.", 3_000_000),
        ("US$ 1,000", 1000),
        ("USD 5,000", 5000),
        ("USD5M", 5_000_000),
        ("5M€", 5_000_000),
        ("5,000 EUR", 5000),
        ("-5", -5),
        ("−5", -5),
        ("+5", 5),
        ("-$5", -5),
        ("$-5", -5),
        ("-0", 0),
        ("٣", 3),
        (10**18 - 1, 10**18 - 1),
        ("9" * 18, 10**18 - 1),
    ],
)
def test_reads(raw: object, value: int) -> None:
    read = value_type("integer").read(raw)
    assert read == value
    assert type(read) is int


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("10.5", NOT_WHOLE),
        (10.5, NOT_WHOLE),
        ("$2.5", NOT_WHOLE),
        ("1.000", AMBIGUOUS),
        ("$1.000", AMBIGUOUS),
        ("1.000.000", NOT_A_NUMBER),
        ("1,0000", NOT_A_NUMBER),
        ("1,2", NOT_A_NUMBER),
        ("1,234 567", NOT_A_NUMBER),
        ("0,500", NOT_A_NUMBER),
        ("1e5", "a number with an exponent, which is not read"),
        ("1.5E+10", "a number with an exponent, which is not read"),
        ("nan", NOT_A_NUMBER),
        ("inf", NOT_A_NUMBER),
        ("Infinity", NOT_A_NUMBER),
        ("51-200", RANGE),
        ("51 – 200", RANGE),
        ("51..200", RANGE),
        ("50 to 100", RANGE),
        ("1k-5k", RANGE),
        ("1000+", RANGE),
        ("> 50", RANGE),
        ("<50", RANGE),
        (True, "yes or no, not a number"),
        (False, "yes or no, not a number"),
        ("true", NOT_A_NUMBER),
        ("(5)", NOT_A_NUMBER),
        ("10%", NOT_A_NUMBER),
        ("10²", NOT_A_NUMBER),
        ("5 ABC", NOT_A_NUMBER),
        ("$", NOT_A_NUMBER),
        ("k", NOT_A_NUMBER),
        ("--5", NOT_A_NUMBER),
        ("-$-5", NOT_A_NUMBER),
        ("0x10", NOT_A_NUMBER),
        (float("nan"), "not a finite number"),
        (float("inf"), "not a finite number"),
        (1e20, TOO_LONG),
        (10**18, TOO_LONG),
        pytest.param(-(10**5000), TOO_LONG, id="huge"),
        ("9" * 19, TOO_LONG),
        ("9" * 5000, TOO_LONG),
        ([1], "a list where one value belongs"),
    ],
)
def test_refuses(raw: object, reason: str) -> None:
    assert value_type("integer").read(raw) == Invalid(reason)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1.000", 1000),
        ("1.234.567", 1_234_567),
        ("1,000", 1000),
        ("1.234,00", 1234),
        ("2,0", 2),
        ("10.0", 10),
        ("1 000", 1000),
        ("2,5k", 2500),
        ("5 Mio. €", 5_000_000),
    ],
)
def test_a_point_groups_where_the_locale_says_so(raw: str, value: int) -> None:
    assert value_type("integer", "de_DE").read(raw) == value


def test_integers_have_neighbours() -> None:
    integer = value_type("integer")
    assert integer.ordered
    assert integer.step is not None
    assert integer.step(-1, 1) == 0
    assert integer.step(10**18 - 1, 1) is None
