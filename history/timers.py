"""What a job, or a whole batch of them, does to the timers: kept aside until it is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from history.entries import Timer


@dataclass(slots=True)
class TimerChanges:
    """Timers that come and go. What is added later stands, what is taken away later goes.

    ``gone`` are ids; ``cancelled`` are a decision and a kind, "" for every kind.
    """

    added: dict[str, Timer] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    cancelled: set[tuple[str, str]] = field(default_factory=set)

    def add(self, timer: Timer) -> None:
        """One more, in the place of one with the same id."""
        self.added[timer.id] = timer

    def drop(self, timer_id: str) -> None:
        """The timer fired."""
        self.added.pop(timer_id, None)
        self.gone.add(timer_id)

    def cancel(self, decision_id: str, kind: str = "") -> None:
        """All timers of a decision, or those of a kind."""
        self.cancelled.add((decision_id, kind))
        for timer in [*self.added.values()]:
            if timer.decision_id == decision_id and kind in ("", timer.kind):
                del self.added[timer.id]

    def over(self, timers: Iterable[Timer]) -> dict[str, Timer]:
        """The timers that there are by id, given those that there were."""
        left = {
            timer.id: timer
            for timer in timers
            if timer.id not in self.gone
            and (timer.decision_id, "") not in self.cancelled
            and (timer.decision_id, timer.kind) not in self.cancelled
        }
        return left | self.added

    def then(self, later: TimerChanges) -> None:
        """Take in what was done after these."""
        for decision_id, kind in later.cancelled:
            self.cancel(decision_id, kind)
        for timer_id in later.gone:
            self.drop(timer_id)
        self.added.update(later.added)
