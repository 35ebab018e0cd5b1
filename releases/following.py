"""One of the processes that share a store reads the source; the others follow what it writes down.

Who reads has the lease ``releases``. In the store's state it leaves what came of the last refresh,
so that every process tells the same; and whoever wants a refresh asks for it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import msgspec

from dsl.diagnostics import CellRef, Diagnostic, Span
from history import Lease, Store
from releases.live import Clock, Live
from releases.problems import Problem, Problems
from releases.standing import KEY

LEASE = "releases"
LEASE_SECONDS = 12.0
"""How long a process that died keeps the others from reading; it is renewed after half of it."""

ASK_SECONDS = 3.0
"""Between two tries to get the lease from whoever has it."""

STATUS, ASKED = "release status", "refresh asked"


class Replicas:
    """This process among those that share ``store``; ``holder`` is its name among them.

    One that has the store ``alone`` needs no lease, and only takes over what was there before it.
    ``asked`` is the number of the last
    refresh that any process asked for, ``answered`` of the last one that was done. Its methods
    block, are for one thread at a time, and raise ``StoreError``.
    """

    def __init__(
        self, store: Store, live: Live, clock: Clock, holder: str, *, alone: bool = False
    ) -> None:
        self._lease = Lease(store, LEASE, holder, LEASE_SECONDS, ASK_SECONDS, clock, alone=alone)
        self._alone = alone
        self.asked = self.answered = 0
        self._store = store
        self._live = live
        self._seen: tuple[object, ...] | None = None
        self._followed: tuple[object, ...] | None = None
        self._status: dict[str, Any] = {}

    @property
    def leads(self) -> bool:
        """Whether this process is the one that reads the source."""
        return self._lease.held

    def look(self) -> bool:
        """Keep or try to get the lease; whether there is something to `follow`.

        Who has the store alone only follows who had it before.
        """
        if self._alone and self._followed is not None:
            return False
        self._lease.hold()
        live, found = self._store.glance([KEY, STATUS, ASKED])
        self.asked = found.get(ASKED) or 0
        self._status = found.get(STATUS) or {}
        self._seen = (live, found.get(KEY), None if self.leads else self._status)
        return self._seen != self._followed

    def follow(self) -> None:
        """Take over what is live and held, and from whoever reads the source what it found."""
        seen, status, known = self._seen, self._status, self._live.problems
        self._live.follow(reads=self.leads)
        if self.leads and self._live.problems != known:
            self.tell(0)
        # Who begins to read knows at first what was found before, and how old that is.
        has_read = self.leads and self._live.read is not None
        if status and not has_read and self._live.release is not None:
            read = status["fetched_at"]
            fetched_at = None if read is None else datetime.fromisoformat(read)
            self._live.told(problems_from(status["problems"]), fetched_at)
        # Only now: who waits for an answer goes on with what came of it.
        self.answered = max(self.answered, status.get("answered", 0))
        self._followed = seen

    def ask(self) -> int:
        """Ask whoever reads the source to do it now; the number by which it is answered."""
        with self._store.transaction() as work:
            number: int = (work.get(ASKED) or 0) + 1
            work.set(ASKED, number)
        return number

    def tell(self, answered: int) -> None:
        """Write down what this process found, and which requests for a refresh that answers."""
        read = self._live.fetched_at
        status = {
            "problems": problems_to_json(self._live.problems),
            "fetched_at": None if read is None else read.isoformat(),
        }
        with self._store.transaction() as work:
            before = work.get(STATUS) or {}
            work.set(STATUS, status | {"answered": max(answered, before.get("answered", 0))})
        # Not from the store, where a look that began before may not find it yet.
        self.answered = max(self.answered, answered)

    def leave(self) -> None:
        """Let another process read."""
        self._lease.give_back()


def problems_to_json(problems: Problems) -> dict[str, Any]:
    """The problems as JSON has them."""
    found = msgspec.to_builtins(asdict(problems))
    assert isinstance(found, dict)
    return found


def problems_from(found: Mapping[str, Any]) -> Problems:
    """The problems that `problems_to_json` was given."""
    tables = {name: _all(these) for name, these in found["tables"].items()}
    return Problems(
        source=_all(found["source"]),
        framework=_all(found["framework"]),
        tables=tables,
        release=_all(found["release"]),
        held=frozenset(found["held"]),
        framework_held=found["framework_held"],
    )


def _all(found: list[dict[str, Any]]) -> tuple[Problem, ...]:
    return tuple(
        Problem(_diagnostic(each["diagnostic"]), datetime.fromisoformat(each["since"]))
        for each in found
    )


def _diagnostic(found: dict[str, Any]) -> Diagnostic:
    where = found["where"]
    if where is not None:
        where = Span(**where) if "file" in where else CellRef(**where)
    return Diagnostic(**{**found, "where": where})
