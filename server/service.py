"""What every endpoint of one server shares."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from dsl.diagnostics import as_json
from releases import Clock, Live, Problem, Refresher, Release, utc_text
from server.auth import Gate
from server.ids import Ulids
from server.limits import Bodies
from server.logs import RequestLog
from server.metrics import Tallies
from server.problems import Refused
from server.settings import Settings


def utc_now() -> datetime:
    """The clock of a real server."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Service:
    """The live release, the doors and the counters. ``clock`` gives aware UTC times."""

    settings: Settings
    live: Live
    refresher: Refresher
    gate: Gate
    bodies: Bodies
    clock: Clock = utc_now
    new_id: Callable[[], str] = field(default_factory=Ulids)
    tallies: Tallies = field(default_factory=Tallies)
    request_log: RequestLog | None = None
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

    def stop(self) -> None:
        """Bring what is under way to an end: the process is about to stop."""
        self.stopping.set()
        self.bodies.stop()


def problem_view(problem: Problem) -> dict[str, Any]:
    """A problem as the API shows it (``ProblemView``)."""
    return as_json(problem.diagnostic) | {"since": utc_text(problem.since)}
