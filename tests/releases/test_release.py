"""Releases are named by what is in them."""

import re
from datetime import UTC, datetime, timedelta, timezone

from dsl import Framework, Sheet, Workbook, build, read_structure
from releases import release_id, utc_text

TEXT = """framework small
record lead { state us_state }
table states from "States" { state key exact owner assignee }
route lead { "State" by state in states -> owner otherwise -> queue rest }
"""


def framework(file: str = "small.route", link: str = "") -> Framework:
    structure, problems = read_structure(TEXT, file)
    assert structure is not None, problems
    sheet = Sheet("States", (("state", "owner"), ("CA", "ana@a.example")), link)
    return build(structure, Workbook((sheet,)))


def test_an_id_is_short_and_follows_from_all_that_a_decision_shows() -> None:
    small = framework()
    found = release_id(small, "sha256:a", "sha256:b")
    assert re.fullmatch(r"r-[0-9a-f]{12}", found)
    assert found == release_id(framework(), "sha256:a", "sha256:b")
    others = {
        release_id(small, "sha256:b", "sha256:a"),
        release_id(small, "sha256:a", "sha256:c"),
        release_id(framework(file="other.route"), "sha256:a", "sha256:b"),
        release_id(framework(link="book.csv#row={row}"), "sha256:a", "sha256:b"),
    }
    assert len({found, *others}) == 5


def test_times_are_written_in_utc_to_the_second() -> None:
    berlin = timezone(timedelta(hours=1))
    assert utc_text(datetime(2026, 11, 22, 1, 2, 3, 999, berlin)) == "2026-11-22T00:02:03Z"
    assert utc_text(datetime(2026, 11, 22, tzinfo=UTC)) == "2026-11-22T00:00:00Z"
