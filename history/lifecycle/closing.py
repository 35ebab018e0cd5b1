"""Ending what is under way with a record, before what is known of it is erased."""

from __future__ import annotations

from assignment.record import let_go
from assignment.state import State, record_key
from history.work import Work


def close(work: Work, record_type: str, record_id: str) -> None:
    """The record counts as open, and as claimed, for nobody any longer."""
    key = record_key(record_type, record_id)
    state = State(work.get)
    known = state.get(key)
    if known is None or not known["open"]:
        return
    let_go(state, known)
    state.set(key, known | {"open": False})
    for name, value in state.writes.items():
        work.set(name, value)
