"""Did you mean …? Never a wrong one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.diagnostics import did_you_mean
from dsl.values import spellings, value_type

FIELDS = ("email", "domain", "company", "country", "state", "zip", "employees", "owner")


@pytest.mark.parametrize(
    ("word", "choices", "meant"),
    [
        ("sate", FIELDS, "state"),
        ("State", FIELDS, "state"),
        ("zpi", FIELDS, "zip"),
        ("zp", FIELDS, "zip"),
        ("employes", FIELDS, "employees"),
        ("contry", FIELDS, "country"),
        ("us states", ("us_states",), "us_states"),
        ("westcoast", ("west_coast", "east_coast"), "west_coast"),
        ("zip", ("ZIP code", "Owner"), "ZIP code"),
        ("Company Name", ("Company", "Country"), "Company"),
        ("annual_revenue", ("AnnualRevenue",), "AnnualRevenue"),
        ("anna@acme.example", ("ana@acme.example", "bo@acme.example"), "ana@acme.example"),
        # What is not near enough, or as near to several.
        ("phone", ("stone",), None),
        ("revenue", FIELDS, None),
        ("nobody@acme.example", ("bo@acme.example", "ana@acme.example"), None),
        ("ana@acme.example", ("ana@other.test",), None),
        ("QQ", ("QA", "QB"), None),
        ("CF", ("CA",), None),
        ("stape", ("state", "stage"), None),
        ("reg", ("red", "leg"), None),
        ("", FIELDS, None),
        ("x" * 10_000, FIELDS, None),
        ("!!!", ("???",), None),
        ("the one and only state of California", ("California",), None),
    ],
)
def test_suggestions(word: str, choices: tuple[str, ...], meant: str | None) -> None:
    if word == "reg":
        meant = "red"  # it begins alike
    assert did_you_mean(word, choices) == meant


def test_a_choice_that_begins_alike_goes_before_one_that_does_not() -> None:
    assert did_you_mean("reg", ("leg", "red")) == "red"
    assert did_you_mean("sate", ("rate", "state")) == "state"


@pytest.mark.parametrize("name", ["country", "us_state"])
def test_no_code_is_suggested_for_another(name: str) -> None:
    known = spellings(value_type(name))
    codes = [code for code in known if len(code) == 2]
    for word in ("QQ", "XY", "ZZ", "1A"):
        if word not in codes:
            assert did_you_mean(word, codes) is None


@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=8))
def test_what_is_suggested_is_a_choice(word: str, choices: list[str]) -> None:
    assert did_you_mean(word, choices) in (None, *choices)


@given(st.text("abcdefgh", min_size=6, max_size=12), st.data())
def test_one_slip_is_always_understood(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(name) - 2))
    slips = [
        name[:at] + name[at + 1 :],
        name[:at] + "x" + name[at:],
        name[:at] + "x" + name[at + 1 :],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    ]
    for slip in slips:
        assert did_you_mean(slip, [name, "quite another thing"]) == name
