"""The ``list of`` type."""

from decimal import Decimal
from typing import Any

import pytest

from dsl.values import Invalid, list_of, one_of, value_type


@pytest.mark.parametrize(
    ("item", "raw", "values"),
    [
        ("text", "a, b", ("a", "b")),
        ("text", "a; b, c", ("a", "b, c")),
        ("text", '"a, b", c', ("a, b", "c")),
        ("text", "a\nb\r\nc", ("a", "b", "c")),
        ("text", '"open', ('"open',)),
        ("text", " a ;; ; b ", ("a", "b")),
        ("text", ["a", None, " ", "b"], ("a", "b")),
        ("text", 5, ("5",)),
        ("integer", "1, 2", (1, 2)),
        ("integer", "1,000", (1000,)),
        ("integer", "1;2", (1, 2)),
        ("integer", [1, "2"], (1, 2)),
        ("us_state", "CA, Ore., Wash.", ("CA", "OR", "WA")),
        ("us_state", "Washington, D.C.", ("DC",)),
        ("phone", "+14155550100, +442071838750", ("+14155550100", "+442071838750")),
        ("date", "Nov 30, 2026", (value_type("date").read("2026-11-30"),)),
    ],
)
def test_reads(item: str, raw: object, values: tuple[Any, ...]) -> None:
    assert list_of(value_type(item)).read(raw) == values


@pytest.mark.parametrize("raw", [None, "", " ", [], [None, ""], ";", ","])
def test_blank(raw: object) -> None:
    assert list_of(value_type("text")).read(raw) is None


def test_one_invalid_item_makes_the_list_invalid() -> None:
    states = list_of(value_type("us_state"))
    assert states.read("CA, XX") == Invalid("item 2 is not a US state")
    assert states.read({"a": 1}) == Invalid("item 1 is an object where one value belongs")


def test_an_option_with_a_comma_stays_whole() -> None:
    both = list_of(one_of(["Leisure, Travel", "Finance"]))
    assert both.read("leisure, travel") == ("Leisure, Travel",)
    assert both.read("Finance; Leisure, Travel") == ("Finance", "Leisure, Travel")


def test_name_key_and_json_form() -> None:
    texts = list_of(value_type("text"))
    assert texts.name == "list of text"
    assert texts.key is not None
    assert texts.key(("A", "b")) == ("a", "b")
    assert texts.show is not None
    assert texts.show(("A", "b")) == ["A", "b"]
    decimals = value_type("list of decimal")
    assert decimals.key is None
    assert decimals.show is not None
    assert decimals.show((Decimal("2.5"),)) == [2.5]
