from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_adapter.cells import trimmed
from sheets_adapter.csv_text import rows_of
from sheets_adapter.source import SourceError


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("zip,owner\n94105,ana", (("zip", "owner"), ("94105", "ana"))),
        ("zip;owner\n94105;a, b", (("zip", "owner"), ("94105", "a, b"))),
        ("zip\towner\n94105\ta;b,c", (("zip", "owner"), ("94105", "a;b,c"))),
        ('zip;"owner, or pool, or queue"\n1;2', (("zip", "owner, or pool, or queue"), ("1", "2"))),
        ('"zip;code","owner"\n1,2', (("zip;code", "owner"), ("1", "2"))),
        ('"a\nb";c\n1;2', (("a\nb", "c"), ("1", "2"))),
        ("zip;owner, or pool\n1;2", (("zip", "owner, or pool"), ("1", "2"))),
        ("\n  \nzip;owner\n1;2,3", ((), ("  ",), ("zip", "owner"), ("1", "2,3"))),
        (",,\nzip,owner,x\n", ((), ("zip", "owner", "x"))),
        ('""\n"  "\nzip;owner', ((), ("  ",), ("zip", "owner"))),
        ('"phrase"\na, b', (("phrase",), ("a, b",))),
        ('5" pipe;"a;b,c,d,e"\n1;2', (('5" pipe', "a;b,c,d,e"), ("1", "2"))),
    ],
)
def test_the_header_tells_the_delimiter(text: str, rows: tuple[tuple[str, ...], ...]) -> None:
    assert rows_of(text, "a.csv") == rows


def test_a_file_of_one_column_has_whole_lines_as_cells() -> None:
    rows = rows_of("phrase\nlakehouse, warehouse\na;b\n", "a.csv")
    assert rows == (("phrase",), ("lakehouse, warehouse",), ("a;b",))


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_read_alike(line_end: str) -> None:
    text = line_end.join(["a,b", "", '1,"x', 'y"', "2,z", ""])
    assert rows_of(text, "a.csv") == (("a", "b"), (), ("1", "x\ny"), ("2", "z"))


def test_only_line_ends_end_a_row() -> None:
    assert rows_of("a,b\nx\u2028y\x0bz\x85,1", "a.csv") == (("a", "b"), ("x\u2028y\x0bz\x85", "1"))


def test_a_quotation_mark_inside_an_unquoted_cell_is_text() -> None:
    assert rows_of('size,note\n5" pipe,6"', "a.csv")[1] == ('5" pipe', '6"')


@pytest.mark.parametrize("text", ["", "\n\n", ",,,\n", "\r\n"])
def test_nothing_is_no_rows(text: str) -> None:
    assert rows_of(text, "a.csv") == ()


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('zip,owner\n94105,"ana\n94106,bo\n94107,cy\n', 2),
        ('zip,owner\n"x\ny",1\n94105,"ana\n94106,"bo"\n', 3),
        ('zip,owner\n94105,"ana" x\n', 2),
        ('"zip,owner\n', 1),
    ],
)
def test_quotation_marks_that_do_not_match_are_refused_with_their_row(text: str, row: int) -> None:
    with pytest.raises(SourceError) as caught:
        rows_of(text, "a.csv")
    assert caught.value.message == f"the quotation marks in row {row} of a.csv do not match"


def test_a_cell_beyond_all_measure_is_refused_with_its_row() -> None:
    with pytest.raises(SourceError) as caught:
        rows_of("a,b\n1," + "x" * 200_000, "a.csv")
    assert caught.value.message == "row 2 of a.csv has a cell of more than 131,072 characters"


CELLS = st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"]), max_size=8)


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=6),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_writer_wrote_is_read_back(
    rows: list[list[str]], delimiter: str, line_end: str
) -> None:
    rows = [["zip", "owner", "queue", "pool"], *rows]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    assert rows_of(out.getvalue(), "a.csv") == trimmed(rows)
