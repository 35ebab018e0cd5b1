"""What a cell shows: its value, in its number format, in the spreadsheet's locale."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Any

from babel.dates import format_datetime
from babel.numbers import format_decimal

from sheets_adapter.emulator import a1
from sheets_adapter.emulator.entered import EPOCH
from sheets_adapter.emulator.grid import Cell, Grid
from sheets_adapter.emulator.locales import Customs

_DATES = {"DATE", "TIME", "DATE_TIME"}
_DATE_TOKEN = re.compile(r"AM/PM|am/pm|A/P|a/p|y+|m+|M+|d+|h+|H+|s+|\"[^\"]*\"|\\.|.", re.DOTALL)
_SIGNIFICANT = 10
_SMALLEST_PLAIN, _LARGEST_PLAIN = 1e-5, 1e15
_DEPTH = 20


def effective(grid: Grid, cell: Cell, depth: int = 0) -> dict[str, Any] | None:
    """The value of a cell once its formula was worked out; ``None`` for a blank one."""
    value = cell.get("userEnteredValue")
    if value is None or "formulaValue" not in value:
        return value
    return _worked_out(grid, str(value["formulaValue"])[1:].strip(), depth)


def formatted(grid: Grid, cell: Cell, customs: Customs) -> str:
    """The text that people see in a cell."""
    value = effective(grid, cell)
    if value is None:
        return ""
    if "stringValue" in value:
        return str(value["stringValue"])
    if "boolValue" in value:
        return customs.true if value["boolValue"] else customs.false
    if "errorValue" in value:
        return error_text(value["errorValue"])
    number_format = cell.get("userEnteredFormat", {}).get("numberFormat", {})
    kind, pattern = number_format.get("type", ""), number_format.get("pattern", "")
    return _number_text(value["numberValue"], kind, pattern, customs)


def is_date(cell: Cell) -> bool:
    """Whether a cell's number is shown as a date or a time."""
    return cell.get("userEnteredFormat", {}).get("numberFormat", {}).get("type") in _DATES


def error_text(error: dict[str, Any]) -> str:
    """An error as a cell shows it."""
    return {
        "DIVIDE_BY_ZERO": "#DIV/0!",
        "N_A": "#N/A",
        "NAME": "#NAME?",
        "NULL_VALUE": "#NULL!",
    }.get(error["type"], f"#{error['type']}!")


def _worked_out(grid: Grid, text: str, depth: int) -> dict[str, Any]:
    """Literals and references to one cell of the same sheet; the emulator knows no functions."""
    if len(text) > 1 and text[0] == text[-1] == '"':
        return {"stringValue": text[1:-1].replace('""', '"')}
    if text.upper() in ("TRUE", "FALSE"):
        return {"boolValue": text.upper() == "TRUE"}
    try:
        return {"numberValue": int(text) if re.fullmatch(r"[+-]?\d+", text) else float(text)}
    except ValueError:
        pass
    where = a1.area(text)
    if where is None or ":" in text:
        return {"errorValue": {"type": "NAME", "message": "Unknown function or range name."}}
    if depth > _DEPTH:
        message = "Circular dependency detected."
        return {"errorValue": {"type": "REF", "message": message}}
    found = effective(grid, grid.cell(where.top, where.left), depth + 1)
    return {"numberValue": 0} if found is None else found


@lru_cache(maxsize=4096)
def _number_text(number: float, kind: str, pattern: str, customs: Customs) -> str:
    if kind == "TEXT" or pattern == "@":
        return _general(number, customs)
    if kind in _DATES:
        return _moment_text(number, pattern or _usual(kind, customs), customs)
    if not pattern:
        usual = {"PERCENT": "0.00%", "SCIENTIFIC": "0.00E+00", "NUMBER": "#,##0.00"}
        usual["CURRENCY"] = f'"{customs.currency}"#,##0.00'
        pattern = usual.get(kind, "")
    return _by_pattern(number, pattern, customs) if pattern else _general(number, customs)


def _usual(kind: str, customs: Customs) -> str:
    date = customs.date_pattern.lower()
    return {"DATE": date, "TIME": "h:mm:ss", "DATE_TIME": f"{date} h:mm:ss"}[kind]


def _general(number: float, customs: Customs) -> str:
    """Without a format: ten significant digits, no grouping, an exponent for very large ones."""
    if number == 0:
        return "0"
    if not _SMALLEST_PLAIN <= abs(number) < _LARGEST_PLAIN:
        mantissa, _, exponent = f"{number:.5E}".partition("E")
        text = f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    elif float(number).is_integer():
        text = str(int(number))
    else:
        whole = len(str(int(abs(number)))) if abs(number) >= 1 else 0
        text = f"{number:.{max(_SIGNIFICANT - whole, 0)}f}".rstrip("0").rstrip(".")
    return text.replace(".", customs.decimal)


def _by_pattern(number: float, pattern: str, customs: Customs) -> str:
    sections = pattern.split(";")
    section = sections[0]
    if number < 0 and len(sections) > 1 and sections[1]:
        section, number = sections[1], -number
    elif number == 0 and len(sections) > 2 and sections[2]:
        section = sections[2]
    section = re.sub(r"\[[^\]]*\]|[_*].", "", section).replace("?", "#")
    unquoted = re.sub(r'"([^"]*)"', lambda m: _literal(m[1]), section)
    ldml = re.sub(r"\\(.)", lambda m: _literal(m[1]), unquoted)
    if not re.search(r"[0#]", ldml):
        return ldml.replace("'", "")
    try:
        return format_decimal(number, format=ldml, locale=customs.locale)
    except ValueError:
        return _general(number, customs)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'" if text else ""


def _moment_text(number: float, pattern: str, customs: Customs) -> str:
    try:
        moment = EPOCH + dt.timedelta(seconds=round(number * 86_400))
    except OverflowError:
        return _general(number, customs)
    return format_datetime(moment, _ldml(pattern), locale=customs.locale)


@lru_cache(maxsize=256)
def _ldml(pattern: str) -> str:
    """Google's date pattern in Unicode's letters: ``m`` beside hours or seconds is minutes."""
    tokens = _DATE_TOKEN.findall(pattern)
    twelve = any(token.upper() in ("AM/PM", "A/P") for token in tokens)
    letters = [token for token in tokens if token[0] in "ymMdhHs"]
    ldml = []
    position = -1
    for token in tokens:
        first = token[0]
        if first in "ymMdhHs":
            position += 1
        if token.upper() in ("AM/PM", "A/P"):
            ldml.append("a")
        elif first in "hH":
            ldml.append(("h" if twelve else "H") * len(token))
        elif first in "mM":
            before = letters[position - 1][0] if position else ""
            after = letters[position + 1][0] if position + 1 < len(letters) else ""
            minutes = len(token) <= 2 and (before in {"h", "H"} or after == "s")
            ldml.append(("m" if minutes else "M") * len(token))
        elif first == "d":
            ldml.append(token if len(token) <= 2 else "E" * len(token))
        elif first in "ys":
            ldml.append(token)
        elif first in '"\\':
            ldml.append(_literal(token.strip('"').removeprefix("\\")))
        else:
            ldml.append(_literal(token) if token.isalpha() else token)
    return "".join(ldml)
