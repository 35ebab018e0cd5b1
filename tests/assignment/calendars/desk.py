"""Reps with calendars, and a clock that stands until it is put forward."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from assignment.calendars import Calendars
from assignment.outgoing import Outgoing
from dsl.roster.people import Rep
from tests.assignment.calendars.texts import meeting
from tests.assignment.web import Reply

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MEETING = meeting("20261123T130000Z", "20261123T140000Z")
TOLD = [["2026-11-23T13:00:00+00:00", "2026-11-23T14:00:00+00:00"]]


def rep(name: str, calendar: str, zone: str | None = None, *, active: bool = True) -> Rep:
    return Rep(
        f"{name}@a.example",
        name,
        active,
        calendar=calendar,
        time_zone=ZoneInfo(zone) if zone else None,
    )


class Desk:
    """Calendars with a clock that stands until it is put forward."""

    def __init__(self, *reps: Rep, folder: Path, timeout: float = 10, **more: Path) -> None:
        self.now = NOON
        self.reps = list(reps)
        self.outgoing = Outgoing(private=True)
        self.calendars = Calendars(
            lambda: self.reps,
            self.outgoing,
            folder,
            roots=list(more.values()),
            timeout=timeout,
            clock=lambda: self.now,
            chance=lambda: 0.5,
        )

    async def later(self, minutes: float = 5) -> None:
        self.now += timedelta(minutes=minutes)
        await self.calendars.refresh()

    def busy(self, name: str = "ann") -> list[list[str]]:
        return self.calendars.busy(f"{name}@a.example")

    def reasons(self) -> dict[str, str]:
        return {found.rep.split("@")[0]: found.reason for found in self.calendars.problems()}

    def run(self, scenario: Callable[[], Awaitable[None]]) -> None:
        async def whole() -> None:
            try:
                await self.calendars.refresh()
                await scenario()
            finally:
                await self.calendars.close()
                await self.outgoing.close()

        asyncio.run(asyncio.wait_for(whole(), 60))


def serving(text: str | bytes, **headers: str) -> Reply:
    body = text if isinstance(text, bytes) else text.encode()
    return Reply(body, headers={name.replace("_", "-"): it for name, it in headers.items()})
