"""The Reps sheet: one line a person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dsl.diagnostics import quoted
from dsl.roster.cells import Cells
from dsl.roster.people import Rep
from dsl.roster.sheet import Columns, Line, RosterSheet
from dsl.roster.time_off import read_days
from dsl.values import fold

COLUMNS = Columns(
    filled=("rep",),
    there=(),
    optional=(
    "name", "active", "time zone", "hours", "out from", "out until", "calendar", "daily cap",
    "open cap", "skills", "languages", "start date", "backup", "crm id",
),
)  # fmt: skip


class RepLine(NamedTuple):
    """A rep and the line of the sheet; the backup is read when all reps and pools are known."""

    line: Line
    rep: Rep


def read_reps(sheet: RosterSheet, cells: Cells) -> list[RepLine]:
    """The reps in the order of the sheet, each once."""
    found: dict[str, RepLine] = {}
    for line in sheet.lines():
        rep_id = line.text("rep").casefold()
        rep = _rep(rep_id, line, cells)
        if rep_id in found:
            message = f"{quoted(line.text('rep'))} stands twice in this sheet"
            line.error("duplicate-rep", "rep", message, "Remove one of the two rows")
        found.setdefault(rep_id, RepLine(line, rep))
    return list(found.values())


def by_name(reps: Iterable[Rep]) -> dict[str, Rep]:
    """Reps by folded id, and by folded name where nobody else has it."""
    listed = list(reps)
    found = {fold(rep.id): rep for rep in listed}
    names: dict[str, list[Rep]] = {}
    for rep in listed:
        names.setdefault(fold(rep.name), []).append(rep)
    for name, called in names.items():
        if len(called) == 1:  # two people of one name are told apart by their address
            found.setdefault(name, called[0])
    return found


def _rep(rep_id: str, line: Line, cells: Cells) -> Rep:
    off = read_days(line, cells, "out from", "out until")
    return Rep(
        id=rep_id,
        name=line.text("name") or rep_id,
        active=line.read("active", cells.yes_no) is not False,
        time_zone=line.read("time zone", cells.zone),
        hours=line.read("hours", cells.hours),
        time_off=() if off is None else (off,),
        calendar=line.text("calendar"),
        daily_cap=line.read("daily cap", cells.count),
        open_cap=line.read("open cap", cells.count),
        skills=line.read("skills", cells.skills) or frozenset(),
        languages=line.read("languages", cells.languages) or frozenset(),
        start=line.read("start date", cells.day),
        crm_id=line.text("crm id"),
    )
