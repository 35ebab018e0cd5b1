"""The Time off sheet: on which days a rep is away, and who covers."""

from __future__ import annotations

from dataclasses import replace

from dsl.diagnostics import quoted
from dsl.roster.cells import Cells
from dsl.roster.names import read_assignee, read_rep
from dsl.roster.people import TimeOff
from dsl.roster.roster import Roster
from dsl.roster.sheet import Columns, Line, RosterSheet

COLUMNS = Columns(
    filled=("rep",),
    there=("from", "until"),
    optional=("cover",),
)


def read_time_off(
    sheet: RosterSheet, cells: Cells, names: Roster
) -> dict[str, tuple[TimeOff, ...]]:
    """The lines of each rep, by id, in the order of the sheet."""
    found: dict[str, tuple[TimeOff, ...]] = {}
    for line in sheet.lines():
        rep_id = read_rep(line, names)
        off = read_days(line, cells, "from", "until")
        if not line.text("from") and not line.text("until"):
            message = "`from` and `until` are both blank in this row"
            line.error("blank-cell", "from", message, "Fill in one or both, or clear the row")
        cover = read_assignee(line, "cover", names, rep_id)
        if rep_id is not None and off is not None:
            found[rep_id] = (*found.get(rep_id, ()), replace(off, cover=cover))
    return found


def read_days(line: Line, cells: Cells, first: str, last: str) -> TimeOff | None:
    """The days between two cells, both included; None when both are blank or they make no sense."""
    begin, end = line.read(first, cells.day), line.read(last, cells.day)
    if begin is not None and end is not None and end < begin:
        message = f"{quoted(line.text(last))} is before {quoted(line.text(first))}"
        line.error("bad-cell", last, message, "Swap the two dates")
        return None
    if begin is None and end is None:
        return None
    return TimeOff(begin, end)
