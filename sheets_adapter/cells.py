"""What a cell shows as text, and rows without the blanks at their ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

Row = tuple[str, ...]


def cell_text(value: object) -> str:
    """A cell value as a sheet shows it: ``None`` is blank, ``94105.0`` is ``94105``, dates are ISO.

    Numbers never get an exponent, a thousands separator or a trailing ``.0``. A number that no
    sheet can show (NaN, infinity) is ``#NUM!``. Raises ``TypeError`` for what no cell can hold.
    """
    if isinstance(value, str):
        return with_plain_breaks(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float | Decimal):
        return _number_text(value)
    if isinstance(value, dt.date | dt.time):  # a datetime is a date
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return _duration_text(value)
    raise TypeError(f"a cell cannot hold a {type(value).__name__}")


def with_plain_breaks(text: str) -> str:
    """The text with LF for every line break, so that one saved on another system reads alike."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def trimmed(rows: Iterable[Sequence[str]]) -> tuple[Row, ...]:
    """The rows without blank cells at the end of each and blank rows at the end of all."""
    kept = [tuple(row) if not row or row[-1] else _without_blank_end(row) for row in rows]
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)


def _without_blank_end(row: Sequence[str]) -> Row:
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    return tuple(row[:end])


def _number_text(value: float | Decimal) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))  # most numbers of an XLSX file; also makes -0.0 a plain 0
    # A float goes by its repr, the shortest digits that mean it: 0.1, not 0.1000000000000000055.
    number = Decimal(repr(value) if isinstance(value, float) else value)
    if not number.is_finite():
        return "#NUM!"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _duration_text(value: dt.timedelta) -> str:
    """As the format ``[h]:mm:ss`` shows it: thirty hours and five minutes are ``30:05:00``."""
    seconds = round(abs(value.total_seconds()))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    sign = "-" if value < dt.timedelta() else ""
    return f"{sign}{hours}:{minutes:02}:{seconds:02}"
