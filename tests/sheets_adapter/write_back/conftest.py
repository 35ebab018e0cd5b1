"""A spreadsheet to write back to."""

import pytest

from sheets_adapter.emulator import EmulatedSpreadsheet
from sheets_adapter.google import Spreadsheet
from tests.emulated import Served, served

__all__ = ["served"]

ROWS: list[list[object]] = [
    ["zip", "owner"],
    ["94105", "ana@a.example"],
    ["2139", "bo@a.example"],
]


@pytest.fixture
def book(served: Served) -> EmulatedSpreadsheet:
    served.emulator.requests.clear()
    return served.emulator.add({"California": ROWS, "Partners": [["domain", "owner"]]})


@pytest.fixture
def spreadsheet(served: Served, book: EmulatedSpreadsheet) -> Spreadsheet:
    return served.opened(book)
