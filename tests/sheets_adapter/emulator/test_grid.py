"""Rows and columns that come and go take values, notes, merges and protections along."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_adapter.emulator.a1 import Area
from sheets_adapter.emulator.grid import Grid

SIZE = 12
SPANS = st.tuples(st.integers(0, SIZE - 2), st.integers(0, SIZE - 2)).map(
    lambda pair: (min(pair), max(pair) + 1)
)


def grid_of(dimension: str, span: tuple[int, int]) -> Grid:
    """A sheet whose cell 5 says 5, with one merge and one protection over a span of lines."""
    rows = dimension == "ROWS"
    count = {"rowCount": SIZE, "columnCount": SIZE}
    grid = Grid({"sheetId": 0, "title": "T", "gridProperties": count})
    for line in range(SIZE):
        place = (line, 0) if rows else (0, line)
        grid.put(*place, {"userEnteredValue": {"numberValue": line}})
        grid.sizes[dimension, line] = {"pixelSize": line}
    first, end = span
    grid.merges = [Area(first, end, 5, 6) if rows else Area(5, 6, first, end)]
    axis = "Row" if rows else "Column"
    ends = {f"start{axis}Index": first, f"end{axis}Index": end}
    grid.protected = [{"protectedRangeId": 1, "range": {"sheetId": 0, **ends}}]
    return grid


def lines(grid: Grid, dimension: str) -> list[int | None]:
    """What each line says, ``None`` for a blank one."""
    rows = dimension == "ROWS"
    count = grid.row_count if rows else grid.column_count
    cells = [grid.cell(line, 0) if rows else grid.cell(0, line) for line in range(count)]
    return [cell.get("userEnteredValue", {}).get("numberValue") for cell in cells]


def check(grid: Grid, dimension: str, span: tuple[int, int], expected: list[int | None]) -> None:
    """The lines are as expected, and the merge and the protection span those of before."""
    assert lines(grid, dimension) == expected
    inside = [at for at, line in enumerate(expected) if line in range(*span)]
    wanted = [(inside[0], inside[-1] + 1)] if inside else []
    rows = dimension == "ROWS"
    merges = [(one.top, one.bottom) if rows else (one.left, one.right) for one in grid.merges]
    assert merges == wanted
    axis = "Row" if rows else "Column"
    assert [
        (one["range"][f"start{axis}Index"], one["range"][f"end{axis}Index"])
        for one in grid.protected
    ] == wanted
    assert {at: size["pixelSize"] for (_, at), size in grid.sizes.items()} == {
        at: line for at, line in enumerate(expected) if line is not None
    }


@pytest.mark.parametrize("dimension", ["ROWS", "COLUMNS"])
@given(span=SPANS, gone=SPANS)
def test_deleted_lines(dimension: str, span: tuple[int, int], gone: tuple[int, int]) -> None:
    grid = grid_of(dimension, span)
    grid.delete(dimension, *gone)
    check(grid, dimension, span, [line for line in range(SIZE) if line not in range(*gone)])


@pytest.mark.parametrize("dimension", ["ROWS", "COLUMNS"])
@given(span=SPANS, at=st.integers(0, SIZE - 1), count=st.integers(1, 3))
def test_inserted_lines(dimension: str, span: tuple[int, int], at: int, count: int) -> None:
    grid = grid_of(dimension, span)
    grid.insert(dimension, at, count)
    before: list[int | None] = list(range(SIZE))
    check(grid, dimension, span, [*before[:at], *[None] * count, *before[at:]])
