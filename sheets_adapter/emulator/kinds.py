"""The kinds of requests that the emulator answers, by the names of Google's methods."""

from __future__ import annotations

from sheets_adapter.emulator.errors import DRIVE, SHEETS

TOKEN = "token"
KINDS = (
    TOKEN,
    "spreadsheets.create",
    "spreadsheets.get",
    "spreadsheets:getByDataFilter",
    "spreadsheets:batchUpdate",
    "values.get",
    "values.update",
    "values:append",
    "values:clear",
    "values:batchGet",
    "values:batchGetByDataFilter",
    "values:batchUpdate",
    "values:batchClear",
    "sheets:copyTo",
    "files.list",
    "files.create",
    "files.get",
    "files.update",
    "files.copy",
    "files.delete",
    "permissions.list",
    "permissions.create",
    "permissions.delete",
    "comments.list",
)
READS = frozenset(
    {
        "spreadsheets.get",
        "spreadsheets:getByDataFilter",
        "values.get",
        "values:batchGet",
        "values:batchGetByDataFilter",
    }
)
"""What counts against the read quota of the Sheets API; its other methods count as writes."""


def service_of(kind: str) -> str:
    """The API that a kind belongs to."""
    return DRIVE if kind.startswith(("files.", "permissions.", "comments.")) else SHEETS
