from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dsl import Framework
from golden_tests import Report, run
from tests.golden_tests.small import CALIFORNIA, TEXT, framework_of

AT = "2026-11-22T12:00:00Z"


def golden(folder: Path, name: str, **fields: str) -> Path:
    path = folder / f"{name}.json"
    path.write_text(json.dumps({"input": {"at": AT, "fields": fields}}), encoding="utf-8")
    return path


def statuses(report: Report) -> dict[str, str]:
    return {result.name: result.status for result in report.results}


def test_update_writes_what_differs_and_nothing_else(tmp_path: Path, small: Framework) -> None:
    path = golden(tmp_path, "b", State="CA", Zip="94105")
    golden(tmp_path, "a", State="NV")
    note = tmp_path / "notes.txt"
    note.write_text("mine", encoding="utf-8")
    assert statuses(run(small, tmp_path)) == {"a": "undecided", "b": "undecided"}
    assert statuses(run(small, tmp_path, update=True)) == {"a": "written", "b": "written"}
    written = path.stat().st_mtime_ns
    report = run(small, tmp_path, update=True)
    assert statuses(report) == {"a": "same", "b": "same"}
    assert not report.failed
    assert path.stat().st_mtime_ns == written
    assert note.read_text(encoding="utf-8") == "mine"


def test_the_whole_decision_is_stored_but_for_what_every_edit_changes(
    tmp_path: Path, small: Framework
) -> None:
    path = golden(tmp_path, "a", State="CA", Zip="94105")
    run(small, tmp_path, update=True)
    stored = json.loads(path.read_text(encoding="utf-8"))["decision"]
    assert stored["decided_at"] == AT
    assert stored["trace"]["fields"]["zip"]["raw"] == "94105"
    (step,) = stored["trace"]["steps"]
    assert step == {
        "step": "By zip",
        "verdict": "matched",
        "lookup": {
            "table": "california",
            "key": {"zip": "94105"},
            "row": 2,
            "matched": "94000-94199",
            "cell": "California!A2",
        },
    }


def test_an_edit_elsewhere_changes_no_golden(tmp_path: Path, small: Framework) -> None:
    golden(tmp_path, "a", State="CA", Zip="94105")
    run(small, tmp_path, update=True)
    edited = framework_of("# A comment.\n\n" + TEXT, [*CALIFORNIA, ["96000", "cy@acme.example"]])
    assert statuses(run(edited, tmp_path)) == {"a": "same"}


def test_the_layout_of_a_file_is_free(tmp_path: Path, small: Framework) -> None:
    path = golden(tmp_path, "a", State="CA")
    run(small, tmp_path, update=True)
    document: Any = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(document), encoding="utf-8")
    assert statuses(run(small, tmp_path)) == {"a": "same"}


def test_the_first_step_that_changed_is_named(tmp_path: Path, small: Framework) -> None:
    golden(tmp_path, "a", State="CA", Zip="94105")
    run(small, tmp_path, update=True)
    cut = framework_of(rows=[["zip", "owner"], ["94000-94099", "ana@acme.example"]])
    report = run(cut, tmp_path)
    assert report.failed
    lines = report.results[0].lines
    assert lines[0] == (
        'assigned ana@acme.example by "By zip", and is now queued CA by "otherwise"'
    )
    assert lines[1] == 'first change: "By zip" was matched (California!A2), is no row'
    assert "--- stored" in lines
    assert '-  "assigned_to": "ana@acme.example",' in lines
    assert '+  "assigned_to": "CA",' in lines


def test_a_new_step_is_named(tmp_path: Path, small: Framework) -> None:
    golden(tmp_path, "a", State="NV")
    run(small, tmp_path, update=True)
    step = '  "New" when state = TX -> queue "TX"\n'
    added = framework_of(TEXT.replace('  "Never"  ', step + '  "Never"  '))
    lines = run(added, tmp_path).results[0].lines
    assert lines[0] == 'first change: "Never", no row, in its place now "New", skipped (state = TX)'


def test_a_stored_decision_of_any_shape_is_compared(tmp_path: Path, small: Framework) -> None:
    path = golden(tmp_path, "a")
    document = json.loads(path.read_text(encoding="utf-8"))
    step = {"step": "By zip", "lookup": 1, "because": []}
    shapes: list[Any] = [{}, {"trace": 1}, {"trace": {}}, {"trace": {"steps": 1}}]
    shapes += [{"trace": {"steps": [part]}} for part in ({}, 1, None, step)]
    for decision in shapes:
        path.write_text(json.dumps(document | {"decision": decision}), encoding="utf-8")
        assert statuses(run(small, tmp_path)) == {"a": "different"}


def test_a_broken_golden_hides_no_other(tmp_path: Path, small: Framework) -> None:
    (tmp_path / "a.json").write_text("{", encoding="utf-8")
    golden(tmp_path, "b")
    report = run(small, tmp_path, update=True)
    assert statuses(report) == {"a": "broken", "b": "written"}
    assert report.failed
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == "{"
