"""Google's quota: so many reads and so many writes a minute, for a project and for a user."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from sheets_adapter.emulator.errors import SHEETS, GoogleError, over_quota
from sheets_adapter.emulator.kinds import READS, TOKEN, service_of

_WINDOW = 60.0


@dataclass(slots=True)
class Quota:
    """Requests a minute to the Sheets API. Google's own limits unless others are given."""

    per_user: int = 60
    per_project: int = 300
    _times: dict[str, deque[float]] = field(default_factory=dict)

    def take(self, kind: str, now: float) -> GoogleError | None:
        """Count a request at ``now`` (seconds); the 429 when there were too many in a minute."""
        if kind == TOKEN or service_of(kind) != SHEETS:
            return None
        metric = "Read" if kind in READS else "Write"
        times = self._times.setdefault(metric, deque())
        while times and times[0] <= now - _WINDOW:
            times.popleft()
        for limit, value in (("user", self.per_user), ("project", self.per_project)):
            if len(times) >= value:
                return over_quota(metric, limit, value)
        times.append(now)
        return None
