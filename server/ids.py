"""Names that nothing else has: those of processes, and decision ids.

Decision ids are ULIDs (https://github.com/ulid/spec), in order within a process: 26 characters of
Crockford's base 32: 48 bits of milliseconds, then 80 random bits that count up within one
millisecond.
"""

from __future__ import annotations

import os
import random
import socket
import time
from collections.abc import Callable

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_LAST = (1 << 80) - 1


def process_name() -> str:
    """What this process is called among those that share a database; no two are called alike."""
    return f"{socket.gethostname()} {os.getpid()} {random.getrandbits(32):08x}"


def _encoded(number: int, characters: int) -> str:
    """``number`` in base 32, two characters at a time, to an even number of characters."""
    pairs = []
    for _ in range(characters // 2):
        number, low = divmod(number, 1024)
        pairs.append(_PAIRS[low])
    return "".join(reversed(pairs))


class Ulids:
    """Makes ids. ``milliseconds`` and ``entropy`` are the clock and the dice.

    A clock that stands still or goes back gives ids that count up from the last one.
    """

    def __init__(
        self,
        milliseconds: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        entropy: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._milliseconds = milliseconds
        self._entropy = entropy
        self._at = -1
        self._count = 0
        self._time_text = ""
        self._high_text = ""
        self._high = -1

    def __call__(self) -> str:
        """The next id."""
        now = self._milliseconds()
        if now > self._at:
            self._begin(now)
        elif self._count == _LAST:
            self._begin(self._at + 1)
        else:
            self._count += 1
        high, low = divmod(self._count, 1 << 20)
        if high != self._high:
            self._high, self._high_text = high, _encoded(high, 12)
        return self._time_text + self._high_text + _PAIRS[low >> 10] + _PAIRS[low & 1023]

    def _begin(self, at: int) -> None:
        self._at = at
        self._time_text = _encoded(at, 10)
        self._count = int.from_bytes(self._entropy(10), "big")
