"""Typed tables by what they were typed from, so that only a changed sheet is typed again."""

from __future__ import annotations

from cachetools import LRUCache

from dsl.model import TableSchema
from dsl.roster import Roster
from dsl.tables.typing import Typed, type_table
from dsl.workbook import Workbook

_KEPT = 256


class TypedTables:
    """``type_table`` with a memory. For one thread at a time, as a refresh is."""

    def __init__(self) -> None:
        self._kept: LRUCache[object, Typed] = LRUCache(_KEPT)

    def __call__(self, schema: TableSchema, workbook: Workbook, roster: Roster) -> Typed:
        """The table of a schema in a workbook, with its diagnostics; see ``type_table``."""
        sheet = workbook.sheet(schema.sheet)
        if sheet is None:
            return type_table(schema, workbook, roster)
        key = (schema, sheet.version, sheet.link, workbook.locale, roster.version)
        if key not in self._kept:
            self._kept[key] = type_table(schema, workbook, roster)
        return self._kept[key]
