"""A1 notation and field masks, read and written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_adapter.emulator import a1, masks
from sheets_adapter.emulator.a1 import Area
from sheets_adapter.emulator.errors import GoogleError
from sheets_adapter.emulator.grid import to_grid_range

TITLES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
SIDES = st.tuples(st.integers(0, 900), st.integers(1, 90))


@given(TITLES, SIDES, SIDES)
def test_what_is_written_is_read_back(
    title: str, down: tuple[int, int], across: tuple[int, int]
) -> None:
    where = Area(down[0], sum(down), across[0], sum(across))
    read, cells = a1.split(a1.written(title, where))
    assert read == title
    assert cells is not None
    assert a1.area(cells) == where
    assert a1.of_grid_range(to_grid_range(where)) == where


@pytest.mark.parametrize("cells", ["", ":", "A", "1", "A:", ":B", "A1:B2:C3", "A-1", "AAAA1", "ß1"])
def test_what_is_no_range(cells: str) -> None:
    assert a1.area(cells) is None


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("a", {"a": {}}),
        ("a,b", {"a": {}, "b": {}}),
        ("a.b/c", {"a": {"b": {"c": {}}}}),
        ("a(b, c.d(e)),f", {"a": {"b": {}, "c": {"d": {"e": {}}}}, "f": {}}),
        ("a.b,a.c", {"a": {"b": {}, "c": {}}}),
        ("a,a.b", {"a": {}}),
        ("a.b,a", {"a": {}}),
        ("*", {"*": {}}),
    ],
)
def test_a_mask_is_a_tree(text: str, mask: masks.Mask) -> None:
    assert masks.parse(text) == mask


@pytest.mark.parametrize("text", ["", ",", "a,", "a(", "a()", "a)", "a..b", "(a)", "a b", "a;b"])
def test_what_is_no_mask(text: str) -> None:
    with pytest.raises(GoogleError, match="Invalid field selection"):
        masks.parse(text)


@pytest.mark.parametrize(
    ("mask", "merged"),
    [
        ("a", {"a": {"x": 9}, "b": 2}),
        ("a.x", {"a": {"x": 9, "y": 1}, "b": 2}),
        ("b", {"a": {"x": 1, "y": 1}}),
        ("*", {"a": {"x": 9}}),
        ("a.y", {"a": {"x": 1}, "b": 2}),
    ],
)
def test_a_mask_says_what_is_set_and_what_is_cleared(mask: str, merged: dict[str, Any]) -> None:
    old = {"a": {"x": 1, "y": 1}, "b": 2}
    assert masks.merged(old, {"a": {"x": 9}}, masks.parse(mask)) == merged
    assert old == {"a": {"x": 1, "y": 1}, "b": 2}
