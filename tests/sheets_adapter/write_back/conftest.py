"""A spreadsheet to write back to."""

from collections.abc import Mapping, Sequence

import pytest

from dsl.diagnostics import CellRef
from sheets_adapter.emulator import EmulatedSpreadsheet
from sheets_adapter.google import Spreadsheet
from sheets_adapter.write_back import Entry, WriteBack
from sheets_adapter.write_back.cells import Row
from tests.emulated import Served, served

__all__ = ["served"]

ROWS: list[list[object]] = [
    ["zip", "owner"],
    ["94105", "ana@a.example"],
    ["2139", "bo@a.example"],
]


class Turns:
    """Writes each time anew, as a turn of telling does."""

    def __init__(self, spreadsheet: Spreadsheet) -> None:
        self.spreadsheet = spreadsheet

    def status(self, rows: Sequence[Row]) -> None:
        WriteBack(self.spreadsheet).status(rows)

    def notes(self, wanted: Mapping[CellRef, str]) -> None:
        WriteBack(self.spreadsheet).notes(wanted)

    def append(self, header: Row, entries: Sequence[Entry]) -> None:
        WriteBack(self.spreadsheet).append(header, entries)


@pytest.fixture
def book(served: Served) -> EmulatedSpreadsheet:
    served.emulator.requests.clear()
    return served.emulator.add({"California": ROWS, "Partners": [["domain", "owner"]]})


@pytest.fixture
def spreadsheet(served: Served, book: EmulatedSpreadsheet) -> Spreadsheet:
    return served.opened(book)
