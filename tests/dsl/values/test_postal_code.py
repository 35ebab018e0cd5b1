"""The ``postal_code`` type."""

import pytest

from dsl.values import Invalid, value_type

CODE = value_type("postal_code")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("sw1a  1aa", "SW1A 1AA"),
        ("K1A 0B1", "K1A 0B1"),
        ("00-950", "00-950"),
        (75001, "75001"),
        ("1010", "1010"),
        ("D02 AF30", "D02 AF30"),
    ],
)
def test_reads(raw: object, value: str) -> None:
    assert CODE.read(raw) == value


@pytest.mark.parametrize("raw", ["!!", "-1010", "no code at all", "A" * 13, "ａ"])
def test_refuses(raw: object) -> None:
    assert CODE.read(raw) == Invalid("not a postal code")


def test_spaces_and_hyphens_do_not_count() -> None:
    assert CODE.key is not None
    assert CODE.key("SW1A 1AA") == CODE.key("SW1A1AA") == "SW1A1AA"
    assert CODE.key("00-950") == CODE.key("00950")
