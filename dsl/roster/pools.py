"""The Pools sheet: one line a pool."""

from __future__ import annotations

from typing import NamedTuple

from dsl.diagnostics import quoted
from dsl.roster.cells import Cells
from dsl.roster.people import Method, Pool
from dsl.roster.sheet import Columns, Line, RosterSheet
from dsl.values import header_key

COLUMNS = Columns(
    filled=("pool",),
    there=(),
    optional=(
    "method", "when unavailable", "sticky days", "respect hours", "catch up", "claim within",
    "claim limit",
),
)  # fmt: skip


class PoolLine(NamedTuple):
    """A pool and its line; members and ``when unavailable`` are read when all names are known."""

    line: Line
    pool: Pool


def read_pools(sheet: RosterSheet, cells: Cells) -> dict[str, PoolLine]:
    """The pools by header key, in the order of the sheet, each once."""
    found: dict[str, PoolLine] = {}
    for line in sheet.lines():
        key = header_key(line.text("pool"))
        pool = _pool(line, cells)
        if key in found:
            message = f"The pool {quoted(line.text('pool'))} stands twice in this sheet"
            line.error("duplicate-pool", "pool", message, "Remove one of the two rows")
        found.setdefault(key, PoolLine(line, pool))
    return found


def _pool(line: Line, cells: Cells) -> Pool:
    method: Method = line.read("method", cells.method) or "round robin"
    pool = Pool(
        name=line.text("pool"),
        method=method,
        sticky_days=line.read("sticky days", cells.count),
        respect_hours=line.read("respect hours", cells.yes_no) is True,
        catch_up=line.read("catch up", cells.yes_no) is True,
        claim_within=line.read("claim within", cells.duration),
        claim_limit=line.read("claim limit", cells.count_from_one),
    )
    for column in ("claim within", "claim limit"):
        if line.text(column) and method != "shark tank":
            message = f"`{column}` has no effect in a pool with the method `{method}`"
            help_ = "Clear the cell, or write `shark tank` as the method"
            line.warning("no-effect", column, message, help_)
    return pool
