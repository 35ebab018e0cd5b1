"""Decisions as columns beside those of the record, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

from dsl import Framework
from dsl.model import Step, ToColumns
from golden_tests.steps import routes_of, steps_of

PREFIX = "routebook_"
_FIXED = ("outcome", "owner", "kind", "step", "cell")

# https://owasp.org/www-community/attacks/CSV_Injection: what a spreadsheet takes for a formula.
# Signed numbers and phone numbers, of digits and marks only, can call nothing.
_FORMULA = frozenset("=+-@\t\r\n")
_NUMBER = re.compile(r"[+-][\d\s.,()/-]*")


class Columns:
    """The columns that a batch adds: ``routebook_owner`` and so on.

    After the fixed ones comes ``routebook_role_NAME`` for each other role and
    ``routebook_value_NAME`` for each value column that a step of the record's routes can give.
    ``record_type`` is None when the framework has one.
    """

    def __init__(
        self, framework: Framework, header: Iterable[str], record_type: str | None
    ) -> None:
        steps = list(_steps(framework, record_type))
        self._roles = list(dict.fromkeys(role for step in steps for role in _roles(step)))
        self._values = list(
            dict.fromkeys(name for step in steps for name in _values(framework, step))
        )
        added = [
            *_FIXED,
            *(f"role_{role}" for role in self._roles),
            *(f"value_{name}" for name in self._values),
        ]
        self.added = [PREFIX + name for name in added]
        header = list(header)
        # A batch of a batch: the columns are written anew, not a second time.
        self._kept = [at for at, name in enumerate(header) if name not in self.added]
        self.header = csv_line([*(header[at] for at in self._kept), *self.added])

    def line(self, cells: tuple[str, ...], decision: Mapping[str, Any]) -> str:
        """The row of a record with what was decided on it."""
        roles, values = decision["roles"], decision["values"]
        return csv_line(
            [
                *(cells[at] for at in self._kept),
                decision["outcome"],
                decision["assigned_to"],
                decision["assigned_kind"],
                decision["step"],
                _cell(decision),
                *(_assignee(roles.get(role)) for role in self._roles),
                *(_text(values.get(name)) for name in self._values),
            ]
        )


def csv_line(cells: Iterable[str]) -> str:
    """A line of CSV (RFC 4180, LF), in which no cell begins a formula."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow([_safe(cell) for cell in cells])
    return written.getvalue()


def _safe(cell: str) -> str:
    if cell and cell[0] in _FORMULA and not _NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def _steps(framework: Framework, record_type: str | None) -> Iterable[Step]:
    for route in routes_of(framework.structure):
        if record_type in (None, route.record):
            yield from steps_of(route.block)


def _roles(step: Step) -> Iterable[str]:
    target = step.target
    return (
        (name for name in target.names if name != "owner") if isinstance(target, ToColumns) else ()
    )


def _values(framework: Framework, step: Step) -> Iterable[str]:
    if step.lookup is None:
        return ()
    columns = framework.tables[step.lookup.table].schema.values
    return (column.name for column in columns if not column.assignee)


def _cell(decision: Mapping[str, Any]) -> str:
    """The address of the cell that decided, if one did."""
    steps = decision["trace"]["steps"]
    return str(steps[-1].get("lookup", {}).get("cell", "")) if steps else ""


def _assignee(who: Mapping[str, str] | None) -> str:
    """As a sheet names it: an e-mail address, ``pool: NAME`` or ``queue: NAME``."""
    if who is None:
        return ""
    return who["id"] if who["kind"] == "rep" else f"{who['kind']}: {who['id']}"


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, list | tuple):
        return ", ".join(_text(part) for part in value)
    return str(value)
