"""Cells of the roster sheets that name somebody who stands in another row or sheet."""

from __future__ import annotations

from dsl.diagnostics import did_you_mean, quoted
from dsl.roster.people import Assignee, Pool
from dsl.roster.roster import Roster
from dsl.roster.sheet import Line
from dsl.tables.cell_problem import CellProblem


def read_assignee(
    line: Line, column: str, names: Roster, of_rep: str | None = None
) -> Assignee | None:
    """Whom a cell names: a rep, a pool or a queue; ``of_rep`` is the rep that they stand in for."""
    found = line.read(column, names.assignee)
    if of_rep is not None and found == Assignee("rep", of_rep):
        message = f"{quoted(line.text(column))} cannot stand in for themselves"
        line.warning("no-effect", column, message, "Name somebody else, or clear the cell")
        return None
    return found


def read_rep(line: Line, names: Roster) -> str | None:
    """The id of the rep that a cell ``rep`` names."""

    def read(text: str) -> Assignee | CellProblem:
        found = names.assignee(text)
        is_other = isinstance(found, Assignee) and found.kind != "rep"
        if is_other or (names.rep(text) is None and names.pools and names.pool(text)):
            return CellProblem(f"{quoted(text)} is not a rep", "Write the e-mail address of a rep")
        return found

    found = line.read("rep", read)
    return None if found is None else found.id


def read_pool(line: Line, names: Roster) -> Pool | None:
    """The pool that a cell ``pool`` names, without any prefix."""

    def read(text: str) -> Pool | CellProblem:
        found = names.pool(text)
        if found is not None:
            return found
        near = did_you_mean(text, names.pool_names())
        help_ = f"Did you mean `{near}`?" if near else "Add it to the sheet of pools"
        return CellProblem(f"There is no pool {quoted(text)}", help_)

    return line.read("pool", read)
