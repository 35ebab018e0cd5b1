"""Whatever people do between, their sheets stay theirs, and our notes stand where they should.

A second spreadsheet gets the same edits and none of ours: it is what people must find.
"""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from dsl.diagnostics import CellRef
from sheets_adapter.emulator import EmulatedSpreadsheet
from sheets_adapter.write_back import Cell, our_note
from sheets_adapter.write_back.notes import is_ours, merged
from tests.emulated import Served
from tests.sheets_adapter.write_back.conftest import ROWS, Turns

TAB = "California"
cells = st.builds("{}{}".format, st.sampled_from("ABC"), st.integers(1, 6))
theirs = st.sampled_from(["", "Ask Ana", "Routebook: mine", "two\n\nparts\n\n", "=1+1"])
problems = st.sampled_from(["`2139` has lost a zero", "`x` is no rep"])

Edit = Callable[[EmulatedSpreadsheet], None]


def noted(cell: str, text: str) -> Edit:
    """A person writes, or empties, their part of a note."""

    def edit(book: EmulatedSpreadsheet) -> None:
        note = book.note(TAB, cell)
        ours = note.removeprefix(merged(note, "")).lstrip("\n") if is_ours(note) else ""
        book.set_note(TAB, cell, merged(text, ours))

    return edit


edits: st.SearchStrategy[Edit] = st.one_of(
    st.builds(noted, cells, theirs),
    st.builds(lambda cell, text: lambda book: book.set(TAB, cell, text), cells, theirs),
    st.builds(lambda row: lambda book: book.insert_rows(TAB, row), st.integers(1, 6)),
    st.builds(lambda row: lambda book: book.delete_rows(TAB, row), st.integers(1, 6)),
)
wanted = st.dictionaries(cells, problems, max_size=4)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.lists(edits, max_size=4), wanted), min_size=1, max_size=5))
def test_people_find_what_they_typed(
    served: Served, rounds: list[tuple[list[Edit], dict[str, str]]]
) -> None:
    book, untouched = (served.emulator.add({TAB: ROWS}) for _ in range(2))
    writer = Turns(served.opened(book))
    for people, bad in rounds:
        for edit in people:
            edit(book)
            edit(untouched)
        notes = {cell: our_note([problem]) for cell, problem in bad.items()}
        writer.notes({CellRef(TAB, cell): note for cell, note in notes.items()})
        writer.status([[Cell("Status"), Cell(text)] for text in bad.values()])
        assert book.rows(TAB) == untouched.rows(TAB)
        own = untouched.notes(TAB)
        expected = {cell: merged(own.get(cell, ""), note) for cell, note in notes.items()}
        assert book.notes(TAB) == own | expected
