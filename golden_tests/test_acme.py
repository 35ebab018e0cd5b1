"""The goldens of the example: one test each, and all of the framework is hit by one of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from dsl import Framework, Workbook
from golden_tests import Coverage, read_golden
from golden_tests.snapshot import GOLDENS, GoldenSnapshot

PATHS = sorted(GOLDENS.glob("*.json"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_golden(
    path: Path, acme: Framework, acme_workbook: Workbook, snapshot: SnapshotAssertion
) -> None:
    golden = read_golden(path)
    played = golden.play(acme, acme_workbook)
    assert list(played.unmet) == []
    assert played.document == snapshot(name=golden.name, extension_class=GoldenSnapshot)


def test_every_step_every_table_and_every_match_kind_is_hit(acme_coverage: Coverage) -> None:
    assert acme_coverage.missed_steps == []
    assert acme_coverage.missed_tables == []
    assert acme_coverage.missed_kinds == []
