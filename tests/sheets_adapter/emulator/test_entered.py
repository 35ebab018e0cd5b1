"""What a sheet makes of typed text, and what it then shows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from sheets_adapter.emulator import Emulator


@pytest.mark.parametrize(
    ("locale", "text", "value", "shown"),
    [
        ("en_US", "02139", {"numberValue": 2139}, "2139"),
        ("en_US", "1,234.5", {"numberValue": 1234.5}, "1,234.50"),
        ("en_US", "1e5", {"numberValue": 100000}, "1.00E+05"),
        ("en_US", "12%", {"numberValue": 0.12}, "12%"),
        ("en_US", "$5", {"numberValue": 5}, "$5"),
        ("en_US", "true", {"boolValue": True}, "TRUE"),
        ("en_US", "1/31/2026", {"numberValue": 46053}, "1/31/2026"),
        ("en_US", "2026-01-31", {"numberValue": 46053}, "2026-01-31"),
        ("en_US", "31.1.2026", {"stringValue": "31.1.2026"}, "31.1.2026"),
        ("en_US", "6:00", {"numberValue": 0.25}, "6:00"),
        ("en_US", "6:30 PM", {"numberValue": 0.7708333333333334}, "6:30 PM"),
        ("en_US", "1/31/2026 6:00", {"numberValue": 46053.25}, "1/31/2026 6:00:00"),
        ("en_US", "'02139", {"stringValue": "02139"}, "02139"),
        ("en_US", "1-2", {"stringValue": "1-2"}, "1-2"),
        ("en_US", "nan", {"stringValue": "nan"}, "nan"),
        ("en_US", "infinity", {"stringValue": "infinity"}, "infinity"),
        ("en_US", "=A2", {"formulaValue": "=A2"}, "0"),
        ("en_US", "+A2", {"formulaValue": "=+A2"}, "#NAME?"),
        ("de_DE", "1.234,5", {"numberValue": 1234.5}, "1.234,50"),
        ("de_DE", "31.1.2026", {"numberValue": 46053}, "31.01.2026"),
        ("de_DE", "wahr", {"boolValue": True}, "WAHR"),
        ("de_DE", "1.5", {"stringValue": "1.5"}, "1.5"),
    ],
)
def test_typed_text_becomes_what_the_locale_makes_of_it(
    locale: str, text: str, value: dict[str, Any], shown: str
) -> None:
    book = Emulator().add({"T": []}, locale=locale)
    book.type("T", "A1", text)
    assert book.cell("T", "A1")["userEnteredValue"] == pytest.approx(value)
    assert book.value("T", "A1") == shown


@pytest.mark.parametrize(
    ("number", "pattern", "shown"),
    [
        (0.1 + 0.2, "", "0.3"),
        (1 / 3, "", "0.3333333333"),
        (94105.0, "", "94105"),
        (1e15, "", "1E+15"),
        (-0.000001234, "", "-1.234E-06"),
        (0, "", "0"),
        (2139, "00000", "02139"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (-5, "0.00;(0.00)", "(5.00)"),
        (0, '0;-0;"none"', "none"),
        (0.256, "0.0%", "25.6%"),
        (5, '"#"0" pcs"', "#5 pcs"),
        (5, "\\#0", "#5"),
    ],
)
def test_numbers_are_shown_in_their_format(number: float, pattern: str, shown: str) -> None:
    book = Emulator().add({"T": [[number]]})
    if pattern:
        book.format("T", "A1", "NUMBER", pattern)
    assert book.value("T", "A1") == shown


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("yyyy-mm-dd", "2026-01-05"),
        ("d. mmmm yyyy", "5. January 2026"),
        ("ddd, mmm d", "Mon, Jan 5"),
        ("hh:mm:ss", "18:07:09"),
        ("h:mm AM/PM", "6:07 PM"),
        ('yyyy"/"mm', "2026/01"),
    ],
)
def test_moments_are_shown_in_their_format(pattern: str, shown: str) -> None:
    book = Emulator().add({"T": [[dt.datetime(2026, 1, 5, 18, 7, 9)]]})  # noqa: DTZ001
    book.format("T", "A1", "DATE_TIME", pattern)
    assert book.value("T", "A1") == shown


def test_a_circle_of_formulas_is_an_error() -> None:
    book = Emulator().add({"T": []})
    book.type("T", "A1", "=B1")
    book.type("T", "B1", "=A1")
    assert book.rows("T") == [["#REF!", "#REF!"]]


def test_an_unknown_locale_is_written_as_in_english() -> None:
    book = Emulator().add({"T": [[1234.5, dt.date(2026, 1, 5)]]}, locale="xx_XX")
    assert book.rows("T") == [["1234.5", "1/5/2026"]]
