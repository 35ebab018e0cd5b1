"""The language of Routebook: text and rows in, a framework that decides out.

Pure: no I/O (but for ``load``, which may be given a path), no state; the clock is passed in.
"""

from dsl.build import build, load, read_structure
from dsl.decision import Decision, encode
from dsl.diagnostics import Diagnostic
from dsl.framework import Framework, FrameworkError, UnknownEvent, UnknownRecordType
from dsl.model import Structure
from dsl.tables.table import Table
from dsl.workbook import Sheet, Workbook

__all__ = [
    "Decision",
    "Diagnostic",
    "Framework",
    "FrameworkError",
    "Sheet",
    "Structure",
    "Table",
    "UnknownEvent",
    "UnknownRecordType",
    "Workbook",
    "build",
    "encode",
    "load",
    "read_structure",
]
