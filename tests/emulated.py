"""Spreadsheets of the emulator, which the real client reads and writes over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from sheets_adapter.emulator import EmulatedSpreadsheet, Emulator, running
from sheets_adapter.google import Access, Spreadsheet, open_spreadsheet
from tests.sheets_adapter.emulated import Watch


@dataclass(frozen=True)
class Served:
    """An emulator that listens, and how to reach it."""

    emulator: Emulator
    access: Access

    def opened(self, book: EmulatedSpreadsheet) -> Spreadsheet:
        """A spreadsheet as those see it who write to it."""
        return open_spreadsheet(f"google:{book.id}", self.access, write=True)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One emulator for a module, held against Google's description; nobody waits for anything."""
    watch = Watch()
    emulator = Emulator(watch=watch)
    with running(emulator, folder=tmp_path_factory.mktemp("google")) as at:
        yield Served(emulator, Access(at.credentials, at.url, seconds=5.0, sleep=lambda _: None))
    assert watch.problems == []
