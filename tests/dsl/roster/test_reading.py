"""The four sheets, read into one roster."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl import FrameworkError, Sheet, Workbook, build, read_structure
from dsl.model import RosterSchema
from dsl.roster import Assignee, Member, Pool, Rep, Roster, TimeOff, read_roster
from dsl.tables.cell_problem import CellProblem
from tests.dsl.roster.sheets import read, roster, sheet

REPS = """
    rep              | name | active | backup
    ana@acme.example | Ana  | yes    |
    bo@acme.example  | Bo   | yes    | Ana
    cy@acme.example  | Cy   | no     | pool: west
"""
POOLS = """
    pool | method   | when unavailable
    west | weighted | queue: West
"""
MEMBERS = """
    pool | rep
    west | ana@acme.example
"""


def test_every_column_of_reps() -> None:
    found = roster(
        reps="""
        REP | Name | active | Time_Zone | hours | out from | out until | calendar | daily cap | open cap | skills | languages | Start Date | backup | CRM id | notes
        Ana@acme.example | Ana Lopez | yes | Europe/Berlin | 24/7 | 2026-11-16 | 11/30/2026 | https://x.example/a.ics | 12 | 60 | Data; AI | en, German | 2020-01-31 | queue: Desk | 0055e | anything
        """  # noqa: E501
    )
    rep = found.rep("ana lopez")
    assert rep is not None
    assert rep is found.rep(" ANA@ACME.example ")
    assert rep.hours is not None
    assert rep == Rep(
        "ana@acme.example",
        "Ana Lopez",
        True,
        Assignee("queue", "Desk"),
        ZoneInfo("Europe/Berlin"),
        rep.hours,
        (TimeOff(date(2026, 11, 16), date(2026, 11, 30)),),
        "https://x.example/a.ics",
        12,
        60,
        frozenset({"data", "ai"}),
        frozenset({"en", "de"}),
        date(2020, 1, 31),
        "0055e",
    )


def test_every_column_of_pools_and_members() -> None:
    found = roster(
        reps=REPS.replace("pool: west", ""),
        pools="""
        pool | method | when unavailable | sticky days | respect hours | catch up | claim within | claim limit
        West Coast | Shark tank | Bo | 30 | yes | TRUE | 30m | 3
        """,  # noqa: E501
        members="""
        pool | rep | weight | order | daily cap | ramp | skills
        west_coast | bo@acme.example | 0 | | 6 | 2026-11-01: 10%, 2027-01-01: 100% | Data
        West Coast | Ana | | 2 | | |
        """,
    )
    ramp = ((date(2026, 11, 1), 100), (date(2027, 1, 1), 1000))
    bo = Member("bo@acme.example", 0, 6, ramp, frozenset({"data"}))
    assert found.pool("westcoast") == Pool(
        "West Coast",
        "shark tank",
        (Member("ana@acme.example"), bo),
        Assignee("rep", "bo@acme.example"),
        30,
        True,
        True,
        timedelta(minutes=30),
        3,
    )
    assert found.pool("east") is None
    assert found.pool_names() == ["West Coast"]


def test_blank_cells_are_the_usual() -> None:
    found = roster(reps="rep\nana@acme.example", pools="pool\nwest")
    assert found.rep("ana@acme.example") == Rep("ana@acme.example", "ana@acme.example", True)
    assert found.pool("west") == Pool("west")


def test_members_stand_in_their_order_and_those_without_last() -> None:
    people = [f"{name}@acme.example" for name in "abcdef"]
    orders = ["", "2", "1.5", "-1", "2", ""]
    lines = [f"west | {rep} | {order}" for rep, order in zip(people, orders, strict=True)]
    found = roster(members="\n".join(["pool | rep | order", *lines])).pool("west")
    assert found is not None
    assert [member.rep[0] for member in found.members] == ["d", "c", "b", "e", "a", "f"]


def test_time_off_follows_the_columns_of_the_rep() -> None:
    found = roster(
        reps="rep | out from\nana@acme.example | 2026-12-24\nbo@acme.example |",
        time_off="""
        rep | from | until | cover
        ana@acme.example | 2026-11-16 | | bo@acme.example
        ana@acme.example | | 2026-01-31 |
        """,
    )
    ana = found.rep("ana@acme.example")
    assert ana is not None
    assert ana.time_off == (
        TimeOff(date(2026, 12, 24), None),
        TimeOff(date(2026, 11, 16), None, Assignee("rep", "bo@acme.example")),
        TimeOff(None, date(2026, 1, 31)),
    )


def test_sheets_whose_neighbours_the_framework_does_not_name() -> None:
    found = roster(members=MEMBERS, time_off="rep | from | until\nbo@x.example | 2026-11-16 |")
    west, bo = found.pool("West"), found.rep("bo@x.example")
    assert west == Pool("West", members=(Member("ana@acme.example"),))
    assert found.pool("any other") == Pool("any other")
    assert bo is not None
    assert bo.time_off == (TimeOff(date(2026, 11, 16), None),)
    assert found.rep("nobody") is None


def test_two_reps_of_one_name_are_told_apart_by_their_address() -> None:
    found = roster(reps="rep | name\na@acme.example | Ana\nb@acme.example | Ana")
    assert found.rep("Ana") is None
    assert isinstance(found.assignee("Ana"), CellProblem)
    assert found.assignee("B@acme.example") == Assignee("rep", "b@acme.example")


def test_errors_keep_the_last_good_roster_with_its_sheets() -> None:
    text = 'framework f record r { a text } roster { reps "Reps" } route r { otherwise -> queue q }'
    structure, _ = read_structure(text, "f.route")
    assert structure is not None
    good = Workbook((sheet("Reps", REPS.replace("pool: west", "")),))
    bad = Workbook((sheet("Reps", "rep | time zone\nana@acme.example | Mars"),))
    live = build(structure, good)
    assert live.roster.sheets == good.sheets
    held = build(structure, bad, previous=live)
    assert held.roster is live.roster
    assert held.roster.sheets == good.sheets
    assert [problem.severity for problem in held.diagnostics] == ["error"]
    with pytest.raises(FrameworkError):
        build(structure, bad)


def test_a_warning_does_not_hold_the_roster() -> None:
    found, problems = read(reps=REPS, pools=POOLS, members=MEMBERS + "west | cy@acme.example")
    assert [problem.severity for problem in problems] == ["warning"]
    west = found.pool("west")
    assert west is not None
    assert len(west.members) == 2


def test_problems_of_a_sheet_stand_in_the_order_of_its_rows() -> None:
    lines = [f"rep{number}@acme.example | never" for number in range(150)]
    _, problems = read(reps="\n".join(["rep | hours", *lines]))
    places = [str(problem.where) for problem in problems]
    assert places == [*(f"Reps!B{row}" for row in range(2, 102)), "Reps"]


EDITS = {
    "time off": ("time_off", "rep | from | until\nbo@acme.example | 2026-12-01 |", False),
    "a cap": ("reps", REPS.replace("| active", "| active | daily cap", 1), False),
    "a weight": ("members", "pool | rep | weight\nwest | ana@acme.example | 2", False),
    "a method": ("pools", POOLS.replace("weighted", "round robin"), False),
    "somebody who left": ("reps", REPS.replace("Bo   | yes", "Bo   | no"), True),
    "a backup": ("reps", REPS.replace("| Ana\n", "| queue: Desk\n"), True),
    "a name": ("reps", REPS.replace("| Cy ", "| Zoe"), True),
    "a pool": ("pools", POOLS + "    east | weighted | queue: East", True),
}


@pytest.mark.parametrize("edit", EDITS)
def test_versions_tell_what_was_edited(edit: str) -> None:
    part, rows, names = EDITS[edit]
    before = {"reps": REPS, "pools": POOLS, "members": MEMBERS}
    before["time_off"] = "rep | from | until\nbo@acme.example | 2026-11-16 |"
    if edit == "a cap":
        rows = "rep | name | active | backup | daily cap" + "".join(
            f"\n{line} | 5" for line in REPS.strip().split("\n")[1:]
        )
    old, _ = read(**before)
    new, _ = read(**before | {part: rows})
    again, _ = read(**before)
    assert (old.version, old.names_version) == (again.version, again.names_version)
    assert old.version != new.version
    assert (old.names_version != new.names_version) == names


PEOPLE = ("a@x.example", "b@x.example", "c@x.example", "Bo")
ANYBODY = (*PEOPLE, "pool: west", "pool: east", "queue: Desk", "")
POOL = ("west", "east", "north")
COLUMNS = {
    "R": {"rep": PEOPLE, "name": ("Bo", "Al", ""), "active": ("yes", "no", ""), "backup": ANYBODY},
    "P": {"pool": POOL, "method": ("weighted", ""), "when unavailable": ANYBODY},
    "M": {"pool": POOL, "rep": PEOPLE, "weight": ("", "0", "2"), "order": ("1", "")},
    "T": {"rep": PEOPLE, "from": ("2026-11-16", ""), "until": ("2026-11-30", ""), "cover": ANYBODY},
}  # fmt: skip


@given(st.data())
def test_any_sheets_give_a_roster_whose_people_exist_or_an_error(data: st.DataObject) -> None:
    sheets = []
    for title, columns in COLUMNS.items():
        row = st.tuples(*(st.sampled_from(cells) for cells in columns.values()))
        rows = data.draw(st.lists(row, max_size=4))
        sheets.append(Sheet(title, (tuple(columns), *rows)))
    found, problems = read_roster(RosterSchema(*COLUMNS), Workbook(tuple(sheets)))
    for rep in (found.reps or {}).values():
        for who in (rep.backup, *(off.cover for off in rep.time_off)):
            assert who is None or who.kind != "rep" or found.rep(who.id) is not None
    for pool in (found.pools or {}).values():
        assert all(found.rep(member.rep) is not None for member in pool.members)
    if all(problem.severity != "error" for problem in problems):
        for pool in (found.pools or {}).values():
            assert not pool.members or any(member.weight for member in pool.members)
            assert pool.members or pool.when_unavailable is not None
            assert pool.name not in list(islice(_asked_after(pool, found), 20))


def _asked_after(pool: Pool, found: Roster) -> Iterator[str]:
    """The names of the pools that are asked after one, when nobody is available anywhere."""
    who = pool.when_unavailable
    while who is not None and who.kind != "queue":
        rep = found.rep(who.id) if who.kind == "rep" else None
        known = found.pool(who.id) if who.kind == "pool" else None
        yield "" if known is None else known.name
        backup = None if rep is None else rep.backup
        who = backup if known is None else known.when_unavailable
