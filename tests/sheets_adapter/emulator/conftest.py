"""An emulator that is held against Google's description, on a port, and the real client for it."""

from __future__ import annotations

import gspread
import pytest

from sheets_adapter.emulator import EmulatedSpreadsheet, Emulator, Served
from tests.sheets_adapter.emulated import client_of, emulator, served, stays_here, watch

__all__ = ["emulator", "served", "stays_here", "watch"]


@pytest.fixture
def book(emulator: Emulator) -> EmulatedSpreadsheet:
    """A small spreadsheet that is shared with the account."""
    return emulator.add(
        {
            "California": [["zip", "owner"], ["02139", "ana@acme.example"], [], ["94105", "", "x"]],
            "Rep's tab": [["email"], ["ana@acme.example"]],
            "Empty": [],
        },
        title="Acme",
    )


@pytest.fixture
def client(served: Served) -> gspread.Client:
    """gspread as the account, with the scopes to write."""
    return client_of(served)


@pytest.fixture
def sheet(client: gspread.Client, book: EmulatedSpreadsheet) -> gspread.Spreadsheet:
    """The small spreadsheet, opened by the real client."""
    return client.open_by_key(book.id)
