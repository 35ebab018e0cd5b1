"""What a decision read is what its replay reads."""

from __future__ import annotations

from assignment.state import State, record_key


def test_reads_are_kept_as_they_were() -> None:
    state = State({"pool west": {"members": {"ana": [1, 2]}}, "rep ana": None}.get)
    state.set("pool west", state.get("pool west") | {"turn": 1})
    assert state.get("rep ana") is None
    assert state.get("nothing") is None
    assert state.reads == {
        "pool west": {"members": {"ana": [1, 2]}},
        "rep ana": None,
        "nothing": None,
    }
    assert state.get("pool west") == {"members": {"ana": [1, 2]}, "turn": 1}


def test_each_key_is_read_once() -> None:
    asked: list[str] = []
    state = State(asked.append)
    for _ in range(2):
        state.get("rep ana")
    assert asked == ["rep ana"]


def test_what_was_set_is_what_is_got() -> None:
    state = State({"a": 1}.get)
    state.set("a", {"n": [2]})
    state.set("b", "new")
    assert (state.get("a"), state.get("b")) == ({"n": [2]}, "new")
    assert state.writes == {"a": {"n": [2]}, "b": "new"}
    assert state.reads == {}


def test_the_key_of_a_record() -> None:
    assert record_key("lead", "00Q 1") == "record lead 00Q 1"
