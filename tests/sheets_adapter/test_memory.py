from __future__ import annotations

from typing import Any

import pytest

from sheets_adapter.memory import MemorySource
from sheets_adapter.source import SourceError


def test_scalars_become_the_text_that_a_sheet_shows() -> None:
    workbook = MemorySource({"Reps": [["cap", "active", "out"], [20, True, None]]}).fetch()
    assert workbook.sheets[0].rows == (("cap", "active", "out"), ("20", "TRUE"))


def test_an_edit_in_place_counts_at_the_next_fetch() -> None:
    rows: dict[str, list[list[object]]] = {"Reps": [["rep"]]}
    source = MemorySource(rows)
    before = source.fetch()
    rows["Reps"].append(["ana@acme.example"])
    assert before.sheets[0].rows == (("rep",),)
    assert source.fetch().sheets[0].rows == (("rep",), ("ana@acme.example",))


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["zip"], ["1", object()]], "California!B2: a cell cannot hold a object"),
        (["zip", "owner"], "row 1 of the sheet California is not a list of cells"),
        ([["zip"], 94105], "row 2 of the sheet California is not a list of cells"),
    ],
)
def test_what_is_no_sheet_is_a_source_error(rows: Any, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        MemorySource({"California": rows}).fetch()
    assert caught.value.message == message
