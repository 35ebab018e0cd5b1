"""The ``datetime`` type."""

from datetime import UTC, datetime

import pytest

from dsl.values import Invalid, value_type

MOMENT = value_type("datetime")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("2026-11-22T00:00:00Z", "2026-11-22T00:00:00Z"),
        ("2026-11-22T10:00:00.000+0000", "2026-11-22T10:00:00Z"),
        ("2026-11-22T10:00:00-05:00", "2026-11-22T15:00:00Z"),
        ("2026-11-22T10:00:00 +02:00", "2026-11-22T08:00:00Z"),
        ("2026-11-22T10:00:00.123456Z", "2026-11-22T10:00:00.123456Z"),
        ("20261122T100000Z", "2026-11-22T10:00:00Z"),
        ("2026-11-22 10:00", "2026-11-22T10:00:00Z"),
        ("2026-11-22", "2026-11-22T00:00:00Z"),
        ("11/22/2026", "2026-11-22T00:00:00Z"),
        ("11/22/2026 10:00 PM", "2026-11-22T22:00:00Z"),
        ("11/22/2026 12:30 am", "2026-11-22T00:30:00Z"),
        ("11/22/2026, 9:05:07", "2026-11-22T09:05:07Z"),
        ("22 Nov 2026 14:00 UTC", "2026-11-22T14:00:00Z"),
        (datetime(2026, 11, 22, tzinfo=UTC), "2026-11-22T00:00:00Z"),
    ],
)
def test_reads_in_utc(raw: object, shown: str) -> None:
    value = MOMENT.read(raw)
    assert value.tzinfo is UTC
    assert MOMENT.show is not None
    assert MOMENT.show(value) == shown


def test_reads_the_form_of_the_locale() -> None:
    german = value_type("datetime", "de_DE")
    assert german.read("22.11.2026, 10:00") == datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("now", "not a date such as 2026-11-30 or 11/30/2026"),
        ("2026-11-22T25:00", "not a time of the day"),
        ("2026-11-22 13:00 PM", "not a time of the day"),
        ("2026-11-22T10:00:00+99:00", "not a time of the day"),
        ("2026-02-30T10:00", "not a day of the calendar"),
        ("0001-01-01T00:00:00+14:00", "not a time of the day"),
        ("9999-12-31T23:00:00-14:00", "not a time of the day"),
    ],
)
def test_refuses(raw: str, reason: str) -> None:
    assert MOMENT.read(raw) == Invalid(reason)
