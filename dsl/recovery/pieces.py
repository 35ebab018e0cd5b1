"""A mended text cut into pieces, any of which can be read without the others."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace

from dsl.recovery.here import Finding
from dsl.recovery.mended import Mended


@dataclass(frozen=True, slots=True)
class Probe:
    """Some pieces of a text, one after another; ``starts`` has where each begins, here and there.

    ``closing`` is where the brace that closes the frame begins, if it is among them.
    """

    text: str
    starts: tuple[tuple[int, int], ...]
    closing: int

    def in_whole(self, finding: Finding) -> Finding:
        """The finding at the offsets of the whole text."""
        cut = tuple(map(self._offset, finding.replaced))
        return replace(
            finding,
            start=self._offset(finding.start),
            end=self._offset(finding.start) + finding.end - finding.start,
            cut=(cut[0], cut[0] + finding.replaced[1] - finding.replaced[0]),
        )

    def _offset(self, at: int) -> int:
        piece = bisect_right(self.starts, at, key=lambda start: start[0]) - 1
        if at == self.closing and piece > 0:
            piece -= 1  # what comes before the brace belongs to what the brace closes
        here, there = self.starts[piece]
        return at - here + there


class Pieces:
    """``whole`` is the text; its pieces are numbered from 0."""

    def __init__(self, text: Mended) -> None:
        self.whole = text
        self._cuts = [0, len(text.text)]

    @property
    def count(self) -> int:
        """How many pieces there are."""
        return len(self._cuts) - 1

    def cut_at(self, offsets: Iterable[int]) -> None:
        """Cut the text anew."""
        self._cuts = sorted({0, *offsets, len(self.whole.text)})

    def at(self, offset: int) -> int:
        """The piece that begins at, or holds, an offset."""
        return bisect_right(self._cuts, offset, hi=self.count) - 1

    def only(self, pieces: Set[int], closing: int | None = None) -> Probe:
        """Some of the pieces; ``closing`` is the one with the brace that closes the others."""
        texts: list[str] = []
        starts: list[tuple[int, int]] = []
        length, brace = 0, -1
        for piece in sorted(pieces):
            start, end = self._cuts[piece], self._cuts[piece + 1]
            if texts and piece - 1 not in pieces:
                texts.append("\n")  # what begins a line still does without what stood before
                length += 1
            texts.append(self.whole.text[start:end])
            starts.append((length, start))
            brace = length if piece == closing else brace
            length += end - start
        return Probe("".join(texts), tuple(starts), brace)

    def replace(self, start: int, end: int, by: str, pieces: Set[int]) -> None:
        """Put a text in place of a range, which lies in, or at the end of, one of some pieces."""
        piece = next(
            piece
            for piece in sorted(pieces)
            if self._cuts[piece] <= start <= end <= self._cuts[piece + 1]
        )
        grown = len(by) - (end - start)
        self.whole = self.whole.replaced(start, end, by)
        self._cuts[piece + 1 :] = [cut + grown for cut in self._cuts[piece + 1 :]]

    def blank(self, piece: int) -> str:
        """Leave a piece out of the text; what it was."""
        start, end = self._cuts[piece], self._cuts[piece + 1]
        was = self.whole.text[start:end]
        self.whole = self.whole.blanked(start, end)
        return was
