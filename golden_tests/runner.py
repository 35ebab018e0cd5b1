"""Runs goldens: routes each input anew, compares with the stored decision, or stores it.

A stored decision is ``Decision.to_dict()`` without what changes at every edit and says nothing
about this record: the ``version`` of a looked-up table, and the position ``at`` of a step in the
framework's text. Row, cell and link stay: they are the answer to "why".
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dsl import Decision, Framework, encode
from golden_tests.coverage import Coverage
from golden_tests.differences import differences
from golden_tests.golden import Golden, GoldenError, read_golden
from golden_tests.render import render

Status = Literal["same", "different", "undecided", "broken", "written"]
NO_DECISION = "it has no decision yet: run routebook test --update, and read what it wrote"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one golden.

    ``same`` and ``written`` are good; ``different`` has the differences in ``lines``, ``undecided``
    and ``broken`` say there what to do.
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


def document(golden: Golden, decision: Decision) -> dict[str, Any]:
    """What a golden's file holds for a decision."""
    found: dict[str, Any] = json.loads(encode(decision.to_dict()))
    for step in found["trace"]["steps"]:
        step.pop("at", None)
        step.get("lookup", {}).pop("version", None)
    return {"input": golden.input, "decision": found}


def run(framework: Framework, folder: Path, *, update: bool = False) -> Report:
    """Check every ``*.json`` in a folder, or with ``update`` write the decisions that differ.

    Nothing but those decisions is ever changed, and no file is removed.
    """
    coverage = Coverage(framework)
    results = [
        _run_one(framework, path, coverage, update) for path in sorted(folder.glob("*.json"))
    ]
    return Report(results, coverage)


def _run_one(framework: Framework, path: Path, coverage: Coverage, update: bool) -> Result:
    try:
        golden = read_golden(path)
        decision = golden.decide(framework)
    except GoldenError as error:
        return Result(path.stem, "broken", (str(error),))
    coverage.add(decision)
    now = document(golden, decision)
    if golden.decision == now["decision"]:
        return Result(golden.name, "same")
    if update:
        path.write_text(render(now), encoding="utf-8")
        return Result(golden.name, "written")
    if golden.decision is None:
        return Result(golden.name, "undecided", (NO_DECISION,))
    return Result(golden.name, "different", tuple(differences(golden.decision, now["decision"])))
