"""The spreadsheet of a framework: made, compared, saved as CSV, filled from a workbook.

    framework -> plan  (layout, forms, notes, people, goldens, examples)
    plan -> add_missing, compare                (making, comparing)
    spreadsheet -> save_snapshot -> CSV folder  (snapshot)
    workbook -> changes -> upload               (upload)

What a spreadsheet should have is planned first, without asking Google; what is written goes out in
one call that takes effect as a whole or not at all.
"""

from sheets_adapter.scaffold.comparing import compare, missing_plans, typed_cells
from sheets_adapter.scaffold.existing import Existing, read_existing
from sheets_adapter.scaffold.layout import ColumnPlan, SheetPlan, workbook_of_plans
from sheets_adapter.scaffold.making import Made, add_missing, filled, without_rows
from sheets_adapter.scaffold.plan import plan
from sheets_adapter.scaffold.snapshot import save_snapshot
from sheets_adapter.scaffold.upload import Change, changes, upload

__all__ = [
    "Change",
    "ColumnPlan",
    "Existing",
    "Made",
    "SheetPlan",
    "add_missing",
    "changes",
    "compare",
    "filled",
    "missing_plans",
    "plan",
    "read_existing",
    "save_snapshot",
    "typed_cells",
    "upload",
    "without_rows",
    "workbook_of_plans",
]
