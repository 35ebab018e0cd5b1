"""The functions of derived fields."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from dsl.values import FUNCTIONS, Invalid, ValueType, family, one_of, value_type

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("domain", ["ana@mail.acme.example"], "mail.acme.example"),
        ("domain", ["ana@gmail.com"], "gmail.com"),
        ("domain", ["https://www.acme.example/x"], "acme.example"),
        ("domain", ["http://192.0.2.1/"], Invalid("an IP address, not a domain")),
        ("initial", ["Österreich"], "O"),
        ("area_code", ["+14155550100"], "415"),
        ("area_code", ["+33612345678"], None),
        ("region", ["DE"], "EMEA"),
        ("region", ["AQ"], None),
        ("registered_domain", ["mail.acme.co.uk"], "acme.co.uk"),
        ("registered_domain", ["acme.github.io"], "acme.github.io"),
        ("registered_domain", ["a.b.example.com"], "example.com"),
        ("registered_domain", ["www.xn--85x722f.com.cn"], "xn--85x722f.com.cn"),
        ("registered_domain", ["city.kawasaki.jp"], "city.kawasaki.jp"),
        ("registered_domain", ["co.uk"], None),
        ("lower", ["Acme CORP"], "acme corp"),
        (
            "words",
            ["Data-Warehouse, R&D (lakehouse)"],
            ("data", "warehouse", "r", "d", "lakehouse"),
        ),
        ("words", ["!!"], None),
        ("year", [date(2026, 1, 2)], 2026),
        ("days_since", [date(2026, 11, 20), TODAY], 2),
        ("days_since", [date(2026, 11, 23), TODAY], -1),
        ("days_since", [datetime(2026, 11, 21, 23, tzinfo=UTC), TODAY], 1),
        ("coalesce", [None, None, "c"], "c"),
        ("coalesce", ["", "b"], ""),
        ("coalesce", [None, None], None),
    ],
)
def test_calls(name: str, arguments: list[Any], result: object) -> None:
    assert FUNCTIONS[name].call(*arguments) == result


@pytest.mark.parametrize("name", list(FUNCTIONS))
def test_results_are_types(name: str) -> None:
    function = FUNCTIONS[name]
    assert function.name == name
    assert function.result is None or isinstance(value_type(function.result), ValueType)


@pytest.mark.parametrize(
    ("name", "position", "type_name", "accepted"),
    [
        ("domain", 0, "email", True),
        ("domain", 0, "url", True),
        ("domain", 0, "text", False),
        ("domain", 1, "email", False),
        ("initial", 0, one_of(["A", "B"]).name, True),
        ("initial", 0, "list of text", False),
        ("year", 0, "datetime", True),
        ("coalesce", 7, "decimal", True),
    ],
)
def test_accepted_types(name: str, position: int, type_name: str, accepted: bool) -> None:
    assert FUNCTIONS[name].accepts(position, type_name) is accepted


def test_numbers_of_arguments() -> None:
    assert FUNCTIONS["domain"].takes(1)
    assert not FUNCTIONS["domain"].takes(0)
    assert not FUNCTIONS["domain"].takes(2)
    assert not FUNCTIONS["coalesce"].takes(1)
    assert FUNCTIONS["coalesce"].takes(5)


def test_only_some_need_today_or_take_missing_values() -> None:
    assert [f.name for f in FUNCTIONS.values() if f.needs_today] == ["days_since"]
    assert [f.name for f in FUNCTIONS.values() if f.takes_missing] == ["coalesce"]


def test_families() -> None:
    assert family('one of "A", "B"') == "one of"
    assert family("list of us_state") == "list of"
    assert family("us_state") == "us_state"
