"""A mended text cut into pieces, any of which can be read without the others."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Set

from dsl.recovery.mended import Mended, blank


class Pieces:
    """``whole`` is the text; its pieces are numbered from 0."""

    def __init__(self, text: str) -> None:
        self.whole = Mended(text)
        self._cuts = [0, len(text)]

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

    def only(self, pieces: Set[int]) -> str:
        """The text with every other piece blanked."""
        text = self.whole.text
        bounds = zip(self._cuts, self._cuts[1:], strict=False)
        return "".join(
            text[start:end] if piece in pieces else blank(text[start:end])
            for piece, (start, end) in enumerate(bounds)
        )

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
