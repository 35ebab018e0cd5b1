"""Row by row, what an edit changed."""

from __future__ import annotations

from collections.abc import Sequence
from time import process_time

from dsl import Framework, Sheet, Workbook, build, read_structure
from releases.changes import MOST, Change, changes

TEXT = """
framework small
record lead { state us_state  zip us_zip }
roster { reps "Reps" }
table zips from "Zips" { zip key range  owner assignee }
route lead { "Zip" by zip in zips -> owner otherwise -> queue "Rest" }
"""
LINK = "https://docs.example/#range={range}"


def framework(
    zips: Sequence[tuple[str, str]], text: str = TEXT, reps: Sequence[str] = ("ana", "bo", "cy")
) -> Framework:
    structure, problems = read_structure(text, "small.route")
    assert structure is not None, problems
    rows = [["note", "zip", "owner"], *(["", *row] for row in zips)]
    people = [["rep", "name"], *([f"{name}@a.example", name] for name in reps)]
    return build(structure, Workbook((Sheet("Zips", rows, LINK), Sheet("Reps", people, LINK))))


def told(old: Framework, new: Framework) -> list[tuple[int, list[str] | None, list[str] | None]]:
    found, total = changes(old, new)
    assert total == len(found)
    return [(each.row, each.before, each.after) for each in found]


A, B, C = ("94105", "ana@a.example"), ("94107", "bo@a.example"), ("94109", "cy@a.example")


def test_a_first_release_changes_nothing() -> None:
    assert changes(None, framework([A])) == ([], 0)


def test_a_changed_row_is_told_with_its_link() -> None:
    [change], total = changes(framework([A, B]), framework([A, ("94107", "ana@a.example")]))
    assert total == 1
    assert change == Change(
        "zips",
        "Zips",
        3,
        "https://docs.example/#range=A3:C3",
        ["zip", "owner"],
        ["94107", "bo@a.example"],
        ["94107", "ana@a.example"],
    )


def test_inserting_a_row_changes_no_other() -> None:
    assert told(framework([A, C]), framework([B, A, C])) == [(2, None, list(B))]
    assert told(framework([B, A, C]), framework([A, C])) == [(2, list(B), None)]


def test_a_new_key_in_the_same_place_is_the_same_row() -> None:
    other = ("94110", "bo@a.example")
    assert told(framework([A, B]), framework([A, other])) == [(3, list(B), list(other))]


def test_rows_in_another_order_are_no_change() -> None:
    assert told(framework([A, B, C]), framework([C, A, B])) == []


def test_people_and_the_text_are_told_too() -> None:
    assert told(framework([A]), framework([A], reps=["ana", "bo"])) == [
        (4, ["cy@a.example", "cy"], None)
    ]
    [change], _ = changes(framework([A]), framework([A], TEXT.replace('"Rest"', '"Others"')))
    assert (change.table, change.sheet, change.row) == ("framework", "small.route", 6)
    assert (change.before or [""])[0].endswith('otherwise -> queue "Rest" }')


def test_only_so_many_are_told_and_all_are_counted() -> None:
    old = framework([(f"{number:05}", "ana@a.example") for number in range(10_000, 10_300)])
    new = framework([(f"{number:05}", "bo@a.example") for number in range(10_000, 10_300)])
    found, total = changes(old, new)
    assert (len(found), total) == (MOST, 300)


def test_a_large_sheet_that_is_sorted_anew_takes_no_long_time() -> None:
    rows = [(f"{number:05}", "ana@a.example") for number in range(10_000, 30_000)]
    old, new = framework(rows), framework([*reversed(rows), ("99999", "bo@a.example")])
    before = process_time()
    assert changes(old, new)[1] == 1
    assert process_time() - before < 2.0
