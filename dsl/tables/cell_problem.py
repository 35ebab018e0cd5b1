"""Why a cell cannot be read, in words for people who work in spreadsheets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dsl.resolve.wording import how_to_write, misspelt, unreadable, zip_with_zeros
from dsl.values import Invalid, ValueType

_ERROR_CELL = re.compile(
    r"#(?:REF|N/A|VALUE|DIV/0|NAME\?|NULL|NUM|ERROR|SPILL|CALC|FIELD|BLOCKED|BUSY|CONNECT|UNKNOWN"
    r"|GETTING_DATA)!?|Loading(?:\.\.\.|…)"
)


@dataclass(frozen=True, slots=True)
class CellProblem:
    """Why a cell cannot be read, and what to write instead; for people who never see code."""

    message: str
    help: str


def error_cell(text: str) -> CellProblem | None:
    """The problem of a cell that holds a spreadsheet error instead of a value."""
    if text and text[0] in "#L" and _ERROR_CELL.fullmatch(text):
        if text[0] == "L":
            return CellProblem("This cell is still loading", "Wait until it shows its value")
        return CellProblem(f"The formula in this cell gives `{text}`", "Mend the formula")
    return None


def no_value(type_: ValueType, text: str, invalid: Invalid, form: str = "") -> CellProblem:
    """The problem of a text that is no value of a type; ``form`` says what may stand there."""
    near = misspelt(type_, text)
    if near is not None:
        help_ = f"Did you mean `{near}`?"
    elif type_.name == "us_zip" and (zeros := zip_with_zeros(text)):
        help_ = f"Format the column as plain text, then write `{zeros}`"
    else:
        help_ = form or how_to_write(type_) or "Write something else"
    return CellProblem(unreadable(type_, text, invalid), help_)
