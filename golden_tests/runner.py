"""Runs goldens: routes each input anew, compares with the stored decision, or stores it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dsl import Framework, Workbook
from golden_tests.coverage import Coverage
from golden_tests.opening import read_golden
from golden_tests.reading import GoldenError
from golden_tests.render import render

Status = Literal["same", "different", "undecided", "unmet", "broken", "written"]
NO_DECISION = "it has no decision yet: run routebook test --update, and read what it wrote"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one golden.

    ``same`` and ``written`` are good; ``different`` has the differences in ``lines``, ``unmet`` the
    expectations of a scenario that do not hold, ``undecided`` and ``broken`` what to do.
    """

    name: str
    status: Status
    lines: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether somebody has to look at it."""
        return self.status not in ("same", "written")


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a folder of goldens, in the order of their names."""

    results: Sequence[Result]
    coverage: Coverage

    @property
    def failed(self) -> bool:
        """Whether one of them failed."""
        return any(result.failed for result in self.results)

    def counts(self) -> Counter[Status]:
        """How many results there are of each status."""
        return Counter(result.status for result in self.results)


def run(
    framework: Framework, folder: Path, *, workbook: Workbook | None = None, update: bool = False
) -> Report:
    """Check every ``*.json`` in a folder, or with ``update`` write the decisions that differ.

    ``workbook`` is the framework's, for scenarios that edit it. Nothing but those decisions is ever
    changed, and no file is removed; what does not meet its expectations is not written.
    """
    coverage = Coverage(framework)
    results = [
        _run_one(framework, workbook, path, coverage, update)
        for path in sorted(folder.glob("*.json"))
    ]
    return Report(results, coverage)


def _run_one(
    framework: Framework, workbook: Workbook | None, path: Path, coverage: Coverage, update: bool
) -> Result:
    try:
        golden = read_golden(path)
        played = golden.play(framework, workbook)
    except GoldenError as error:
        return Result(path.stem, "broken", (str(error),))
    for decision in played.decisions:
        coverage.add(decision)
    if played.unmet:
        return Result(golden.name, "unmet", tuple(played.unmet))
    if golden.stored == played.document:
        return Result(golden.name, "same")
    if update:
        path.write_text(render(played.document), encoding="utf-8")
        return Result(golden.name, "written")
    if golden.undecided:
        return Result(golden.name, "undecided", (NO_DECISION,))
    return Result(golden.name, "different", tuple(golden.differences(played.document)))
