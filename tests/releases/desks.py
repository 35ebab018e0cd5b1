"""A `Live` with a golden, to be edited, and decided about, by tests."""

import json
from pathlib import Path
from typing import Any

from history import Store
from releases import Live
from releases.gates import Gates, Mode
from sheets_adapter.memory import MemorySource
from tests.releases.conftest import Clock, Sheets

GOLDEN = {
    "input": {"at": "2026-11-22T12:00:00Z", "fields": {"State": "CA"}},
    "decision": {
        "outcome": "assigned",
        "assigned_to": "ana@a.example",
        "assigned_kind": "rep",
        "roles": {"owner": {"kind": "rep", "id": "ana@a.example"}},
        "step": "State",
        "values": {},
        "trace": {},
    },
}


class Desk:
    """A `Live` with its sheets; ``again`` is another one on the same store."""

    def __init__(self, file: Path, sheets: Sheets, store: Store | None, folder: Path) -> None:
        self.file, self.sheets, self.store, self.folder = file, sheets, store, folder
        self.clock = Clock()
        self.live = self.another()
        self.live.refresh()

    def another(self, mode: Mode = "hold") -> Live:
        gates = Gates(goldens=mode, folder=self.folder)
        return Live(self.file, MemorySource(self.sheets), self.clock, self.store, gates)

    def edit(self, owner: str = "bo@a.example") -> None:
        """Who gets California."""
        self.sheets["States"][1][1] = owner
        self.live.refresh()

    def held(self) -> str:
        assert self.live.held is not None
        return self.live.held.id

    def owner(self, **fields: str) -> str:
        return owner(self.live, **(fields or {"State": "CA"}))

    def kinds(self) -> list[str]:
        assert self.store is not None
        return [event.kind for event in self.store.events()]

    def bodies(self) -> list[dict[str, Any]]:
        assert self.store is not None
        return [json.loads(event.body) for event in self.store.events()]


def owner(live: Live, **fields: str) -> str:
    assert live.release is not None
    return live.release.framework.decide(fields).assigned_to


def release_id(live: Live) -> str:
    assert live.release is not None
    return live.release.id


def codes(live: Live) -> list[str]:
    return [problem.diagnostic.code for problem in live.problems.all()]
