"""From text and a workbook to a framework: read, type, check, with last good tables kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dsl.diagnostics import Diagnostic, did_you_mean
from dsl.framework import Framework, FrameworkError
from dsl.memory import undisturbed
from dsl.model import Block, Step, Structure, TableSchema, ToAssignee
from dsl.parser import parse
from dsl.resolve import resolve
from dsl.roster import Roster, read_roster
from dsl.tables.table import Table
from dsl.tables.typing import FINDINGS, Typed, type_table
from dsl.values import warm_up
from dsl.workbook import Workbook

ROSTER = "roster"
"""What the sheets of people and pools are called where tables are named that are held."""

TypeTable = Callable[[TableSchema, Workbook, Roster], Typed]


def read_structure(text: str, file: str) -> tuple[Structure | None, list[Diagnostic]]:
    """Parse and resolve a framework; no structure when one of the diagnostics is an error."""
    tree, syntax_errors = parse(text, file)
    structure, found = resolve(tree)
    problems = sorted([*syntax_errors, *found], key=_by_place)
    return (None if syntax_errors else structure), problems


def build(
    structure: Structure,
    workbook: Workbook,
    previous: Framework | None = None,
    typed: TypeTable = type_table,
) -> Framework:
    """Type every table and compile the routes.

    With a ``previous`` framework, a table whose sheet has an error keeps its last good version
    (``held``), if the schema is still the same; so does the roster, under the name `ROSTER`. A gap
    in a table that had none before holds it too. ``typed`` may remember tables it has typed before.
    Raises ``FrameworkError`` when a table has no version that can answer.
    """
    with undisturbed():
        return _build(structure, workbook, previous, typed)


def _build(
    structure: Structure, workbook: Workbook, previous: Framework | None, typed: TypeTable
) -> Framework:
    warm_up(field.type for record in structure.records.values() for field in record.fields)
    found: list[Diagnostic] = list(structure.warnings)
    held: dict[str, list[Diagnostic]] = {}
    roster, roster_problems = read_roster(structure.roster, workbook)
    found += roster_problems
    fatal = False
    if _errors(roster_problems):
        if previous is None:
            fatal = True
        else:
            roster = previous.roster
            held[ROSTER] = [each for each in roster_problems if each.severity == "error"]
    tables: dict[str, Table] = {}
    for name, schema in structure.tables.items():
        table, problems = typed(schema, workbook, roster)
        found += problems
        last_good = previous.tables.get(name) if previous else None
        if last_good is not None and last_good.schema != schema:
            last_good = None
        if last_good is not None and _worse(table, problems, last_good):
            held[name] = list(problems)
            table = last_good
        if table is None:
            fatal = True
        else:
            tables[name] = table
    unknown = _check_targets(structure, roster)
    found += unknown
    if fatal or unknown:
        raise FrameworkError(found)
    return Framework(structure, tables, roster, workbook.version, found, held)


def load(source: str | Path, workbook: Workbook) -> Framework:
    """A framework from a path or from its text. Raises ``FrameworkError`` with every problem.

    A one-line string that ends in ``.route`` is a path. Gaps under ``covers`` do not keep a
    framework from loading; they stand in its ``diagnostics``.
    """
    is_path = isinstance(source, Path) or ("\n" not in source and source.endswith(".route"))
    text = Path(source).read_text(encoding="utf-8-sig") if is_path else str(source)
    file = Path(source).name if is_path else "framework.route"
    structure, problems = read_structure(text, file)
    if structure is None:
        raise FrameworkError(problems)
    return build(structure, workbook)


def _errors(problems: list[Diagnostic] | tuple[Diagnostic, ...]) -> bool:
    return any(each.severity == "error" for each in problems)


def _worse(table: Table | None, problems: tuple[Diagnostic, ...], last_good: Table) -> bool:
    """Whether a typed sheet must not replace the last good one."""
    if table is None:
        return True
    had = any(each.code in FINDINGS for each in last_good.diagnostics)
    return not had and any(each.code in FINDINGS for each in problems)


def _check_targets(structure: Structure, roster: Roster) -> list[Diagnostic]:
    """Reps and pools that the framework itself names must be in the roster."""
    found: list[Diagnostic] = []
    lines = structure.text.split("\n")
    seen: set[int] = set()
    for route in structure.routes.values():
        if id(route) in seen:
            continue
        seen.add(id(route))
        for target in _named_targets(route.block):
            excerpt = lines[target.span.line - 1]
            if target.kind == "rep" and roster.rep(target.id) is None:
                near = did_you_mean(target.id, roster.reps or ())
            elif target.kind == "pool" and roster.pool(target.id) is None:
                near = did_you_mean(target.id, roster.pool_names())
            else:
                continue
            help_ = f"Did you mean `{near}`?" if near else "Add it to the roster's sheet"
            message = f"The roster has no {target.kind} `{target.id}`"
            code = f"unknown-{target.kind}"
            found.append(Diagnostic(code, "error", message, help_, target.span, excerpt))
    return found


def _named_targets(block: Block) -> list[ToAssignee]:
    found: list[ToAssignee] = []
    steps: list[Step | Block] = [*block.steps, *([block.otherwise] if block.otherwise else [])]
    for step in steps:
        if isinstance(step, Block):
            found += _named_targets(step)
        elif isinstance(step.target, ToAssignee):
            found.append(step.target)
    return found


def _by_place(problem: Diagnostic) -> tuple[int, int]:
    where = problem.where
    return (getattr(where, "line", 0), getattr(where, "column", 0))
