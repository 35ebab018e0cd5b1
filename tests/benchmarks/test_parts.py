"""Each part runs, tiny, from end to end; what it measures is another matter."""

from __future__ import annotations

import builtins
import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks import __main__ as command
from benchmarks.deciding import measure_decide, measure_rows, measure_unseen
from benchmarks.loading import load_from, measure_load, write_csv, write_xlsx
from benchmarks.over_http import measure_http
from benchmarks.reload import measure_reload
from benchmarks.report import Finding, Line, Skipped
from benchmarks.territories import CODES, other_sheets, territories_framework, territory_rows
from benchmarks.zen_peer import measure_zen


def told(lines: Sequence[Line]) -> list[str]:
    return [line.what for line in lines if isinstance(line, Finding) and line.measured > 0]


def test_decide() -> None:
    assert len(told(measure_decide(rounds=1))) == 5


def test_unseen() -> None:
    assert len(told(measure_unseen(rounds=1))) == 5


def test_rows() -> None:
    lines = measure_rows(counts=(10, 100), lead_count=20, rounds=1)
    assert told(lines)[-1] == "decide, 100 ranges / 10"


def test_load() -> None:
    lines = measure_load(small=10, rounds=1)
    assert told(lines)[1::3] == ["CSV, 100 ranges: load", "XLSX, 100 ranges: load"]


def test_zen() -> None:
    pytest.importorskip("zen", reason="unavoidable: zen-engine has no wheel for this system")
    lines = measure_zen(sizes=[(10, 20)], rounds=1)
    assert "10 ranges: zen-engine, no trace" in told(lines)


def test_zen_is_skipped_aloud_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_zen(name: str, *rest: Any) -> Any:
        if name == "zen":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_zen)
    (line,) = measure_zen()
    assert isinstance(line, Skipped)
    assert "pip install zen-engine" in line.reason


def test_http() -> None:
    lines = measure_http(rounds=1, seconds=0.05)
    assert "POST /v1/route / no-op route" in told(lines)


def test_reload() -> None:
    lines = measure_reload(count=100, seconds=0.5, per_second=100.0)
    assert "reload of 100 rows: p99 during / before" in told(lines)
    (failed,) = (line for line in lines if line.what.endswith("failed requests"))
    assert isinstance(failed, Finding)
    assert failed.mark == "reached"


def test_the_ranges_cover_every_code_once() -> None:
    rows = territory_rows(1_000)[1:]
    ranges = sorted(tuple(map(int, row[0].split("-"))) for row in rows)
    assert ranges[0][0] == 0
    assert ranges[-1][1] == CODES - 1
    assert all(one[1] + 1 == other[0] for one, other in pairwise(ranges))


def test_the_data_are_the_same_in_every_run() -> None:
    assert territory_rows(50) == territory_rows(50)
    assert territories_framework(50).workbook_version == territories_framework(50).workbook_version


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_both_kinds_of_file_load(write: Any, tmp_path: Path) -> None:
    sheets: Mapping[str, list[list[str]]] = {**other_sheets(), "Territories": territory_rows(10)}
    load_from(write(sheets, tmp_path / "book"))


@pytest.mark.parametrize(("measured", "code"), [(5.0, 0), (7.0, 1)])
def test_the_command_prints_writes_and_tells_by_its_exit_code(
    measured: float, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(command.PARTS, "decide", lambda: [Finding("x", measured, "×", 6.0)])
    file = tmp_path / "figures.json"
    result = CliRunner().invoke(command.main, ["decide", "--json", str(file)])
    assert result.exit_code == code
    assert f"{measured:.2f}×" in result.output
    assert json.loads(file.read_text(encoding="utf-8"))[0]["measured"] == measured


def test_an_unknown_part_is_a_usage_error() -> None:
    assert CliRunner().invoke(command.main, ["everything"]).exit_code == 2
