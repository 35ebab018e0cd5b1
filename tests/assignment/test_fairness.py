"""Fairness that has to hold whatever happens: members come, go, are away, and come back.

Every choice on the way is also replayed from what it read (`tests.assignment.desk`).
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dsl.roster import WHOLE, Member, Pool, Rep, TimeOff
from tests.assignment.desk import MONDAY, Desk, members, pool

STEADY = ("s1", "s2", "s3")
OTHERS = ("o1", "o2", "o3", "o4")
OFF = (TimeOff(MONDAY.date(), MONDAY.date()),)

# At each turn: the members in their order, and who of the others is away.
_turn = st.tuples(
    st.sets(st.sampled_from(OTHERS)).flatmap(
        lambda some: st.permutations([*STEADY, *sorted(some)])
    ),
    st.sets(st.sampled_from(OTHERS)),
)
turns = st.lists(_turn, min_size=1, max_size=60)


def rearrange(desk: Desk, order: list[str], away: set[str], **weights: int) -> None:
    """Operations edit the members of the pool ``west``, and who of the others is away."""
    people = {name: Rep(name, name, True, time_off=OFF) for name in away}
    desk.reps = people
    line = tuple(Member(name, weights.get(name, 1) * WHOLE) for name in order)
    desk.edit("west", members=line)


@given(turns)
def test_round_robin_keeps_all_who_are_always_there_within_one(
    plan: list[tuple[list[str], set[str]]],
) -> None:
    desk = Desk(Pool("west"))
    got = Counter(dict.fromkeys(STEADY, 0))
    for order, away in plan:
        rearrange(desk, order, away)
        taken = desk.take("west")
        assert taken in order
        assert taken not in away
        if taken in got:
            got[taken] += 1
        assert max(got.values()) - min(got.values()) <= 1


@given(turns, st.integers(0, 30))
def test_who_comes_back_to_a_round_robin_gets_no_more_than_one_above_their_share(
    plan: list[tuple[list[str], set[str]]], missed: int
) -> None:
    desk = Desk(Pool("west"))
    for order, away in plan:
        rearrange(desk, order, away)
        desk.take("west")
    everybody = [*STEADY, *OTHERS]
    rearrange(desk, everybody, {"o1"})
    desk.counts("west", missed)
    rearrange(desk, everybody, set())
    for rounds in range(1, 4):
        assert desk.counts("west", len(everybody))["o1"] <= 2, rounds


@given(turns, st.sampled_from(["round robin", "weighted", "load balanced"]))
def test_nobody_who_is_always_there_starves(
    plan: list[tuple[list[str], set[str]]], method: str
) -> None:
    desk = Desk(Pool("west", method))  # type: ignore[arg-type]
    last: deque[str] = deque(maxlen=3 * (len(STEADY) + len(OTHERS)))
    for order, away in [*plan, *plan]:
        rearrange(desk, order, away)
        last.append(desk.take("west"))
        if len(last) == last.maxlen:
            assert set(STEADY) <= set(last)


@given(turns, st.permutations(["a", "b", "c"]))
def test_weights_hold_within_one_over_every_full_cycle_whatever_was_before(
    plan: list[tuple[list[str], set[str]]], order: list[str]
) -> None:
    weights = {"a": 5, "b": 3, "c": 2}
    names = dict(zip(STEADY, order, strict=True))
    desk = Desk(Pool("west", "weighted"))
    for line, away in plan:
        line = [names.get(name, name) for name in line]
        # Also those whose weights count below are away now and then.
        rearrange(desk, line, away | ({"b"} if "o1" in away else set()), o1=7, o2=1, **weights)
        desk.take("west")
    rearrange(desk, order, set(), **weights)
    taken = [desk.take("west") for _ in range(40)]
    for start in range(31):
        cycle = Counter(taken[start : start + 10])
        assert all(abs(cycle[name] - due) <= 1 for name, due in weights.items()), cycle


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6).filter(any))
def test_weights_are_exact_from_the_beginning(weights: list[int]) -> None:
    by_name = {f"m{number}": weight for number, weight in enumerate(weights)}
    desk = Desk(Pool("west", "weighted", members(**by_name)))
    for _ in range(3):
        assert desk.counts("west", sum(weights)) == Counter(by_name)


@given(
    st.lists(
        st.tuples(
            st.sets(st.sampled_from(["ai", "cloud"])),
            st.sets(st.sampled_from(["de", "en"])),
            st.booleans(),  # active
            st.one_of(st.none(), st.integers(-1, 1)),  # starts so many days from now
            st.one_of(st.none(), st.integers(0, 2)),  # daily cap
            st.sampled_from([0, WHOLE, 3 * WHOLE]),
        ),
        min_size=1,
        max_size=5,
    ),
    st.lists(
        st.tuples(
            st.sets(st.sampled_from(["ai", "cloud"])),
            st.sets(st.sampled_from(["de", "en"])),
            st.sets(st.sampled_from(["r0", "r1"])),
        ),
        max_size=12,
    ),
    st.sampled_from(["round robin", "weighted", "load balanced", "shark tank"]),
    st.booleans(),
)
def test_nobody_is_chosen_who_may_not_take_it(
    people: list[tuple[set[str], set[str], bool, int | None, int | None, int]],
    asks: list[tuple[set[str], set[str], set[str]]],
    method: str,
    catch_up: bool,
) -> None:
    today: date = MONDAY.date()
    reps, lines = [], []
    for number, (skills, languages, active, starts, cap, weight) in enumerate(people):
        start = None if starts is None else today + timedelta(days=starts)
        one = Rep(f"r{number}", "", active, start=start, daily_cap=cap)
        reps.append(replace(one, skills=frozenset(skills), languages=frozenset(languages)))
        lines.append(Member(one.id, weight))
    desk = Desk(Pool("west", method, tuple(lines), catch_up=catch_up), reps=reps)  # type: ignore[arg-type]
    got: Counter[str] = Counter()
    for skills, languages, tried in asks:
        may = {
            each.id
            for each, line in zip(reps, lines, strict=True)
            if each.active
            and (each.start is None or each.start <= today)
            and (each.daily_cap is None or got[each.id] < each.daily_cap)
            and skills <= each.skills
            and languages <= each.languages
            and each.id not in tried
            and line.weight
        }
        chosen = desk.choose(
            pool("west"), skills=skills, languages=languages, tried=frozenset(tried)
        )
        assert chosen.trace is not None
        left = {c["rep"] for c in chosen.trace["candidates"] if c["verdict"] != "skipped"}
        assert left == may
        assert (chosen.assignee is None) == (not may)
        if chosen.assignee is not None and not chosen.offered:
            assert chosen.assignee.id in may
            got[chosen.assignee.id] += 1
