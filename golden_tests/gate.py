"""Which goldens keep a release back: those that give something new, and not what they are held to.

What a golden gives is the outcome, the people, the step and the values; not the rows, cells and
versions of its trace, for a row that is inserted moves no record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, Protocol

from dsl import Framework, Workbook
from dsl.diagnostics import CellRef
from golden_tests.golden import Golden
from golden_tests.opening import read_golden
from golden_tests.reading import GoldenError
from golden_tests.scenario import Scenario

GIVES = ("outcome", "assigned_to", "assigned_kind", "roles", "step", "values")


@dataclass(frozen=True, slots=True)
class Unmet:
    """A golden that does not give what it is held to, in one sentence without a full stop.

    ``changed`` is whether the release that is live gives something else; then it is the edit that
    moves it. ``where`` is the cell that says what is expected, of a golden in the workbook, and
    ``hint`` says, in a sentence, that what is expected cannot be, such as a name that nobody has.
    """

    name: str
    message: str
    changed: bool
    where: CellRef | None = None
    hint: str = ""


class Case(Protocol):
    """A golden of whatever origin."""

    def unmet(self, new: Framework, old: Framework | None) -> Unmet | None:
        """What is wrong with what it gives by ``new``; ``old`` is what is live, if anything is."""


def gate(cases: Iterable[Case], new: Framework, old: Framework | None) -> list[Unmet]:
    """The goldens that do not give by ``new`` what they are held to.

    Without an ``old`` framework nothing has changed.
    """
    return [unmet for case in cases if (unmet := case.unmet(new, old)) is not None]


def read_folder(folder: Path) -> tuple[list[Case], list[tuple[str, str]]]:
    """The goldens in a folder, and the names of the files that are none, with what is wrong.

    One that has never been decided is held to nothing.
    """
    cases: list[Case] = []
    broken: list[tuple[str, str]] = []
    for path in sorted(folder.glob("*.json")):
        try:
            golden = read_golden(path)
        except GoldenError as error:
            broken.append((path.stem, str(error)))
        else:
            if not golden.undecided:
                cases.append(_File(golden))
    return cases, broken


@dataclass(frozen=True, slots=True)
class _File:
    golden: Golden | Scenario

    def unmet(self, new: Framework, old: Framework | None) -> Unmet | None:
        name = self.golden.name
        held_to = list(_held_to(self.golden))
        now = list(self._gives(new))
        if now == held_to:
            return None
        changed = old is not None and list(self._gives(old)) != now
        return Unmet(name, f"the golden {name}: {_difference(held_to, now, changed)}", changed)

    def _gives(self, framework: Framework) -> Iterator[tuple[str, Any]]:
        """What it gives, each part with where it is in the golden."""
        try:
            played = self.golden.play(framework, workbook_of(framework))
        except GoldenError as error:
            yield "", str(error)
            return
        yield from _given(played.document)
        yield from (("", unmet) for unmet in played.unmet)


def workbook_of(framework: Framework) -> Workbook:
    """The sheets that a framework stands on, held ones as they are used."""
    tables = (table.sheet for table in framework.tables.values())
    by_title = {sheet.title: sheet for sheet in (*framework.roster.sheets, *tables)}
    return Workbook(tuple(by_title.values()))


def _held_to(golden: Golden | Scenario) -> Iterator[tuple[str, Any]]:
    return _given(golden.stored)


def _given(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if "decisions" not in document:
        yield "", _picked(document["decision"])
        return
    for step, decisions in document["decisions"].items():
        for number, decision in enumerate(decisions if isinstance(decisions, list) else (), 1):
            yield f'"{step}", record {number}: ', _picked(decision)


def _picked(decision: Any) -> dict[str, Any]:
    """The owner alone among the roles is told by whom it is assigned to."""
    if not isinstance(decision, dict):
        return {}
    picked = {name: decision[name] for name in GIVES if decision.get(name)}
    if list(picked.get("roles", ())) == ["owner"]:
        del picked["roles"]
    return picked


def _difference(
    held_to: Sequence[tuple[str, Any]], now: Sequence[tuple[str, Any]], changed: bool
) -> str:
    """The first one: what follows differs because of it, more often than not."""
    for before, after in zip_longest(held_to, now):
        if before != after:
            where = (after or before or ("",))[0]
            return where + _told(before and before[1], after and after[1], changed)
    return "it gives something else"


def _told(before: Any, after: Any, changed: bool) -> str:
    if isinstance(after, str):
        return after
    if not before or not after or _who(before) != _who(after):
        goes = "would now go" if changed else "goes"
        return f"expected {_who(before)}, {goes} to {_who(after)}"
    names = " and ".join(name for name in GIVES if before.get(name) != after.get(name))
    differ = f"{names} would change" if changed else f"{names} differ from what is expected"
    return f"still goes to {_who(after)}, but its {differ}"


def _who(decision: Any) -> str:
    if not isinstance(decision, dict) or not decision:
        return "nobody"
    return f"{decision.get('assigned_to')} (step {decision.get('step')})"
