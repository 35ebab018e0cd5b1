from __future__ import annotations

import pytest

from dsl.workbook import Sheet
from sheets_adapter.links import a1_title, csv_link, xlsx_link


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("California", "California"),
        ("Pool_members.2", "Pool_members.2"),
        ("Zürich", "Zürich"),
        ("US states", "'US states'"),
        ("Ana's reps", "'Ana''s reps'"),
        ("2026", "'2026'"),
        ("a-b", "'a-b'"),
        ("CA1", "'CA1'"),
        ("r1c1", "'r1c1'"),
        ("R", "'R'"),
        ("True", "'True'"),
        ("ABCD1", "ABCD1"),
    ],
)
def test_a_title_is_quoted_where_a1_notation_needs_it(title: str, written: str) -> None:
    assert a1_title(title) == written


@pytest.mark.parametrize(
    ("link", "opened"),
    [
        (csv_link("California.csv"), "California.csv#row=2"),
        (csv_link("US states.csv"), "US states.csv#row=2"),
        (csv_link("#1 {row} 100%?.csv"), "%231 %7Brow%7D 100%25%3F.csv#row=2"),
        (xlsx_link("acme.xlsx", "California"), "acme.xlsx#California!A2:C2"),
        (xlsx_link("acme.xlsx", "US states"), "acme.xlsx#'US states'!A2:C2"),
        (xlsx_link("a#b.xlsx", "{range}"), "a%23b.xlsx#'%7Brange%7D'!A2:C2"),
    ],
)
def test_a_link_opens_the_row(link: str, opened: str) -> None:
    linked = Sheet("any", (), link).linker(last_column=2)
    assert linked is not None
    assert linked(2) == opened
