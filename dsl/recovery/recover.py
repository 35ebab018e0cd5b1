"""Declaration by declaration, item by item: read, tell, mend, read on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from typing import Generic, TypeVar

from lark.exceptions import UnexpectedInput

from dsl.diagnostics import Diagnostic
from dsl.recovery import layout
from dsl.recovery.describe import describe
from dsl.recovery.here import Finding, where
from dsl.recovery.mended import Mended
from dsl.recovery.pieces import Pieces
from dsl.recovery.slips.words import KEYWORDS

Read = TypeVar("Read")

_BRACE_TWICE = re.compile(r"\{\s*\{")
_MOST_IN_ONE_ITEM = 10
# Heads to read the items of a block under when its own cannot be read.
_STAND_INS = {
    "record": "record r {",
    "roster": "roster {",
    "route": "route r {",
    "table": 'table t from "t" {',
}


@dataclass(slots=True)
class Recovered(Generic[Read]):
    """What could be read of a declaration, what is wrong with it, and the words that were lost."""

    read: Read | None
    problems: list[Diagnostic] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)


def recover(
    text: str, file: str, read: Callable[[Mended], Read], check: Callable[[str], object]
) -> Iterator[Recovered[Read]]:
    """Each declaration of a text in turn.

    ``read`` parses a text in which a single declaration is left, on its own lines; ``check`` does
    so without making anything of it. Both raise ``UnexpectedInput``.
    """
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    text = text.replace("\r", " ")
    first_line, counted = 1, 0
    for start, end in layout.declarations(text):
        first_line += text.count("\n", counted, start)
        counted = start
        column = start - (text.rfind("\n", 0, start) + 1)
        piece = Mended(" " * column + text[start:end], first_line)
        yield _Declaration(piece, lines, file, check).recovered(read)


class _Declaration:
    """One declaration; ``pieces`` is its text as far as it is mended."""

    def __init__(
        self, piece: Mended, lines: Sequence[str], file: str, check: Callable[[str], object]
    ) -> None:
        self._pieces = Pieces(piece)
        self._lines = lines
        self._file = file
        self._words = _words(piece.text)
        self._found: list[Diagnostic] = []
        self._unread: set[str] = set()

        @cache
        def first_error(text: str) -> UnexpectedInput | None:
            try:
                check(text)
            except UnexpectedInput as error:
                return error
            return None

        self._first_error = first_error

    def recovered(self, read: Callable[[Mended], Read]) -> Recovered[Read]:
        """Read it, mended where that was needed."""
        if self._first_error(self._text) is None:
            return Recovered(read(self._pieces.whole))
        self._mend_braces()
        if has_head := self._mend_head():
            self._mend_items()
            self._mend_whole()
        elif self._stand_in_for_head():
            self._mend_items()
        found = sorted(self._found, key=_place)
        if not has_head or self._first_error(self._text) is not None:
            return Recovered(None, found, self._words)
        if self._unread:
            self._unread |= _words(self._text[slice(*layout.head(self._text))]) - set(KEYWORDS)
        return Recovered(read(self._pieces.whole), found, self._unread)

    @property
    def _text(self) -> str:
        return self._pieces.whole.text

    def _mend_braces(self) -> None:
        text = self._text
        start, end = layout.head(text)
        if layout.opens_block(text) and not text[:end].endswith("{"):
            message = f"`{text[start:end]}` has no `{{` after it"
            self._mend(Finding(start, end, message, "Write `{`", " {", (end, end)))
        for _ in range(_MOST_IN_ONE_ITEM):
            text = self._text
            if twice := _BRACE_TWICE.search(layout.without_comments(text)):
                start = twice.end() - 1
                message = "`{` does not belong here"
                self._mend(Finding(start, start + 1, message, "Leave it out", " "))
            elif open_one := layout.unclosed(text):
                brace, end = open_one
                start = _first_word(text, text.rfind("\n", 0, brace.at) + 1)
                message = f"`{text[start : brace.at + 1]}` is never closed"
                help_, cut = "Write `}` where it ends", (end, end)
                self._mend(Finding(start, brace.at + 1, message, help_, " }", cut))
            elif group := layout.group_without_brace(text):
                start, end = group
                message = f"`{text[start:end]}` has no `{{` after it"
                self._mend(Finding(start, end, message, "Write `{`", " {", (end, end)))
            elif extra := next((b for b in layout.braces(text) if b.match is None), None):
                message = "`}` closes nothing"
                self._mend(Finding(extra.at, extra.at + 1, message, "Leave it out", " "))
            else:
                break

    def _mend_head(self) -> bool:
        """Whether the head of the declaration (all of it, when it has no block) can be read."""
        body = layout.body(self._text)
        if body is None:
            self._pieces.cut_at([])
            return self._mend_item({0}, set(), None)
        start, end = body
        self._pieces.cut_at([start, end, end + 1])
        return self._mend_item({0, 2}, set(), 2, blanking=False)

    def _stand_in_for_head(self) -> bool:
        """Give the block a head that can be read, when it is known of what kind it is."""
        start, end = layout.head(self._text)
        head = self._text[start:end]
        stand_in = _STAND_INS.get(head.partition(" ")[0])
        if stand_in is None or "\n" in head or layout.body(self._text) is None:
            return False
        self._pieces.replace(start, end, stand_in, {0})
        return True

    def _mend_items(self) -> None:
        body = layout.body(self._text)
        if body is None:
            return
        start, end = body
        items = layout.items(self._text, start, end)
        ranges = [bounds for item in items for bounds in item]
        self._pieces.cut_at([start, end, end + 1, *(at for bounds in ranges for at in bounds)])
        inside = [{self._pieces.at(bounds[0]) for bounds in item} for item in items]
        closing = self._pieces.at(end)
        self._mend_each(inside, closing)
        if closing + 1 < self._pieces.count:  # a file may end with the brace itself
            self._mend_item({closing + 1}, set(), None)

    def _mend_each(self, items: Sequence[Set[int]], closing: int) -> None:
        """Mend items by themselves, but for those that are right among others."""
        if not items:
            return
        together = self._pieces.only({0, closing}.union(*items), closing)
        if self._first_error(together.text) is None:
            return
        if len(items) == 1:
            self._mend_item(items[0], {0, closing}, closing)
            return
        half = len(items) // 2
        self._mend_each(items[:half], closing)
        self._mend_each(items[half:], closing)

    def _mend_item(
        self, item: Set[int], frame: Set[int], closing: int | None, blanking: bool = True
    ) -> bool:
        """Tell and mend the errors of some pieces, read without the others but for a frame.

        Whether they could all be mended; blanks the pieces otherwise.
        """
        mended_at = -1
        for _ in range(_MOST_IN_ONE_ITEM):
            probe = self._pieces.only(item | frame, closing)
            error = self._first_error(probe.text)
            if error is None:
                return True
            finding = self._describe(probe.text, error)
            if finding.start < mended_at:
                break  # What was mended did not help: this may be no more than what it caused.
            if finding.mend is None:
                self._tell(probe.in_whole(finding))
                break
            self._mend(probe.in_whole(finding), item | frame)
            mended_at = finding.replaced[0] + len(finding.mend)
        if blanking:
            for piece in item:
                self._unread |= _words(self._pieces.blank(piece))
        return False

    def _mend_whole(self) -> None:
        """Errors that show only when the items stand together."""
        for _ in range(_MOST_IN_ONE_ITEM):
            error = self._first_error(self._text)
            if error is None:
                return
            finding = self._describe(self._text, error)
            self._tell(finding)
            item = self._pieces.at(finding.start)
            if not 0 < item < self._pieces.count - 1:
                return
            self._unread |= _words(self._pieces.blank(item))

    def _describe(self, text: str, error: UnexpectedInput) -> Finding:
        return describe(where(error, text, self._first_error))

    def _tell(self, finding: Finding) -> None:
        span = self._pieces.whole.span(finding.start, finding.end, self._file)
        excerpt = self._lines[span.line - 1] if span.line <= len(self._lines) else ""
        problem = Diagnostic("syntax", "error", finding.message, finding.help, span, excerpt)
        if problem not in self._found:
            self._found.append(problem)

    def _mend(self, finding: Finding, pieces: Set[int] = frozenset({0})) -> None:
        assert finding.mend is not None
        self._tell(finding)
        self._pieces.replace(*finding.replaced, finding.mend, pieces)


def _first_word(text: str, at: int) -> int:
    return at + len(text[at:]) - len(text[at:].lstrip())


def _place(problem: Diagnostic) -> tuple[int, int]:
    return (getattr(problem.where, "line", 0), getattr(problem.where, "column", 0))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_]\w*", text))
