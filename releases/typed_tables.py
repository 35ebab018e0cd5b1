"""Typed tables by what they were typed from, so that only a changed sheet is typed again."""

from __future__ import annotations

from dsl.model import TableSchema
from dsl.roster import Roster
from dsl.tables.typing import Typed, type_table
from dsl.workbook import Workbook


class TypedTables:
    """``type_table`` with a memory of the build before. For one thread at a time, as refreshes are.

    Not more: a large table that is edited all day would fill the memory with its past.
    """

    def __init__(self) -> None:
        self._known: dict[object, Typed] = {}
        self._used: dict[object, Typed] = {}

    def __call__(self, schema: TableSchema, workbook: Workbook, roster: Roster) -> Typed:
        """The table of a schema in a workbook, with its diagnostics; see ``type_table``."""
        sheet = workbook.sheet(schema.sheet)
        if sheet is None:
            return type_table(schema, workbook, roster)
        key = (schema, sheet.version, sheet.link, workbook.locale, roster.names_version)
        found = self._used.get(key) or self._known.get(key)
        if found is None:
            found = type_table(schema, workbook, roster)
        self._used[key] = found
        return found

    def forget_unused(self) -> None:
        """Called after a build: keep only the tables that it asked for."""
        self._known, self._used = self._used, {}
