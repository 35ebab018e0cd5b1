"""What is asked for at each decision and stays as it is for a minute, remembered for that long."""

from __future__ import annotations

from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")

_SECONDS = 60


class Minute(Generic[T]):
    """Gives a dictionary that is empty at the beginning of each minute.

    Shifts, days and changes of the clock begin and end on minutes. May be asked from several
    threads: one that comes late then has a dictionary to itself.
    """

    def __init__(self) -> None:
        self._known: tuple[float, dict[str, T]] = (-1, {})

    def at(self, now: datetime) -> dict[str, T]:
        """That of the minute which ``now`` (aware) is in."""
        minute = now.timestamp() // _SECONDS
        known = self._known
        if known[0] != minute:
            known = self._known = (minute, {})
        return known[1]
