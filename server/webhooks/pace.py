"""When to send, when to send again, and when to give an event up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True)
class Pace:
    """All of it in seconds.

    The log is looked at every ``poll``. Who has the lease has it for ``lease``, which is more than
    twice as long as the ``timeout`` of a request, so that it does not run out during one; others
    ask for it every ``ask``. The cursor is stored at most every ``save``: after a crash, what was
    sent since then is sent again. A stop waits ``grace`` for requests under way.

    Waits after failures double from ``first_wait`` to ``longest_wait``; an endpoint may ask for
    ``longest_asked``. Events older than ``give_up`` are passed over, once sending has failed.
    """

    poll: float = 1.0
    lease: float = 60.0
    ask: float = 10.0
    timeout: float = 15.0
    save: float = 1.0
    grace: float = 2.0
    first_wait: float = 2.0
    longest_wait: float = 3_600.0
    longest_asked: float = 86_400.0
    give_up: float = 3 * 86_400.0

    def wait(
        self,
        failures: int,
        headers: Mapping[str, str],
        now: datetime,
        chance: Callable[[], float],
    ) -> timedelta:
        """How long to wait after so many failures in a row, the last one answered like this.

        A quarter more or less, by ``chance`` (0 to 1), keeps replicas and endpoints apart. An
        endpoint's ``Retry-After`` makes it longer, never shorter.
        """
        doubled = self.first_wait * 2.0 ** min(failures - 1, 30)
        ours = min(doubled, self.longest_wait) * (0.75 + 0.5 * chance())
        asked = min(_retry_after(headers.get("retry-after", ""), now), self.longest_asked)
        return timedelta(seconds=max(ours, asked))


def _retry_after(text: str, now: datetime) -> float:
    """The seconds of a ``Retry-After``, which is a number or a date (RFC 9110); 0 without one."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        then = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return (then - now).total_seconds()
