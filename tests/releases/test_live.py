"""An edit becomes live; a bad one does not, and everything else goes on."""

import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dsl.workbook import Workbook
from releases import Live, Release, release_id
from sheets_adapter import SourceError

Sheets = dict[str, list[list[object]]]


def current(live: Live) -> Release:
    release = live.release
    assert release is not None
    return release


def owner(live: Live, **fields: str) -> str:
    return current(live).framework.decide(fields).assigned_to


def framework_held(live: Live) -> bool:
    return live.problems.framework_held


def codes(live: Live) -> list[str]:
    return [problem.diagnostic.code for problem in live.problems.all()]


def test_the_first_refresh_activates_a_release(live: Live) -> None:
    assert live.release is None
    refreshed = live.refresh()
    release = current(live)
    assert refreshed.release is release
    assert refreshed.changed == ("states", "zips")
    assert (refreshed.held, refreshed.news) == ((), True)
    assert release.id == release_id(
        release.framework, release.framework_version, release.workbook_version
    )
    assert release.public()["activated_at"] == "2026-11-22T02:00:00Z"
    assert live.fetched_at is not None
    assert owner(live, State="CA") == "ana@a.example"


def test_the_same_texts_make_the_same_release_anywhere(
    live: Live, file: Path, sheets: Sheets
) -> None:
    live.refresh()
    sheets["States"].append(["NV", "nev@a.example"])
    live.refresh()
    elsewhere = Live(file, live.source, lambda: datetime(2030, 1, 1, tzinfo=UTC))
    elsewhere.refresh()
    assert current(elsewhere).id == current(live).id


def test_a_refresh_that_finds_nothing_new_keeps_the_release(live: Live) -> None:
    first = live.refresh().release
    again = live.refresh()
    assert again.release is first
    assert (again.changed, again.news) == ((), False)
    assert live.refreshes == {"changed": 1, "unchanged": 1, "failed": 0}


def test_an_edit_makes_a_new_release_of_the_changed_table_only(live: Live, sheets: Sheets) -> None:
    live.refresh()
    before = current(live)
    sheets["States"].append(["NV", "nev@a.example"])
    assert live.refresh().changed == ("states",)
    assert owner(live, State="NV") == "nev@a.example"
    tables = current(live).framework.tables
    assert tables["zips"] is before.framework.tables["zips"]
    assert current(live).id != before.id
    assert before.framework.decide({"State": "NV"}).assigned_to == "Rest"


def test_a_sheet_that_nothing_reads_makes_no_release(live: Live, sheets: Sheets) -> None:
    live.refresh()
    before = current(live)
    sheets["Notes"] = [["anything"]]
    assert live.refresh().news is False
    assert live.release is before


def test_an_error_holds_its_table_and_the_others_go_on(live: Live, sheets: Sheets) -> None:
    live.refresh()
    sheets["States"][1][0] = "Atlantis"
    sheets["Zips"].append(["20001", "dee@a.example"])
    refreshed = live.refresh()
    assert (refreshed.changed, refreshed.held) == (("zips",), ("states",))
    assert owner(live, State="CA") == "ana@a.example"
    assert owner(live, Zip="20001") == "dee@a.example"
    [problem] = live.problems.tables["states"]
    assert str(problem.diagnostic.where) == "States!A2"
    assert not live.problems.framework_held


def test_a_held_table_does_not_make_a_release_by_itself(live: Live, sheets: Sheets) -> None:
    live.refresh()
    before = current(live)
    sheets["States"][1][0] = "Atlantis"
    refreshed = live.refresh()
    assert live.release is before
    assert refreshed.news  # of the problem
    sheets["States"][1][0] = "CA"
    live.refresh()
    assert live.release is before
    assert live.problems.held == frozenset()
    assert live.problems.all() == ()


def test_a_problem_remembers_since_when_it_is_there(live: Live, sheets: Sheets) -> None:
    live.refresh()
    sheets["States"][1][0] = "Atlantis"
    live.refresh()
    first = live.problems.tables["states"][0].since
    sheets["Zips"][1][0] = "x"
    live.refresh()
    assert live.problems.tables["states"][0].since == first
    assert live.problems.tables["zips"][0].since > first
    sheets["States"][1][0] = "CA"
    live.refresh()
    sheets["States"][1][0] = "Atlantis"
    live.refresh()
    assert live.problems.tables["states"][0].since > first


def test_a_broken_framework_text_is_held_while_the_tables_go_on(
    live: Live, file: Path, sheets: Sheets
) -> None:
    live.refresh()
    good = file.read_text()
    file.write_text(good.replace("us_state", "us_stat"))
    sheets["States"].append(["NV", "nev@a.example"])
    live.refresh()
    assert framework_held(live)
    assert owner(live, State="NV") == "nev@a.example"
    assert current(live).framework.structure.text == good
    file.write_text(good.replace('queue "Rest"', 'queue "Others"'))
    live.refresh()
    assert not framework_held(live)
    assert owner(live) == "Others"


def test_a_framework_that_asks_for_a_broken_table_waits_for_it(
    live: Live, file: Path, sheets: Sheets
) -> None:
    live.refresh()
    good = file.read_text()
    file.write_text(good.replace('from "Zips"', 'from "ZIP codes"'))
    live.refresh()
    assert live.problems.framework_held
    assert "no-sheet" in codes(live)
    sheets["States"].append(["NV", "nev@a.example"])
    live.refresh()
    assert owner(live, State="NV") == "nev@a.example"
    sheets["ZIP codes"] = [["zip", "owner"], ["30001", "zoe@a.example"]]
    live.refresh()
    assert codes(live) == []
    assert owner(live, Zip="30001") == "zoe@a.example"


def test_without_any_good_version_nothing_is_live_and_the_cells_are_named(
    live: Live, sheets: Sheets
) -> None:
    sheets["States"][1][0] = "Atlantis"
    refreshed = live.refresh()
    assert refreshed.release is None
    assert [str(one.diagnostic.where) for one in live.problems.errors()] == ["States!A2"]
    sheets["States"][1][0] = "CA"
    assert live.refresh().release is not None


def test_a_first_framework_with_errors_is_not_live(live: Live, file: Path) -> None:
    file.write_text("framework x\nrecord lead { a txt }\n")
    assert live.refresh().release is None
    assert len(live.problems.framework) >= 1


@pytest.mark.parametrize("text", [None, b"\xff\xfe"])
def test_a_framework_file_that_cannot_be_read_keeps_the_release(
    live: Live, file: Path, text: bytes | None
) -> None:
    live.refresh()
    before = current(live)
    if text is None:
        file.unlink()
    else:
        file.write_bytes(text)
    live.refresh()
    assert live.release is before
    assert codes(live) == ["framework-unreadable"]
    assert str(file.parent) not in str(live.problems.source[0].diagnostic)
    assert live.refreshes["failed"] == 1


class Unreachable:
    """A source that can be cut off."""

    def __init__(self, inner: object) -> None:
        self.inner = inner
        self.error: Exception | None = None
        self.name = "cut off"
        self.watched = None

    def fetch(self) -> Workbook:
        if self.error is not None:
            raise self.error
        found = self.inner.fetch()  # type: ignore[attr-defined]
        assert isinstance(found, Workbook)
        return found


def test_a_source_that_cannot_be_reached_keeps_the_release_and_its_problems(
    live: Live, sheets: Sheets
) -> None:
    source = Unreachable(live.source)
    live.source = source
    live.refresh()
    sheets["States"][1][0] = "Atlantis"
    live.refresh()
    before, fetched_at = current(live), live.fetched_at
    source.error = SourceError("The spreadsheet cannot be reached", "Check the network")
    live.refresh()
    assert live.release is before
    assert live.fetched_at == fetched_at
    assert codes(live)[0] == "source-unavailable"
    assert live.problems.held == frozenset({"states"})
    source.error = None
    live.refresh()
    assert "source-unavailable" not in codes(live)


def test_a_fault_of_ours_is_a_problem_and_not_the_end(
    live: Live, caplog: pytest.LogCaptureFixture
) -> None:
    source = Unreachable(live.source)
    live.source = source
    live.refresh()
    before = live.release
    source.error = ZeroDivisionError("secret")
    with caplog.at_level(logging.ERROR):
        live.refresh()
    assert live.release is before
    assert codes(live) == ["refresh-failed"]
    assert "ZeroDivisionError" in str(live.problems.all()[0].diagnostic)
    assert caplog.records[0].exc_info is not None


def test_only_the_last_build_is_remembered(live: Live, sheets: Sheets) -> None:
    live.refresh()
    first = current(live).framework.tables["states"]
    for number in range(5):
        sheets["States"][1][1] = f"rep{number}@a.example"
        live.refresh()
    remembered = live._typed._known
    assert len(remembered) == 2
    assert first not in [table for table, _ in remembered.values()]
