"""A draft is held against what is live, and never goes live by itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dsl.workbook import Workbook
from releases import Live
from releases.draft import Draft, NoDraft
from sheets_adapter import SourceError
from sheets_adapter.memory import MemorySource
from tests.releases.conftest import Sheets

NOW = datetime(2026, 11, 22, tzinfo=UTC)
GOLDENS: list[list[object]] = [["State", "expected owner"], ["CA", "ana@a.example"]]


@pytest.fixture
def drafted(live: Live, sheets: Sheets) -> Sheets:
    """The live sheets with a draft of one of them, and a golden."""
    sheets["Goldens"] = GOLDENS
    sheets["Draft States"] = [["state", "owner"], ["CA", "bo@a.example"]]
    live.refresh()
    return sheets


def of(live: Live, prefix: str = "Draft", sheets: Sheets | None = None) -> Draft:
    source = None if sheets is None else MemorySource(sheets)
    return Draft(live, source, prefix, lambda: NOW)


def test_sheets_with_the_prefix_stand_for_the_others(live: Live, drafted: Sheets) -> None:
    before, problems = live.release, live.problems
    found = of(live).preview()
    assert found.tables == ("states",)
    [change] = found.account.changes
    assert (change.sheet, change.row, change.after) == ("Draft States", 2, ["CA", "bo@a.example"])
    [reason] = found.reasons
    assert reason.startswith("Goldens!B2: expected ana@a.example, would now go to bo@a.example")
    assert (live.release, live.problems) == (before, problems)
    assert live.refresh().news is False


def test_what_is_wrong_is_told_in_the_draft(live: Live, drafted: Sheets) -> None:
    drafted["Draft States"].append(["Atlantis", "bo@a.example"])
    live.refresh()
    found = of(live).preview()
    assert [str(one.where) for one in found.problems] == ["Draft States!A3"]
    assert found.tables == ()


def test_another_workbook_may_be_the_draft(live: Live, drafted: Sheets) -> None:
    states: Sheets = {"States": [["state", "owner"], ["CA", "cy@a.example"]]}
    found = of(live, "", states).preview()
    assert found.tables == ("states",)
    assert found.account.changes[0].after == ["CA", "cy@a.example"]


def test_without_a_draft_that_is_said(live: Live, sheets: Sheets) -> None:
    with pytest.raises(NoDraft, match="nothing is live"):
        of(live).preview()
    live.refresh()
    with pytest.raises(NoDraft, match="no sheet whose name begins with Draft"):
        of(live).preview()


def test_a_draft_that_cannot_be_fetched_has_a_problem(live: Live, drafted: Sheets) -> None:
    class Away(MemorySource):
        def fetch(self) -> Workbook:
            raise SourceError("the sheets cannot be reached", "Try again")

    [problem] = Draft(live, Away({}), "", lambda: NOW).preview().problems
    assert problem.code == "source-unavailable"


def test_what_others_broke_or_wait_for_is_not_laid_to_the_draft(
    live: Live, drafted: Sheets
) -> None:
    drafted["Zips"].append(["no zip", "bo@a.example"])
    drafted["States"].append(["OR", "bo@a.example"])
    drafted["States"][1][1] = "cy@a.example"  # waits for a golden
    live.refresh()
    found = of(live).preview()
    assert found.tables == ("states",)
    assert [change.before for change in found.account.changes] == [["CA", "ana@a.example"]]
    assert not [one for one in found.problems if "Zips" in str(one.where)]
