"""The ``date`` type."""

from datetime import UTC, date, datetime

import pytest

from dsl.values import Invalid, value_type

DAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("locale", "raw"),
    [
        ("en_US", "2026-11-30"),
        ("en_US", " 2026-11-30\xa0"),
        ("en_US", "2026-11-30T23:59:59-05:00"),
        ("en_US", "2026-11-30 10:00"),
        ("en_US", "2026-11-30T00:00:00.000+0000"),
        ("en_US", "20261130"),
        ("en_US", 20261130),
        ("en_US", "2026/11/30"),
        ("en_US", "11/30/2026"),
        ("en_US", "11/30/26"),
        ("en_US", "30 Nov 2026"),
        ("en_US", "30-Nov-26"),
        ("en_US", "30th November, 2026"),
        ("en_US", "Nov 30, 2026"),
        ("en_US", "Nov. 30, 2026"),
        ("en_US", "NOVEMBER 30 2026"),
        ("en_GB", "30/11/2026"),
        ("de_DE", "30.11.2026"),
        ("de_DE", "30.11.26"),
        ("de_DE", "30. November 2026"),
        ("de_DE", "2026-11-30"),
        ("de_DE", "30 Nov 2026"),
        ("fr_FR", "30/11/2026"),
        ("fr_FR", "30 novembre 2026"),
        ("nl_NL", "30-11-2026"),
        ("sv_SE", "2026-11-30"),
        ("cs_CZ", "30. 11. 2026"),
        ("hu_HU", "2026. 11. 30."),
        ("ko_KR", "2026. 11. 30."),
        ("ja_JP", "2026/11/30"),
        ("ja_JP", "2026年11月30日"),
        ("no such locale", "11/30/2026"),
        ("en_US", DAY),
        ("en_US", datetime(2026, 11, 30, 10, tzinfo=UTC)),
    ],
)
def test_reads(locale: str, raw: object) -> None:
    assert value_type("date", locale).read(raw) == DAY


@pytest.mark.parametrize(
    ("locale", "raw", "reason"),
    [
        ("en_US", "hello", "not a date such as 2026-11-30 or 11/30/2026"),
        ("en_US", "30.11.2026", "not a date such as 2026-11-30 or 11/30/2026"),
        ("en_US", "30 Nvo 2026", "not a date such as 2026-11-30 or 11/30/2026"),
        ("en_US", "2026", "not a date such as 2026-11-30 or 11/30/2026"),
        ("en_US", 1763769600000, "not a date such as 2026-11-30 or 11/30/2026"),
        ("en_US", "30/11/2026", "not a day of the calendar, read like 11/30/2026"),
        ("de_DE", "11/30/2026", "not a date such as 2026-11-30 or 30.11.2026"),
        ("sv_SE", "30/11/2026", "not a date such as 2026-11-30"),
        ("en_US", "2026-02-30", "not a day of the calendar"),
        ("en_US", "0000-01-01", "not a day of the calendar"),
        ("en_US", "31 Feb 2026", "not a day of the calendar"),
    ],
)
def test_refuses(locale: str, raw: object, reason: str) -> None:
    assert value_type("date", locale).read(raw) == Invalid(reason)


@pytest.mark.parametrize(
    ("written", "year"), [("1/2/68", 2068), ("1/2/69", 1969), ("1/2/00", 2000)]
)
def test_years_of_two_digits(written: str, year: int) -> None:
    assert value_type("date").read(written) == date(year, 1, 2)


def test_days_have_neighbours() -> None:
    days = value_type("date")
    assert days.ordered
    assert days.step is not None
    assert days.step(date(2026, 12, 31), 1) == date(2027, 1, 1)
    assert days.step(date.max, 1) is None
    assert days.step(date.min, -1) is None


def test_shows_iso() -> None:
    days = value_type("date")
    assert days.show is not None
    assert days.show(DAY) == "2026-11-30"
