"""A small framework and its sheets, in files and in memory, to be edited by tests."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from releases import Live
from sheets_adapter.memory import MemorySource

FRAMEWORK = """
framework small
record lead {
  state  us_state  from "State"
  zip    us_zip    from "Zip"
}
table states from "States" {
  state  key exact
  owner  assignee
}
table zips from "Zips" {
  zip    key range
  owner  assignee
}
route lead {
  "Zip"      by zip in zips      -> owner
  "State"    by state in states  -> owner
  otherwise                      -> queue "Rest"
}
"""

Sheets = dict[str, list[list[object]]]

SHEETS: Sheets = {
    "States": [["state", "owner"], ["CA", "ana@a.example"]],
    "Zips": [["zip", "owner"], ["10001-10099", "nat@a.example"]],
}


class Clock:
    """An hour passes at each look, so that every event has a time of its own."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(hours=1)
        return self.now


@pytest.fixture
def sheets() -> Sheets:
    return deepcopy(SHEETS)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "small.route"
    file.write_text(FRAMEWORK, encoding="utf-8")
    return file


@pytest.fixture
def live(file: Path, sheets: Sheets) -> Live:
    return Live(file, MemorySource(sheets), Clock())
