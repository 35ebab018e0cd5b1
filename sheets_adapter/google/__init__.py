"""Google spreadsheets, read and written with gspread and google-auth.

Neither is imported before the first spreadsheet is asked for: they are slow to load, and most runs
read files.
"""

from sheets_adapter.google.address import spreadsheet_id
from sheets_adapter.google.credentials import Access
from sheets_adapter.google.source import GoogleSource
from sheets_adapter.google.spreadsheet import (
    Spreadsheet,
    Tab,
    create_spreadsheet,
    open_spreadsheet,
)

__all__ = [
    "Access",
    "GoogleSource",
    "Spreadsheet",
    "Tab",
    "create_spreadsheet",
    "open_spreadsheet",
    "spreadsheet_id",
]
