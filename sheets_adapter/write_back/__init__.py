"""What Routebook writes into a spreadsheet: its own two tabs, and notes on bad cells.

    what should stand there + what stands there -> requests -> sent
    (cells, notes)            (tabs, plan)                     (writer)

Everything but the last step is pure. Nothing that a person typed is changed: only the tabs with the
ids in `OWN_IDS`, and of notes the part between Routebook's own marks.
"""

from sheets_adapter.write_back.cells import Cell, Row
from sheets_adapter.write_back.notes import our_note
from sheets_adapter.write_back.plan import Entry
from sheets_adapter.write_back.tabs import CHANGES, OWN_IDS, STATUS, OwnTab
from sheets_adapter.write_back.writer import WriteBack

__all__ = [
    "CHANGES",
    "OWN_IDS",
    "STATUS",
    "Cell",
    "Entry",
    "OwnTab",
    "Row",
    "WriteBack",
    "our_note",
]
