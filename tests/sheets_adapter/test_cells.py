from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from sheets_adapter.cells import cell_text, trimmed

ZURICH = dt.timezone(dt.timedelta(hours=1))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        ("02139", "02139"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        (True, "TRUE"),
        (False, "FALSE"),
        (94105, "94105"),
        (94105.0, "94105"),
        (-5.0, "-5"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e-7, "0.0000001"),
        (1e21, "1000000000000000000000"),
        (1234567890123456.0, "1234567890123456"),
        (10**30, "1" + "0" * 30),
        (float("nan"), "#NUM!"),
        (float("-inf"), "#NUM!"),
        (Decimal("sNaN"), "#NUM!"),
        (Decimal("12.50"), "12.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("100.00"), "100"),
        (dt.date(2026, 11, 1), "2026-11-01"),
        (dt.datetime(2026, 11, 1, 9, 30, tzinfo=ZURICH), "2026-11-01T09:30:00+01:00"),
        (dt.time(9, 30), "09:30:00"),
        (dt.timedelta(hours=30, minutes=5), "30:05:00"),
        (dt.timedelta(seconds=-61), "-0:01:01"),
    ],
)
def test_a_value_becomes_what_a_sheet_shows(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_an_integer_of_any_length_has_a_text() -> None:
    assert len(cell_text(10**5000)) == 5001  # longer than str(int) allows


@pytest.mark.parametrize("value", [b"94105", ["94105"], {}, object()])
def test_what_no_cell_can_hold_is_a_type_error(value: object) -> None:
    with pytest.raises(TypeError, match="a cell cannot hold a"):
        cell_text(value)


def test_blanks_are_trimmed_at_the_ends_only() -> None:
    rows = [[], ["", "a", ""], ["", ""], ["b", "", "c"], [" "], [""], []]
    assert trimmed(rows) == ((), ("", "a"), (), ("b", "", "c"), (" ",))


def test_only_blanks_are_no_rows() -> None:
    assert trimmed([[""], [], ["", ""]]) == ()
