"""docs/tables.md: every cell that the page shows for a column of the roster is read there."""

from __future__ import annotations

import re

import pytest

from dsl import Sheet, Workbook
from dsl.model import RosterSchema
from dsl.roster import members, pools, read_roster, reps, time_off
from tests.docs.pages import Example, by_place, examples

SHEETS = {
    "Reps": (reps.COLUMNS, {"rep": "ana@x.example"}),
    "Pools": (pools.COLUMNS, {"pool": "west", "method": "shark tank"}),
    "Pool members": (members.COLUMNS, {"pool": "west", "rep": "ana@x.example"}),
    "Time off": (time_off.COLUMNS, {"rep": "ana@x.example", "from": "2020-01-01", "until": ""}),
}
NAMES_SOMEBODY = {
    "rep",
    "name",
    "backup",
    "crm id",
    "calendar",
    "pool",
    "when unavailable",
    "cover",
}
KNOWN = {name: {*each.filled, *each.there, *each.optional} for name, (each, _) in SHEETS.items()}


@pytest.mark.parametrize("example", examples("roster"), ids=by_place)
def test_cells_are_read_as_documented(example: Example) -> None:
    for column in example.cells[0].split(", "):
        for cell in re.findall(r"`([^`]*)`", example.cells[1]):
            titles = [title for title, columns in KNOWN.items() if column in columns]
            assert titles
            for title in titles:
                row = SHEETS[title][1] | {column: cell}
                rows = [row]
                if column == "weight":  # a pool in which nobody has any is an error
                    rows.append({"pool": "west", "rep": "bo@x.example", "weight": "1"})
                sheet = Sheet(title, (tuple(row), *(tuple(each.values()) for each in rows)))
                schema = RosterSchema(*(title if title == each else None for each in SHEETS))
                assert read_roster(schema, Workbook((sheet,)))[1] == []


def test_every_column_is_documented() -> None:
    documented = {name for example in examples("roster") for name in example.cells[0].split(", ")}
    assert documented == set().union(*KNOWN.values()) - NAMES_SOMEBODY
