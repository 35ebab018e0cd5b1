"""Cutting a stream of bytes into numbered lines, none of them longer than a limit."""

from __future__ import annotations


class Lines:
    """Feed it bytes as they come; it gives back the lines they complete.

    A line is its number, counted from 1, and its bytes without the line break, or ``None`` in place
    of the bytes when it is longer than ``limit``. Blank lines are counted and left out.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.number = 1
        """The number of the line that is being read."""
        self._partial = bytearray()
        self._too_long = False

    def feed(self, data: bytes) -> list[tuple[int, bytes | None]]:
        """The lines that end in ``data``."""
        *ended, rest = data.split(b"\n")
        found: list[tuple[int, bytes | None]] = []
        for part in ended:
            self._add(part)
            found += self._take()
        self._add(rest)
        return found

    def end(self) -> list[tuple[int, bytes | None]]:
        """The last line, which needs no line break."""
        return self._take()

    def _add(self, part: bytes) -> None:
        if self._too_long or len(self._partial) + len(part) > self.limit:
            self._too_long = True
            self._partial.clear()
        else:
            self._partial += part

    def _take(self) -> list[tuple[int, bytes | None]]:
        number, line, too_long = self.number, bytes(self._partial), self._too_long
        self.number += 1
        self._partial.clear()
        self._too_long = False
        if too_long:
            return [(number, None)]
        return [(number, line)] if line.strip() else []
