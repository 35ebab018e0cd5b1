"""Who is there at an instant, and who takes over for those who are not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.choosing import Ask, Chosen, RosterChooser
from dsl.roster import Absences, Assignee, Roster
from tests.dsl.roster.sheets import read, roster

PEOPLE, _ = read(
    reps="""
    rep | active | time zone | start date | out from | out until | backup
    ana@x.example |    | Europe/Berlin       |            |            |            | bo@x.example
    bo@x.example  |    |                     |            | 2026-11-20 |            | pool: west
    cy@x.example  |    | America/Los_Angeles | 2026-12-01 |            |            |
    di@x.example  | no |                     |            |            |            | ed@x.example
    ed@x.example  |    | Asia/Kolkata        |            | 2026-11-10 | 2026-11-16 | di@x.example
    fay@x.example |    |                     |            |            |            | ed@x.example
    gus@x.example |    |                     |            |            |            | queue: Desk
    """,
    pools="pool | when unavailable\nwest | queue: West",
    time_off="""
    rep | from | until | cover
    ana@x.example | 2026-11-16 | 2026-11-30 | fay@x.example
    ed@x.example  | 2026-11-15 | 2026-11-20 | gus@x.example
    fay@x.example | 2026-11-18 | 2026-11-18 |
    """,
)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "now", "reason"),
    [
        ("gus", NOON, None),
        ("zoe", NOON, "not in the roster"),
        ("di", NOON, "no longer active"),
        ("cy", NOON, "starts on 2026-12-01"),
        ("bo", at(19), None),
        ("bo", NOON, "out of office"),
        ("ana", NOON, "out of office until 2026-11-30"),
        ("ed", at(15), "out of office until 2026-11-20"),
        # Days are those of the rep: Berlin is an hour ahead, Los Angeles eight behind.
        ("ana", at(15, 22, 59), None),
        ("ana", at(15, 23, 0), "out of office until 2026-11-30"),
        ("ana", at(30, 22, 59), "out of office until 2026-11-30"),
        ("ana", at(30, 23, 0), None),
        ("cy", datetime(2026, 12, 1, 7, 59, tzinfo=UTC), "starts on 2026-12-01"),
        ("cy", datetime(2026, 12, 1, 8, 0, tzinfo=UTC), None),
        ("ed", at(9, 18, 29), None),
        ("ed", at(9, 18, 30), "out of office until 2026-11-16"),
    ],
)
def test_reasons(name: str, now: datetime, reason: str | None) -> None:
    absences = Absences(PEOPLE)
    assert absences.reason(f"{name}@x.example", now) == reason
    assert absences.reason(f"{name}@x.example", now) == reason


def test_reps_without_a_zone_have_the_days_of_the_framework() -> None:
    tokyo = Absences(PEOPLE, ZoneInfo("Asia/Tokyo"))
    assert tokyo.reason("bo@x.example", at(19, 14, 59)) is None
    assert tokyo.reason("bo@x.example", at(19, 15, 0)) == "out of office"


def test_without_a_sheet_of_reps_everybody_is_there() -> None:
    assert Absences(Roster()).reason("anybody", NOON) is None
    away = roster(time_off="rep | from | until\nana@x.example | 2026-11-22 | 2026-11-22")
    assert Absences(away).reason("Ana@x.example", NOON) == "out of office until 2026-11-22"
    assert Absences(away).reason("bo@x.example", NOON) is None


def test_cover_and_then_backup() -> None:
    absences = Absences(PEOPLE)
    assert absences.cover("ana@x.example", NOON) == Assignee("rep", "fay@x.example")
    assert absences.cover("ana@x.example", at(1)) == Assignee("rep", "bo@x.example")
    assert absences.cover("cy@x.example", NOON) is None
    assert absences.cover("zoe@x.example", NOON) is None


quarters = st.integers(-5_000, 5_000)


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), quarters, st.integers(0, 899)), max_size=20),
    st.sampled_from(["Asia/Kathmandu", "Australia/Eucla", "America/St_Johns", "Pacific/Apia"]),
)
def test_what_is_remembered_is_what_is_asked_anew(
    asked: list[tuple[str, int, int]], zone: str
) -> None:
    names = {rep.id[0]: rep.id for rep in (PEOPLE.reps or {}).values()}
    absences = Absences(PEOPLE, ZoneInfo(zone))
    for name, quarter, second in asked:
        now = NOON + timedelta(minutes=15 * quarter, seconds=second)
        anew = Absences(PEOPLE, ZoneInfo(zone))
        assert absences.reason(names[name], now) == anew.reason(names[name], now)


def choose(name: str, now: datetime) -> Chosen:
    return RosterChooser(PEOPLE).choose(Assignee("rep", f"{name}@x.example"), Ask("owner", now))


def told(chosen: Chosen) -> list[str]:
    assert chosen.trace is not None
    return [
        f"{next(iter(one.values()))} {one['verdict']}: {one['because']}"
        for one in chosen.trace["candidates"]
    ]


def test_who_is_there_takes_it_without_a_trace() -> None:
    assert choose("gus", NOON) == Chosen(Assignee("rep", "gus@x.example"))


@pytest.mark.parametrize("kind", ["pool", "queue"])
def test_pools_and_queues_stay_what_they_are(kind: str) -> None:
    wanted = Assignee(kind, "west")  # type: ignore[arg-type]
    assert RosterChooser(PEOPLE).choose(wanted, Ask("owner", NOON)) == Chosen(wanted)


def test_a_cover_takes_it() -> None:
    chosen = choose("ana", NOON)
    assert chosen.assignee == Assignee("rep", "fay@x.example")
    assert chosen.trace == {
        "candidates": [
            {
                "rep": "ana@x.example",
                "verdict": "skipped",
                "because": "out of office until 2026-11-30",
            },
            {"rep": "fay@x.example", "verdict": "chosen", "because": "cover for ana@x.example"},
        ]
    }


def test_the_backup_is_asked_before_those_of_the_cover() -> None:
    chosen = choose("ana", at(18))
    assert chosen.assignee == Assignee("rep", "bo@x.example")
    assert told(chosen) == [
        "ana@x.example skipped: out of office until 2026-11-30",
        "fay@x.example skipped: out of office until 2026-11-18",
        "bo@x.example chosen: backup of ana@x.example",
    ]


def test_a_pool_in_the_chain_stays_a_pool() -> None:
    chosen = choose("bo", NOON)
    assert chosen.assignee == Assignee("pool", "west")
    assert chosen.trace is not None
    assert chosen.trace["candidates"][-1] == {
        "pool": "west",
        "verdict": "chosen",
        "because": "backup of bo@x.example",
    }


def test_the_chain_goes_on_to_the_queue_of_a_cover() -> None:
    chosen = choose("di", at(16))
    assert told(chosen) == [
        "di@x.example skipped: no longer active",
        "ed@x.example skipped: out of office until 2026-11-20",
        "gus@x.example chosen: cover for ed@x.example",
    ]


def test_nobody() -> None:
    chosen = choose("cy", NOON)
    assert chosen.assignee is None
    assert told(chosen) == ["cy@x.example skipped: starts on 2026-12-01"]
    assert choose("zoe", NOON).assignee is None


def test_a_circle_of_people_who_are_all_away_ends() -> None:
    chosen = choose("ed", at(12))
    assert chosen.assignee is None
    assert told(chosen) == [
        "ed@x.example skipped: out of office until 2026-11-16",
        "di@x.example skipped: no longer active",
    ]
