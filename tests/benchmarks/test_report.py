from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.report import Finding, Line, Skipped, print_report, write_json

LINES: list[Line] = [
    Finding("decide to hand-written", 4.25, "×", 6, 3),
    Finding("throughput", 0.8, "×", 0.85, better="higher"),
    Finding("requests", 12_345.6, "/s"),
    Skipped("zen-engine", "not installed"),
]


@pytest.mark.parametrize(
    ("measured", "mark"), [(7.0, "missed"), (6.0, "reached"), (3.0, "aim reached")]
)
def test_a_mark_compares_with_the_limit_and_the_aim(measured: float, mark: str) -> None:
    assert Finding("x", measured, "×", 6, 3).mark == mark


def test_more_can_be_better() -> None:
    assert Finding("x", 0.9, "×", 0.85, better="higher").mark == "reached"
    assert Finding("x", 0.8, "×", 0.85, better="higher").mark == "missed"


def test_what_is_only_told_has_no_mark() -> None:
    assert (Finding("x", 1.0, "µs").mark, Finding("x", 1.0, "µs").wanted) == ("", "")


def test_the_table_has_every_line() -> None:
    out = StringIO()
    print_report(LINES, Console(width=100, file=out))
    rows = [" ".join(line.split()) for line in out.getvalue().splitlines()]
    assert "decide to hand-written 4.25× ≤ 6.00×, aim 3.00× reached" in rows
    assert "throughput 0.80× ≥ 0.85× missed" in rows
    assert "requests 12,346 /s" in rows
    assert "zen-engine skipped not installed" in rows


def test_the_json_has_the_same(tmp_path: Path) -> None:
    write_json(LINES, tmp_path / "figures.json")
    document = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert [each["mark"] for each in document] == ["reached", "missed", "", "skipped"]
    assert document[0]["measured"] == 4.25
    assert document[3] == {"what": "zen-engine", "reason": "not installed", "mark": "skipped"}
