"""What every endpoint of one server shares."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from assignment.calendars import Calendars
from dsl.diagnostics import as_json
from history import Store
from history.journal import Journal
from releases import Clock, Live, Problem, Refresher, Release, utc_text
from releases.draft import Draft
from releases.telling import Telling
from server.auth import Gate
from server.ids import Ulids
from server.limits import Bodies
from server.logs import RequestLog
from server.metrics import Tallies
from server.problems import Refused
from server.settings import Settings
from sheets_adapter.google import Access

if TYPE_CHECKING:  # it shows events as the endpoints do, which stand on this
    from server.webhooks import Webhooks


def utc_now() -> datetime:
    """The clock of a real server."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Service:
    """The live release, the doors and the counters. ``clock`` gives aware UTC times.

    Without a ``store`` and its ``journal`` nothing is logged, and pools are not gone into.
    """

    settings: Settings
    live: Live
    refresher: Refresher
    gate: Gate
    bodies: Bodies
    clock: Clock = utc_now
    new_id: Callable[[], str] = field(default_factory=Ulids)
    tallies: Tallies = field(default_factory=Tallies)
    request_log: RequestLog | None = None
    store: Store | None = None
    journal: Journal | None = None
    calendars: Calendars | None = None
    webhooks: Webhooks | None = None
    telling: Telling | None = None
    draft: Draft | None = None
    access: Access | None = None
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> Release:
        """The release that is live. Raises `Refused` (503) when there is none yet."""
        release = self.live.release
        if release is None:
            errors = self.live.problems.errors()
            first = f": {errors[0].diagnostic}" if errors else ""
            detail = f"no table set has been read without errors{first}"
            raise Refused("not-ready", detail, headers={"Retry-After": "5"})
        return release

    def age_seconds(self) -> int | None:
        """How long ago the tables were last read in full."""
        fetched = self.live.fetched_at
        return None if fetched is None else max(0, int((self.clock() - fetched).total_seconds()))

    def count(self, method: str, path: str, status: int, seconds: float) -> None:
        """Note an answered request; ``path`` is the address as the API describes it."""
        self.tallies.request(method, path, status, seconds)
        if self.request_log is not None:
            self.request_log.add(method, path, status, seconds)

    def wake(self) -> None:
        """Events were committed: those who wait for them go on. To be called in the event loop."""
        if self.webhooks is not None:
            self.webhooks.wake()

    def stop(self) -> None:
        """Bring what is under way to an end: the process is about to stop."""
        self.stopping.set()
        self.bodies.stop()

    def give_up(self) -> None:
        """Wait for no spreadsheet service any longer: its calls under way fail at once."""
        if self.access is not None:
            self.access.calls.give_up()

    def close(self) -> None:
        """Finish what is to be logged, and let go of the store. It blocks for as long."""
        if self.journal is not None:
            self.journal.commit.close()
        if self.store is not None:
            self.store.close()


def problem_view(problem: Problem) -> dict[str, Any]:
    """A problem as the API shows it (``ProblemView``)."""
    return as_json(problem.diagnostic) | {"since": utc_text(problem.since)}
