"""docs/tables.md: cells are for the values that the page says, or refused with its words."""

from __future__ import annotations

import re

import pytest

from dsl import Framework, FrameworkError, load
from dsl.model import MATCH_KINDS
from sheets_adapter import open_workbook
from tests.docs.pages import NOW, Example, by_place, code, examples


def _with_cell(column: str, cell: str) -> Framework:
    """A framework with one table of one row; ``column`` is such as ``exact country or any``."""
    kind, _, type_ = column.partition(" ")
    any_ = " or any" if type_.endswith(" or any") else ""
    text = f"""
        framework f
        record r {{ x {type_.removesuffix(" or any")} }}
        table t from "T" {{ x key {kind}{any_} owner assignee hit first }}
        route r {{ "T" by x in t -> owner otherwise -> queue "none" }}
    """
    return load(text, open_workbook({"T": [["x", "owner"], [cell, "queue: found"]]}))


def _values(cell: str) -> list[str | None]:
    words = re.findall(r"`[^`]*`|missing", cell)
    return [None if word == "missing" else word[1:-1] for word in words]


@pytest.mark.parametrize("example", examples("cells"), ids=by_place)
def test_cells_match_as_documented(example: Example) -> None:
    cell, takes, leaves = example.cells
    framework = _with_cell(example.subject, code(cell))

    def found(value: str | None) -> bool:
        return framework.decide({"x": value}, now=NOW).step == "T"

    assert [value for value in _values(takes) if not found(value)] == []
    assert [value for value in _values(leaves) if found(value)] == []


@pytest.mark.parametrize("example", examples("refused"), ids=by_place)
def test_cells_are_refused_as_documented(example: Example) -> None:
    column, cell, message = example.cells
    with pytest.raises(FrameworkError) as refused:
        _with_cell(code(column), code(cell))
    errors = [found.message for found in refused.value.diagnostics if found.severity == "error"]
    assert errors == [message]


def test_every_match_kind_is_documented() -> None:
    assert {example.subject.split()[0] for example in examples("cells")} == {*MATCH_KINDS}
