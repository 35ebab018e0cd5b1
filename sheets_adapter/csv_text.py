"""The rows of a CSV text (RFC 4180), with the delimiter that its header uses."""

from __future__ import annotations

import csv
import io
import re

from dsl.gently import steps
from sheets_adapter.cells import Row, trimmed, with_plain_breaks
from sheets_adapter.source import SourceError

# In order of preference where a header has as many of each: the earlier ones are rarer in names.
# So a file of one column is split at tabs only, and "lakehouse, warehouse" in it stays one cell.
_DELIMITERS = ("\t", ";", ",")
_QUOTED = re.compile(r'(?:\A|(?<=[\t;,\n]))"(?:[^"]|"")*"')
_HEADER_WITHIN = 65_536  # characters


def rows_of(text: str, name: str) -> tuple[Row, ...]:
    """All rows, blank ones too, so that ``rows[0]`` is row 1 where a spreadsheet opens the file.

    A quoted cell may hold line breaks: a row is a record, not a line. Raises ``SourceError`` with
    the row where quotation marks do not match, since such a cell can swallow the rows below it.
    """
    text = with_plain_breaks(text)
    # Strict: a quoted cell that is not closed, or goes on after its end, is an error.
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(text), strict=True)
    rows: list[Row] = []
    try:
        for row in steps(reader):
            rows.append(tuple(row))
    except csv.Error as error:
        raise _unreadable(len(rows) + 1, name, error) from error
    return trimmed(rows)


def _delimiter(text: str) -> str:
    """The one that stands most often in the header, the first line with anything but blanks.

    What is quoted does not count; the text is looked at only as far as a header may reach.
    """
    unquoted = _QUOTED.sub(_stand_in, text[:_HEADER_WITHIN])
    header = next((line for line in unquoted.split("\n") if line.strip(" ")), "")
    return max(_DELIMITERS, key=header.count)


def _stand_in(quoted: re.Match[str]) -> str:
    return "x" if quoted[0].strip('" \n') else ""  # a quoted blank is a blank


def _unreadable(row: int, name: str, error: csv.Error) -> SourceError:
    if "field limit" in str(error):
        return SourceError(
            f"row {row} of {name} has a cell of more than {csv.field_size_limit():,} characters",
            "Shorten it; if it is short, close the quotation mark before it",
        )
    return SourceError(
        f"the quotation marks in row {row} of {name} do not match",
        'Close every quoted cell, and write a quotation mark inside one twice ("")',
    )
