"""What happens by itself once its time has come."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

import msgspec

from dsl.decision import timestamp
from history.deadlines import CLAIM
from history.deciding import Ruling
from history.entries import Timer
from history.errors import StoreError
from history.journal import Erased, Journal
from history.lifecycle.reroutes import Reroute, again
from history.lifecycle.situation import Conflict, Situation, Unknown, situation
from history.work import Work

_BY = "timer"


class TimerFailed(Exception):
    """A timer could not do its work; ``__cause__`` says why. It is still there."""

    def __init__(self, timer: Timer) -> None:
        super().__init__(f"the timer {timer.id} failed")
        self.timer = timer


def due(
    work: Work,
    journal: Journal,
    ruling: Ruling,
    now: datetime,
    new_id: Callable[[], str],
    limit: int = 100,
    passed_over: Collection[str] = (),
) -> int:
    """Let the timers that are due do their work, each once across all processes; how many did.

    ``passed_over`` are the ids of timers to leave alone. Raises `TimerFailed`, and then none of
    them has done anything.
    """
    timers = work.due_timers(now, limit + len(passed_over))
    ready = [timer for timer in timers if timer.id not in passed_over][:limit]
    for timer in ready:
        try:
            _fire(work, journal, ruling, timer, now, new_id)
        except StoreError:
            raise
        except Exception as error:
            raise TimerFailed(timer) from error
    return len(ready)


def _fire(
    work: Work,
    journal: Journal,
    ruling: Ruling,
    timer: Timer,
    now: datetime,
    new_id: Callable[[], str],
) -> None:
    work.fire(timer)
    try:
        found = situation(work, journal, timer.decision_id)
    except (Unknown, Erased):
        return
    if found.latest != timer.decision_id or not found.known["open"]:
        return  # another timer of this moment has ended it
    event = "unclaimed" if timer.kind == CLAIM else "sla_breach"
    wanted = Reroute(ruling, timer.decision_id, event, new_id(), now, _BY)
    try:
        if timer.kind == CLAIM:
            _unclaimed(found, journal, wanted, timer)
        else:
            _breach(found, journal, wanted, timer)
    except Conflict:
        return  # its record type is no longer there, so it stays with whom it is


def _breach(found: Situation, journal: Journal, wanted: Reroute, timer: Timer) -> None:
    """A deadline has passed: somebody else gets the record."""
    owner = found.known["owner"]
    data = {
        "sla": msgspec.json.decode(timer.body)["sla"],
        "due": timestamp(timer.due),
        "assigned_to": owner,
    }
    found.log("sla_breach", wanted.now, data, owner or "")
    again(found, journal, wanted)


def _unclaimed(found: Situation, journal: Journal, wanted: Reroute, timer: Timer) -> None:
    """Nobody claimed the record in time: it goes on to whoever stands behind the pool."""
    if found.known["owner"] is not None:
        return
    pool: str = found.document["assigned_to"]
    found.log("unclaimed", wanted.now, {"pool": pool, "due": timestamp(timer.due)})
    again(found, journal, wanted, (*found.asked.unclaimed, pool))
