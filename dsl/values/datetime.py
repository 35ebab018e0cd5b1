"""The ``datetime`` type: an instant, held in UTC."""

import re
from datetime import UTC, datetime, time, timedelta, timezone

from dsl.values.base import Invalid, ValueType
from dsl.values.date import date_parser
from dsl.values.locales import habits
from dsl.values.reading import remembering

_is_iso = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}\S*|\d{8}T\d{4,6}\S*", re.ASCII).fullmatch
_written = re.compile(
    r"(?P<day>.+?)(?:[ T]|, ?)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"(?: ?(?P<half>[AP])\.?M\.?)?(?: ?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}))?",
    re.IGNORECASE | re.ASCII,
).fullmatch

NO_SUCH_TIME = Invalid("not a time of the day")


def datetime_type(locale: str) -> ValueType:
    """The type for a workbook of this locale. A time without a zone is UTC, a day its midnight."""
    parse_date = date_parser(habits(locale))

    def parse(text: str) -> datetime | Invalid:
        if _is_iso(text):
            try:
                return in_utc(datetime.fromisoformat(text))
            except ValueError:
                pass  # the forms below tell the day from the time of day
        matched = _written(text)
        day = parse_date(matched["day"] if matched else text)
        if isinstance(day, Invalid) or not matched:
            return day if isinstance(day, Invalid) else in_utc(datetime.combine(day, time()))
        clock = _clock(matched)
        return clock if isinstance(clock, Invalid) else in_utc(datetime.combine(day, clock))

    read = remembering(parse)
    return ValueType("datetime", read, read, show=show, ordered=True)


def _clock(matched: re.Match[str]) -> time | Invalid:
    hour, minute = int(matched["hour"]), int(matched["minute"])
    if matched["half"]:
        if not 1 <= hour <= 12:
            return NO_SUCH_TIME
        hour = hour % 12 + (12 if matched["half"] in "pP" else 0)
    try:
        return time(hour, minute, int(matched["second"] or 0), tzinfo=_zone(matched["zone"]))
    except ValueError:
        return NO_SUCH_TIME


def _zone(written: str | None) -> timezone:
    if not written or written[0] not in "+-":
        return UTC
    offset = timedelta(hours=int(written[1:3]), minutes=int(written[-2:]))
    return timezone(offset if written[0] == "+" else -offset)


def in_utc(moment: datetime) -> datetime | Invalid:
    """The same instant in UTC; a moment without a zone is taken as UTC."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return NO_SUCH_TIME


def show(value: datetime) -> str:
    """ISO 8601 in UTC: ``2026-11-22T00:00:00Z``."""
    return value.isoformat().replace("+00:00", "Z")
