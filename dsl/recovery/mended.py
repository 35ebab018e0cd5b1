"""A text with some of its words replaced, that still knows where everything stood before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from dsl.diagnostics import Span


@dataclass(frozen=True, slots=True)
class Mended:
    """``columns`` has, for each line that was changed, the old column of each of its columns.

    Lines and columns are 1-based; lines are never added or taken away. ``first_line`` is the number
    of the first line in the file.
    """

    text: str
    first_line: int = 1
    columns: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def replaced(self, start: int, end: int, by: str) -> Mended:
        """The text with ``text[start:end]`` replaced; both must stand on one line."""
        line, at = self._place(start)
        begin = self.text.rfind("\n", 0, start) + 1
        finish = self.text.find("\n", start)
        length = (len(self.text) if finish < 0 else finish) - begin
        old = self.columns.get(line) or tuple(range(1, length + 2))
        first, after = at - 1, end - begin
        middle = tuple(min(old[first] + i, old[after]) for i in range(len(by)))
        changed = old[:first] + middle + old[after:]
        text = self.text[:start] + by + self.text[end:]
        return Mended(text, self.first_line, {**self.columns, line: changed})

    def blanked(self, start: int, end: int) -> Mended:
        """The text with spaces in place of ``text[start:end]``; line ends stay."""
        text = self.text[:start] + blank(self.text[start:end]) + self.text[end:]
        return Mended(text, self.first_line, self.columns)

    def span(self, start: int, end: int, file: str) -> Span:
        """Where ``text[start:end]`` stood in the text before it was mended."""
        return Span(file, *self.before(*self._place(start)), *self.before(*self._place(end)))

    def before(self, line: int, column: int) -> tuple[int, int]:
        """The line in the file, and the old column, of a place in the text."""
        old = self.columns.get(line)
        return line + self.first_line - 1, old[column - 1] if old else column

    def _place(self, offset: int) -> tuple[int, int]:
        line = self.text.count("\n", 0, offset) + 1
        return line, offset - self.text.rfind("\n", 0, offset)


def blank(text: str) -> str:
    """As many spaces, with line ends where there were any."""
    return re.sub(r"[^\n]", " ", text)
