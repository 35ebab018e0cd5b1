"""A spreadsheet of the emulator as those see it who write into it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sheets_adapter.emulator import EmulatedSpreadsheet, Served
from sheets_adapter.google import Access, Spreadsheet, open_spreadsheet
from tests.sheets_adapter.emulated import emulator, served, stays_here, watch

__all__ = ["emulator", "served", "stays_here", "watch"]

Open = Callable[[EmulatedSpreadsheet], Spreadsheet]


@pytest.fixture
def access(served: Served) -> Access:
    return Access(served.credentials, served.url)


@pytest.fixture
def opened(access: Access) -> Open:
    return lambda book: open_spreadsheet(f"google:{book.id}", access, write=True)
