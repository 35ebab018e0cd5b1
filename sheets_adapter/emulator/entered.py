"""What a sheet makes of typed text: numbers, dates, booleans and formulas, by its locale.

This is where a ZIP loses its leading zeros, unless the cell is formatted as plain text.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from sheets_adapter.emulator.errors import invalid
from sheets_adapter.emulator.grid import Cell, Grid
from sheets_adapter.emulator.locales import Customs

EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's times have no zone
"""The day 0 of a sheet's serial numbers."""

MAX_TEXT = 50_000
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_LOCAL = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})\.?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([AaPp])[Mm])?")
_EXPONENT = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d+")
_SIGNED_FORMULA = re.compile(r"[+-][A-Za-z(]")
_HOURS_OF_A_DAY = 24


class Entered(NamedTuple):
    """A value in Google's form, and the number format that typing it gives the cell."""

    value: dict[str, Any] | None
    number_format: dict[str, str] | None = None


def raw(value: object) -> Entered:
    """A value as it was sent with RAW: text stays text, whatever it looks like."""
    if value == "":
        return Entered(None)
    return Entered(_plain(value))


def typed(value: object, customs: Customs, cell: Cell) -> Entered:
    """A value as if a person had typed it into ``cell``."""
    if not isinstance(value, str):
        return Entered(_plain(value))
    if not value:
        return Entered(None)
    if _is_text(cell):
        return Entered(_plain(value))
    if value.startswith("'"):
        return Entered(_plain(value[1:]))
    text = value.strip()
    if text.startswith("=") and text != "=":
        return Entered({"formulaValue": text})
    if _SIGNED_FORMULA.match(text):
        return Entered({"formulaValue": f"={text}"})
    for reading in (_boolean, _number, _moment):
        entered = reading(text, customs)
        if entered is not None:
            return entered
    return Entered(_plain(value))


def put(cell: Cell, entered: Entered) -> Cell:
    """The cell with another value; it keeps its own number format if it has one."""
    new = {name: part for name, part in cell.items() if name != "userEnteredValue"}
    if entered.value is not None:
        new["userEnteredValue"] = entered.value
    looks = new.get("userEnteredFormat", {})
    if entered.number_format is not None and "numberFormat" not in looks:
        new["userEnteredFormat"] = {**looks, "numberFormat": entered.number_format}
    return new


def of_python(value: object) -> Entered:
    """A Python value as a cell holds it: dates and times become serial numbers with a format."""
    if isinstance(value, dt.datetime):
        number_format = {"type": "DATE_TIME"}
        return Entered({"numberValue": serial(value.replace(tzinfo=None))}, number_format)
    if isinstance(value, dt.date):
        moment = dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001
        return Entered({"numberValue": serial(moment)}, {"type": "DATE"})
    if value is None:
        return Entered(None)
    return raw(value)


def fill(grid: Grid, rows: Sequence[Sequence[object]]) -> None:
    """Put Python values into a blank sheet. Equal ones share a cell: no cell is ever changed."""
    made: dict[tuple[type, object], Cell] = {}
    for row in rows:
        for value in row:
            if (type(value), value) not in made:
                made[type(value), value] = put({}, of_python(value))
    grid.rows = [[made[type(value), value] for value in row] for row in rows]
    grid.grow(len(grid.rows), max(map(len, grid.rows), default=0))


def serial(moment: dt.datetime) -> float:
    """Days since the epoch of spreadsheets."""
    days = (moment - EPOCH) / dt.timedelta(days=1)
    return int(days) if days == int(days) else days


def _plain(value: object) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        if not math.isfinite(value):
            raise invalid("Invalid JSON payload received: a number must be finite")
        return {"numberValue": value}
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            raise invalid(
                f"Your input contains more than the maximum of {MAX_TEXT} characters in a single "
                "cell."
            )
        return {"stringValue": value}
    kind = "list_value" if isinstance(value, list) else "struct_value"
    raise invalid(f"Invalid values[0][0]: {kind} {{ }}")


def _is_text(cell: Cell) -> bool:
    number_format = cell.get("userEnteredFormat", {}).get("numberFormat", {})
    return bool(number_format.get("type") == "TEXT" or number_format.get("pattern") == "@")


def _boolean(text: str, customs: Customs) -> Entered | None:
    upper = text.upper()
    if upper in ("TRUE", customs.true):
        return Entered({"boolValue": True})
    if upper in ("FALSE", customs.false):
        return Entered({"boolValue": False})
    return None


def _number(text: str, customs: Customs) -> Entered | None:
    digits, number_format, scale = text, None, 1.0
    if digits.endswith("%"):
        digits, scale = digits[:-1].strip(), 0.01
        places = "0.00" if customs.decimal in digits else "0"
        number_format = {"type": "PERCENT", "pattern": f"{places}%"}
    elif customs.currency and customs.currency in digits:
        digits = digits.replace(customs.currency, "", 1).strip()
        pattern = f'"{customs.currency}"#,##0{".00" if customs.decimal in digits else ""}'
        number_format = {"type": "CURRENCY", "pattern": pattern}
    plain = _plain_digits(digits, customs)
    if plain is None:
        return None
    if number_format is None and "e" in plain.lower():
        number_format = {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    elif number_format is None and plain != digits and customs.group in digits:
        places = ".00" if customs.decimal in digits else ""
        number_format = {"type": "NUMBER", "pattern": f"#,##0{places}"}
    number = float(plain) * scale
    if not math.isfinite(number):
        return None
    whole = number.is_integer() and abs(number) < 10**15
    return Entered({"numberValue": int(number) if whole else round(number, 15)}, number_format)


def _plain_digits(text: str, customs: Customs) -> str | None:
    """A number of the locale in the form that ``float`` reads."""
    group, decimal = re.escape(customs.group), re.escape(customs.decimal)
    if customs.group.isspace():
        group = r"\s"
    grouped = rf"[+-]?(?:\d{{1,3}}(?:{group}\d{{3}})+|\d*)(?:{decimal}\d*)?(?:[eE][+-]?\d+)?"
    if not re.fullmatch(grouped, text) or not re.search(r"\d", text) or text[-1] in "eE":
        return None
    plain = re.sub(group, "", text).replace(customs.decimal, ".")
    if plain.lower().startswith(("e", "+e", "-e")):
        return None
    return plain


def _moment(text: str, customs: Customs) -> Entered | None:
    day_text, _, time_text = text.partition(" ")
    day = _day(day_text, customs)
    if day is None:
        seconds = _seconds(text)
        if seconds is None:
            return None
        pattern = "h:mm:ss" if text.count(":") == 2 else "h:mm"
        return Entered(
            {"numberValue": seconds / 86_400}, {"type": "TIME", "pattern": _twelve(pattern, text)}
        )
    moment, pattern = day
    if not time_text:
        return Entered({"numberValue": serial(moment)}, {"type": "DATE", "pattern": pattern})
    seconds = _seconds(time_text)
    if seconds is None:
        return None
    number_format = {"type": "DATE_TIME", "pattern": f"{pattern} h:mm:ss"}
    return Entered({"numberValue": serial(moment + dt.timedelta(seconds=seconds))}, number_format)


def _day(text: str, customs: Customs) -> tuple[dt.datetime, str] | None:
    """The date that a text is, and the pattern in which it was written."""
    iso = _ISO.fullmatch(text)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
        pattern = "yyyy-mm-dd"
    else:
        local = _LOCAL.fullmatch(text)
        if not local:
            return None
        written = dict(zip(customs.date_order, (local[1], local[3], local[4]), strict=True))
        year, month, day = (int(written[part]) for part in "ymd")
        if len(written["y"]) not in (2, 4) or len(written["d"]) > 2 or len(written["m"]) > 2:
            return None
        year += (2000 if year < 50 else 1900) if len(written["y"]) == 2 else 0
        pattern = customs.date_pattern.lower()
    try:
        return dt.datetime(year, month, day), pattern  # noqa: DTZ001
    except ValueError:
        return None


def _seconds(text: str) -> int | None:
    """Seconds since midnight of a written time."""
    time = _TIME.fullmatch(text)
    if not time:
        return None
    hours, minutes, seconds = int(time[1]), int(time[2]), int(time[3] or 0)
    if time[4]:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if time[4] in "Pp" else 0)
    if hours >= _HOURS_OF_A_DAY or minutes >= 60 or seconds >= 60:
        return None
    return hours * 3600 + minutes * 60 + seconds


def _twelve(pattern: str, text: str) -> str:
    return f"{pattern} AM/PM" if text[-1] in "mM" else pattern
