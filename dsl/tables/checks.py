"""What is wrong with a table as a whole: rows that claim one record, values that no row takes."""

from __future__ import annotations

from itertools import islice

from dsl.diagnostics import quoted
from dsl.tables.conflicts import conflicts, shared
from dsl.tables.cover import gaps
from dsl.tables.findings import MOST_PROBLEMS, Findings
from dsl.tables.sheet import SheetColumns, cell_ref
from dsl.tables.table import Row, Table


def check_conflicts(table: Table, columns: SheetColumns, findings: Findings) -> None:
    """An error at each row that claims what an earlier one does, where the policy cannot choose."""
    claimed: dict[int, tuple[Row, Row]] = {}
    for one, other in islice(conflicts(table), 100 * MOST_PROBLEMS):
        claimed.setdefault(other.number, (one, other))
    key = table.schema.keys[0].name
    code = "tie" if table.schema.hit == "specific" else "overlap"
    for number, (one, other) in sorted(claimed.items()):
        message, help_ = _conflict(table, one, other)
        where = cell_ref(columns, number, key)
        findings.add(code, "error", where, message, help_, other.cells[0])


def _conflict(table: Table, one: Row, other: Row) -> tuple[str, str]:
    pairs = shared(one, other, len(table.schema.keys))
    theirs = " with ".join(quoted(first.text) for first, _ in pairs)
    ours = " with ".join(quoted(second.text) for _, second in pairs)
    if all(first == second for first, second in pairs):
        message = f"Row {one.number} has the key {ours} as well"
        if theirs != ours:
            message += f", written {theirs}"
        help_ = "Leave it in one of the two rows"
    else:
        message = f"{ours} overlaps {theirs} in row {one.number}"
        help_ = "Take what they share out of one of the two rows"
    if table.schema.effective:
        message += ", and both are in effect at some time"
        help_ += ", or let one end before the other begins"
    if table.schema.hit == "specific":
        message += ", and neither is the narrower"
        help_ = "Make one of the two rows narrower, or remove it"
    return message, help_


def check_coverage(table: Table, columns: SheetColumns, locale: str, findings: Findings) -> None:
    """An error for each set of values that the framework wants covered and no row takes."""
    covers = table.schema.covers
    if covers is None:
        return
    key = table.schema.keys[0]
    header = cell_ref(columns, columns.header_row + 1, key.name)
    excerpt = columns.headers[columns.position(key.name) or 0]
    for gap in gaps(table, covers, locale):
        if gap.analysed:
            where = f" {gap.circumstances}" if gap.circumstances else ""
            message = f"No row covers {gap.missing}{where}"
            help_ = f"Add rows for them, or have `covers` of `{table.schema.name}` changed"
            findings.add("gap", "error", header, message, help_, excerpt, gap.witness)
        else:
            message = "The keys have too many combinations to prove that all are covered"
            help_ = "Split the sheet into two tables, or leave `covers` out"
            findings.add("not-analysed", "info", header, message, help_, excerpt)
