"""Both engines keep the same promises: what is appended, changed, found, timed and taken away."""

from __future__ import annotations

import traceback
from contextlib import suppress
from datetime import timedelta

import pytest

from history import (
    DecisionFilter,
    Delivery,
    Event,
    Idempotent,
    Store,
    StoreError,
    Timer,
    open_store,
)
from tests.stores import NOW, decision

HOUR = timedelta(hours=1)


def test_an_event_comes_back_as_it_was(store: Store) -> None:
    event = Event(
        "decision",
        NOW,
        b'{"caf\xc3\xa9":1}',
        decision_id="d1",
        record_type="lead",
        record_id="Zoë \N{GRINNING FACE}",
        release_id="r-1",
        event="new",
        outcome="assigned",
        assigned_to="ana@acme.example",
        step="California",
        sealed=b"\x00\xff",
        request=b"{}",
    )
    with store.transaction() as work:
        assert work.append(event) == 1
        assert work.decision("d1") == event
    assert store.decision("d1") == event
    assert store.events() == [event]
    with store.transaction() as work:
        assert work.decision("d1") == event
        assert work.last_event("feedback", "d1") is None


def test_numbers_have_no_gaps_even_after_a_failure(store: Store) -> None:
    with store.transaction() as work:
        assert [work.append(decision(f"a{number}")) for number in range(3)] == [1, 2, 3]
    with pytest.raises(LookupError), store.transaction() as work:  # noqa: PT012
        work.append(decision("lost"))
        work.set("pool a", {"turn": 9})
        raise LookupError
    with store.transaction() as work:
        assert work.get("pool a") is None
        assert work.append(decision("b")) == 4
    assert [event.seq for event in store.events()] == [1, 2, 3, 4]
    assert store.last_seq() == 4


def test_state_is_what_was_last_set(store: Store) -> None:
    with store.transaction() as work:
        assert work.get("pool a") is None
        work.set("pool a", {"turn": 1, "members": {"ana": [1, None, "x"]}})
        work.set("rep ana", 5)
    with store.transaction() as work:
        assert work.get("pool a") == {"turn": 1, "members": {"ana": [1, None, "x"]}}
        work.set("rep ana", None)
        assert work.get("rep ana") is None
    assert store.get("pool a") == {"turn": 1, "members": {"ana": [1, None, "x"]}}
    assert store.get("rep ana") is None


def test_what_a_failed_transaction_set_is_forgotten(store: Store) -> None:
    with store.transaction() as work:
        work.set("pool a", {"turn": 1})
    with suppress(KeyError), store.transaction() as work:
        work.set("pool a", work.get("pool a") | {"turn": 2})
        raise KeyError
    with store.transaction() as work:
        assert work.get("pool a") == {"turn": 1}
    assert store.get("pool a") == {"turn": 1}


def test_an_idempotency_key_finds_its_decision(store: Store) -> None:
    with store.transaction() as work:
        assert work.idempotent("key") is None
        work.append(decision("d1", sealed=b"sealed"))
        work.remember("key", b"hash", "d1")
        found = work.idempotent("key")
    assert found == Idempotent(b"hash", "d1", b'{"decision_id":"d1","trace":{}}', b"sealed")
    with store.transaction() as work:
        assert work.idempotent("key") == found
        assert work.idempotent("other") is None


def test_a_key_is_remembered_only_for_a_decision(store: Store) -> None:
    with (
        pytest.raises(ValueError, match="no decision d1 to remember"),
        store.transaction() as work,
    ):
        work.remember("key", b"hash", "d1")


def test_the_last_event_of_a_kind(store: Store) -> None:
    with store.transaction() as work:
        work.append(decision("d1"))
        work.append(Event("feedback", NOW, b'"accepted"', decision_id="d1"))
        work.append(Event("feedback", NOW, b'"rejected"', decision_id="d1"))
    with store.transaction() as work:
        found = work.last_event("feedback", "d1")
        assert found is not None
        assert found.body == b'"rejected"'
    assert [event.kind for event in store.events_of("d1")] == ["decision", "feedback", "feedback"]


def test_decisions_are_paged_from_the_newest(store: Store) -> None:
    with store.transaction() as work:
        for number in range(5):
            work.append(decision(f"d{number}"))
            work.append(Event("feedback", NOW, b"{}", decision_id=f"d{number}"))
    first = store.decisions(limit=2)
    assert [event.decision_id for event in first] == ["d4", "d3"]
    rest = store.decisions(after=first[-1].seq)
    assert [event.decision_id for event in rest] == ["d2", "d1", "d0"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (DecisionFilter(), ["c", "b", "a"]),
        (DecisionFilter(record_type="lead"), ["c", "b", "a"]),
        (DecisionFilter(record_type="account"), []),
        (DecisionFilter(record_id="1"), ["c", "a"]),
        (DecisionFilter(assigned_to="ana"), ["b", "a"]),
        (DecisionFilter(outcome="queued"), ["c"]),
        (DecisionFilter(step="West"), ["b"]),
        (DecisionFilter(since=NOW + HOUR), ["c", "b"]),
        (DecisionFilter(until=NOW + HOUR), ["a"]),
        (DecisionFilter(record_id="1", assigned_to="ana"), ["a"]),
    ],
)
def test_decisions_are_filtered(store: Store, wanted: DecisionFilter, found: list[str]) -> None:
    with store.transaction() as work:
        work.append(decision("a", "1", assigned_to="ana", outcome="assigned", step="East"))
        work.append(
            decision("b", "2", at=NOW + HOUR, assigned_to="ana", outcome="assigned", step="West")
        )
        work.append(decision("c", "1", at=NOW + 2 * HOUR, assigned_to="q", outcome="queued"))
    assert [event.decision_id for event in store.decisions(wanted)] == found


def test_the_feed_goes_on_where_it_was_left(store: Store) -> None:
    with store.transaction() as work:
        for number in range(5):
            work.append(Event("claim" if number % 2 else "reroute", NOW, b"{}"))
    assert [event.seq for event in store.events(after=1, limit=2)] == [2, 3]
    assert [event.seq for event in store.events(after=3)] == [4, 5]
    assert [event.seq for event in store.events(kinds={"claim"})] == [2, 4]


def test_a_timer_fires_once(store: Store) -> None:
    with store.transaction() as work:
        work.add_timer(Timer("late", "sla", NOW + 2 * HOUR, "d1", b'{"step":1}'))
        work.add_timer(Timer("early", "sla", NOW, "d2"))
        assert [timer.id for timer in work.due_timers(NOW, 9)] == ["early"]
    with store.transaction() as work:
        due = work.due_timers(NOW + 2 * HOUR, 9)
        assert due == [
            Timer("early", "sla", NOW, "d2"),
            Timer("late", "sla", NOW + 2 * HOUR, "d1", b'{"step":1}'),
        ]
        assert work.due_timers(NOW + 2 * HOUR, 1) == due[:1]
        work.fire(due[0])
        assert work.due_timers(NOW + 2 * HOUR, 1) == due[1:]
    with store.transaction() as work:
        assert work.due_timers(NOW + 2 * HOUR, 9) == due[1:]


def test_timers_of_a_decision_are_cancelled(store: Store) -> None:
    with store.transaction() as work:
        work.add_timer(Timer("1", "sla", NOW, "d1"))
        work.add_timer(Timer("2", "offer", NOW, "d1"))
        work.add_timer(Timer("3", "sla", NOW, "d2"))
        work.add_timer(Timer("4", "sla", NOW, "d3"))
        work.cancel_timers("d3")
    with store.transaction() as work:
        work.cancel_timers("d1", "sla")
        assert [timer.id for timer in work.due_timers(NOW, 9)] == ["2", "3"]
        work.cancel_timers("d2")
        work.add_timer(Timer("5", "sla", NOW, "d2"))
        assert [timer.id for timer in work.due_timers(NOW, 9)] == ["2", "5"]
    with store.transaction() as work:
        assert [timer.id for timer in work.due_timers(NOW, 9)] == ["2", "5"]


def test_a_timer_takes_the_place_of_one_with_its_id(store: Store) -> None:
    with store.transaction() as work:
        work.add_timer(Timer("1", "sla", NOW, "d1"))
    with store.transaction() as work:
        work.add_timer(Timer("1", "sla", NOW + HOUR, "d1"))
        assert work.due_timers(NOW, 9) == []
    with store.transaction() as work:
        assert work.due_timers(NOW, 9) == []
        assert [timer.due for timer in work.due_timers(NOW + HOUR, 9)] == [NOW + HOUR]


def test_releases_are_kept_by_content(store: Store) -> None:
    assert store.live_release() is None
    store.save_release("r-1", {"framework": b"text", "reps": b"rows"}, b'{"n":1}', NOW)
    store.save_release("r-2", {"framework": b"text", "reps": b"more"}, b'{"n":2}', NOW + HOUR)
    store.save_release("r-1", {}, b"ignored", NOW + 2 * HOUR)
    one, two = store.release("r-1"), store.release("r-2")
    assert one is not None
    assert two is not None
    assert one.parts["framework"] == two.parts["framework"]
    assert store.content(one.parts["reps"]) == b"rows"
    assert store.content("sha256:0") is None
    assert (one.body, one.saved_at, one.activated_at) == (b'{"n":1}', NOW, None)
    assert [release.id for release in store.releases()] == ["r-2", "r-1"]


def test_a_release_is_made_live_with_its_event(store: Store) -> None:
    for name in ("r-1", "r-2"):
        store.save_release(name, {"framework": name.encode()}, b"{}", NOW)
    with store.transaction() as work:
        work.activate("r-1", NOW)
    with store.transaction() as work:
        work.append(Event("release", NOW, b"{}", release_id="r-2"))
        work.activate("r-2", NOW + HOUR)
    live = store.live_release()
    assert live is not None
    assert (live.id, live.activated_at) == ("r-2", NOW + HOUR)
    assert [release.id for release in store.releases()] == ["r-2", "r-1"]


def test_what_came_of_a_release_is_noted_with_its_event(store: Store) -> None:
    store.save_release("r-1", {"framework": b"text"}, b"{}", NOW)
    with store.transaction() as work:
        before = work.live
        work.mark("r-1", "held", b'{"why":1}')
        work.activate("r-1", NOW)
        assert (before, work.live) == (None, "r-1")
    kept = store.release("r-1")
    assert kept is not None
    assert (kept.state, kept.story) == ("held", b'{"why":1}')
    with store.transaction() as work:
        assert work.live == "r-1"


def test_an_unknown_release_is_not_made_live(store: Store) -> None:
    with pytest.raises(StoreError), store.transaction() as work:
        work.activate("r-9", NOW)
    assert store.live_release() is None


def test_a_delivery_is_remembered(store: Store) -> None:
    assert store.delivery("crm") == Delivery("crm", cursor=0, failures=0, next_at=None)
    for told in (Delivery("crm", 7, 2, NOW), Delivery("crm", 9)):
        store.save_delivery(told)
        assert store.delivery("crm") == told


def test_a_lease_has_one_holder(store: Store) -> None:
    assert store.lease("refresh", "a", 30, NOW)
    assert not store.lease("refresh", "b", 30, NOW + timedelta(seconds=29))
    assert store.lease("timers", "b", 30, NOW)
    assert store.lease("refresh", "a", 30, NOW + timedelta(seconds=20))
    assert not store.lease("refresh", "b", 30, NOW + timedelta(seconds=49))
    assert store.lease("refresh", "b", 30, NOW + timedelta(seconds=50))
    assert not store.lease("refresh", "a", 30, NOW + timedelta(seconds=51))
    assert store.lease("refresh", "b", 0, NOW + timedelta(seconds=51))
    assert store.lease("refresh", "a", 30, NOW + timedelta(seconds=51))


def test_what_is_too_old_is_taken_away(store: Store) -> None:
    with store.transaction() as work:
        for number in range(1_200):
            work.append(decision(f"old{number}"))
            work.remember(f"old{number}", b"h", f"old{number}")
            work.set(f"record lead old{number}", {"owner": "ana"})
        work.set("pool a", {"turn": 1_200})
        work.set("record lead back", {"owner": "ana"})
    with store.transaction() as work:
        work.append(decision("new", at=NOW + HOUR))
        work.remember("new", b"h", "new")
        work.set("record lead back", {"owner": "bo"})
    assert store.prune(NOW + HOUR) == 1_200
    assert [event.decision_id for event in store.events()] == ["new"]
    with store.transaction() as work:  # what the process remembers is no longer true
        assert work.get("record lead old7") is None
        assert work.get("record lead back") == {"owner": "bo"}
        assert work.get("pool a") == {"turn": 1_200}
        assert work.idempotent("old7") is None
        assert work.idempotent("new") is not None
        assert work.append(decision("newer")) == 1_202
    assert store.prune(NOW) == 0


def test_the_keys_may_be_forgotten_sooner_or_later(store: Store) -> None:
    with store.transaction() as work:
        work.append(decision("d1"))
        work.remember("key", b"h", "d1")
    assert store.prune(NOW + HOUR, keys_before=NOW) == 1
    with store.transaction() as work:
        assert work.idempotent("key") == Idempotent(b"h", "d1", b"", None)
    store.prune(NOW, keys_before=NOW + HOUR)
    with store.transaction() as work:
        assert work.idempotent("key") is None


def test_a_record_is_erased(store: Store) -> None:
    with store.transaction() as work:
        work.append(decision("d1", "1", assigned_to="ana", sealed=b"secret", request=b"secret"))
        work.append(Event("feedback", NOW, b'"secret"', decision_id="d1"))
        work.append(decision("d2", "2", assigned_to="bo"))
        work.set("record lead 1", {"owner": "ana"})
        work.set("record lead 2", {"owner": "bo"})
        work.remember("key", b"h", "d1")
        work.add_timer(Timer("1", "sla", NOW, "d1", b'"secret"'))
    assert store.erase("lead", "1") == 2
    first, second, third = store.events()
    assert (first.seq, first.kind, first.at, first.decision_id) == (1, "decision", NOW, "d1")
    assert (first.assigned_to, first.step, first.release_id) == ("ana", "", "r-1")
    for event in (first, second):
        assert event.erased
        assert (event.record_id, event.sealed, event.request) == (None, None, b"")
        assert event.body == b'{"erased":true}'
    assert (third.record_id, third.erased) == ("2", False)
    with store.transaction() as work:
        assert work.get("record lead 1") is None
        assert work.get("record lead 2") == {"owner": "bo"}
        assert work.idempotent("key") == Idempotent(b"h", "d1", b"", None)
        assert work.due_timers(NOW, 9) == []
    assert store.erase("lead", "1") == 0


def test_what_the_database_refuses_leaves_nothing(store: Store) -> None:
    with pytest.raises((StoreError, UnicodeError)), store.transaction() as work:  # noqa: PT012
        work.set("pool a", {"turn": 1})
        work.append(decision("d1", "no text: \ud800"))
    assert store.events() == []
    assert store.get("pool a") is None


def test_an_error_never_quotes_what_was_to_be_stored(store: Store) -> None:
    with store.transaction() as work:
        work.append(decision("d1"))
    with pytest.raises(StoreError) as raised, store.transaction() as work:  # noqa: PT012
        event = decision("d2", "ana@private.example")
        work.append(event)
        event.seq = 1
    assert "private" not in "".join(traceback.format_exception(raised.value))


def test_a_reader_sees_what_the_writer_commits(store: Store, url: str) -> None:
    reader = open_store(url, read_only=True)
    try:
        with store.transaction() as work:
            work.append(decision("d1"))
        assert [event.decision_id for event in reader.events()] == ["d1"]
        with pytest.raises(StoreError, match="opened to read only"), reader.transaction():
            pass
    finally:
        reader.close()
