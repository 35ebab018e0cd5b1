"""What the status tab and the notes in the sheets say, for people who read no code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from dsl.build import ROSTER
from dsl.diagnostics import CellRef, Diagnostic, counted
from dsl.diagnostics.diagnostic import sentences
from releases.impact_text import moves_text
from releases.problems import Problem, Problems
from sheets_adapter.write_back import Cell, Row, our_note

MOST_PROBLEMS = 1_000
"""Problems that are listed."""

MOST_NOTES = 500
"""Cells that get a note; the tab lists more."""

_NAMED = 6  # tables that the first line names
_ORDER = {"error": 0, "warning": 1, "info": 2}
_HEADER = ("Severity", "Sheet", "Cell", "What is wrong", "What to do", "Since")
_FOOTER = (
    "Routebook writes this tab, and what is typed here is overwritten. "
    "It changes nothing that you type in your own tabs."
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A release that is held until somebody accepts it; ``impact`` is as in its event."""

    id: str
    since: datetime
    reasons: tuple[str, ...] = ()
    impact: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be told: what is live, since when, what is wrong, and what waits.

    ``sheets`` are the titles of the tables' sheets by name of the table.
    """

    release: str = ""
    since: datetime | None = None
    problems: Problems = field(default_factory=Problems)
    sheets: Mapping[str, str] = field(default_factory=dict)
    waiting: tuple[Waiting, ...] = ()


def status_rows(report: Report, read_at: datetime | None, every: float) -> list[Row]:
    """The rows of the status tab; ``read_at`` is when the spreadsheet was last read.

    With no news it is written ``every`` so many seconds; the time stands still meanwhile.
    """
    live = "nothing yet"
    if report.release and report.since is not None:
        live = f"{report.release}, since {when(report.since)}"
    rows: list[Row] = [
        _line("Status", headline(report), bold=True),
        _line("Live release", live),
        _line("Last read", _read(read_at, every)),
    ]
    for waiting in report.waiting:
        rows += [(), *_waiting(waiting)]
    rows += [(), tuple(Cell(title, bold=True) for title in _HEADER)]
    problems = sorted(_placed(report), key=lambda each: _ORDER[each[1].diagnostic.severity])
    rows += [_problem(sheet, problem) for sheet, problem in problems[:MOST_PROBLEMS]]
    if not problems:
        rows.append(_line("", "Nothing is wrong."))
    if len(problems) > MOST_PROBLEMS:
        rows.append(_line("", f"And {len(problems) - MOST_PROBLEMS} more."))
    return [*rows, (), _line("", _FOOTER)]


def headline(report: Report) -> str:
    """One or two sentences: is what was typed live, and if not, why."""
    problems = report.problems
    if not report.release:
        return "Nothing is live yet: no edit has been read without errors."
    if problems.source:
        first = problems.source[0]
        return (
            f"No news since {when(first.since)}: {_sentence(first.diagnostic.message)} "
            "Routing goes on with what was read last."
        )
    found = []
    if report.waiting:
        found.append("An edit waits until somebody accepts it.")
    if problems.held:
        names = sorted(_held_sheets(report))
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        held = f"{counted(len(names), 'sheet')} held: {', '.join(names[:_NAMED])}{more}."
        found.append(f"{held} Leads follow the last good version.")
    if problems.framework_held:
        found.append("The newest text of the framework is held; the one before it is live.")
    if found:
        return " ".join([*found, "Everything else is live."])
    warnings = sum(one.diagnostic.severity == "warning" for one in problems.all())
    return f"All live, with {counted(warnings, 'warning')}." if warnings else "All live."


def notes(problems: Problems) -> dict[CellRef, str]:
    """The note for each cell with an error or a warning, errors first where there are too many."""
    by_cell: dict[CellRef, list[Diagnostic]] = {}
    for severity in ("error", "warning"):
        for problem in problems.all():
            found = problem.diagnostic
            if found.severity == severity and isinstance(found.where, CellRef) and found.where.cell:
                by_cell.setdefault(found.where, []).append(found)
    return {
        cell: our_note([_sentence(sentences(each)) for each in found])
        for cell, found in list(by_cell.items())[:MOST_NOTES]
    }


def when(time: datetime) -> str:
    """``2026-11-22 09:30 UTC``."""
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _held_sheets(report: Report) -> set[str]:
    """The titles of what is held; of the roster, which is no sheet itself, those with errors."""
    problems = report.problems
    found = {report.sheets.get(name, name) for name in problems.held - {ROSTER}}
    if ROSTER in problems.held:
        errors = (one.diagnostic for one in problems.framework)
        found |= {
            one.where.sheet
            for one in errors
            if one.severity == "error" and isinstance(one.where, CellRef)
        } or {"the sheets of the people"}
    return found


def _read(at: datetime | None, every: float) -> str:
    if at is None:
        return "not yet"
    often = f"{every / 60:.0f} minutes" if every >= 120 else f"{every:.0f} seconds"
    return f"{when(at)} (told every {often})"


def _placed(report: Report) -> Iterable[tuple[str, Problem]]:
    """Each problem with what it is about."""
    problems = report.problems
    yield from (("", problem) for problem in problems.source)
    for problem in problems.framework:
        where = problem.diagnostic.where
        yield (where.sheet if isinstance(where, CellRef) else "(framework)"), problem
    for name, found in problems.tables.items():
        yield from ((report.sheets.get(name, name), problem) for problem in found)
    for problem in problems.release:
        where = problem.diagnostic.where
        yield (where.sheet if isinstance(where, CellRef) else "(all sheets)"), problem


def _problem(sheet: str, problem: Problem) -> Row:
    found = problem.diagnostic
    where = Cell("" if found.where is None else str(found.where))
    if isinstance(found.where, CellRef):
        where = Cell(found.where.cell or "whole sheet", at=found.where)
    return (
        Cell(found.severity),
        Cell(sheet),
        where,
        Cell(_sentence(found.message)),
        Cell(_sentence(found.help)),
        Cell(when(problem.since)),
    )


def _waiting(waiting: Waiting) -> list[Row]:
    """Why it waits, what it would do, and how a person lets it through or turns it down."""
    rows = [_line("Waiting", f"{waiting.id}, since {when(waiting.since)}", bold=True)]
    rows += [_line("Why", _sentence(reason)) for reason in waiting.reasons]
    if waiting.impact is not None:
        rows += [_line("What it does", text) for text in moves_text(waiting.impact)]
    for label, verb in (("To let it", "accept"), ("To refuse it", "reject")):
        how = f"routebook releases {verb} {waiting.id}, or POST /v1/releases/{waiting.id}/{verb}"
        rows.append(_line(label, how))
    rows.append(_line("", "Or mend the cells: a newer edit takes the place of this one."))
    return rows


def _line(label: str, text: str, *, bold: bool = False) -> Row:
    return Cell(label, bold=True), Cell(text, bold=bold, wide=True)


def _sentence(text: str) -> str:
    """With a capital and a full stop."""
    if not text:
        return ""
    whole = text if text.endswith((".", "?", "!")) else f"{text}."
    return whole[0].upper() + whole[1:]
