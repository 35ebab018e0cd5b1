"""Google Sheets on this machine: the real client talks to it, no account is needed.

>>> from sheets_adapter.emulator import Emulator, running
>>> emulator = Emulator()
>>> book = emulator.add({"California": [["zip", "owner"], ["94105", "ana@acme.example"]]})
>>> with running(emulator) as served:
...     served.url.startswith("http://127.0.0.1:")
True
"""

from __future__ import annotations

from sheets_adapter.emulator.faults import FAULTS
from sheets_adapter.emulator.kinds import KINDS
from sheets_adapter.emulator.quota import Quota
from sheets_adapter.emulator.serving import Served, running, serve
from sheets_adapter.emulator.spreadsheet import EmulatedSpreadsheet
from sheets_adapter.emulator.state import Emulator, Exchange

__all__ = [
    "FAULTS",
    "KINDS",
    "EmulatedSpreadsheet",
    "Emulator",
    "Exchange",
    "Quota",
    "Served",
    "running",
    "serve",
]
