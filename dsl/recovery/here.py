"""Where the reader stumbled: what stands around it, and what could have stood there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from dsl.recovery.layout import without_comments

_TOKENS = re.compile(
    r'(?P<string>"(?:\\["\\]|[^"\\\n])*")'
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"|(?P<duration>[0-9]+[mhdw]\b)"
    r"|(?P<number>-?[0-9][0-9_]*(?:\.[0-9]+)?)"
    r"|(?P<sign>->|\.\.|!=|<=|>=|[={}(),<>])"
    r"|(?P<other>\S)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text; ``kind`` is string, word, date, duration, number, sign or other."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with ``text[start:end]``, and what to do.

    ``mend`` is what to put in place of ``text[cut[0]:cut[1]]`` (of the same range, when there is no
    ``cut``) to read on; None when that cannot be known.
    """

    start: int
    end: int
    message: str
    help: str
    mend: str | None = None
    cut: tuple[int, int] | None = None

    @property
    def replaced(self) -> tuple[int, int]:
        """The range that ``mend`` takes the place of."""
        return self.cut or (self.start, self.end)


@dataclass(frozen=True)
class Here:
    """An error of the parser at ``text[at:end]``.

    ``accepts`` names the terminals that could have stood there; ``unreadable`` tells that no
    terminal begins so at all.
    """

    text: str
    at: int
    end: int
    accepts: frozenset[str]
    unreadable: bool
    error_in: Callable[[str], UnexpectedInput | None]

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Every piece of the text."""
        found = _TOKENS.finditer(without_comments(self.text))
        return tuple(Token(t.lastgroup or "", t[0], t.start(), t.end()) for t in found)

    @cached_property
    def before(self) -> tuple[Token, ...]:
        """The pieces before the error, the nearest last."""
        return tuple(token for token in self.tokens if token.end <= self.at)

    @cached_property
    def after(self) -> tuple[Token, ...]:
        """The pieces from the error on."""
        return tuple(token for token in self.tokens if token.end > self.at)

    @property
    def found(self) -> Token | None:
        """The piece at the error; None at the end of the text."""
        return self.after[0] if self.after else None

    @property
    def word(self) -> Token | None:
        """The word at the error, if it is one."""
        return self.found if self.found is not None and self.found.kind == "word" else None

    @property
    def last(self) -> Token | None:
        """The piece before the error."""
        return self.before[-1] if self.before else None

    @property
    def kind(self) -> str:
        """The first word: what is declared."""
        return self.tokens[0].text if self.tokens else ""

    @property
    def item(self) -> tuple[Token, ...]:
        """The pieces before the error, from the last brace on."""
        at = max((i for i, t in enumerate(self.before) if t.text in "{}"), default=-1)
        return self.before[at + 1 :]

    @property
    def ends(self) -> bool:
        """Whether what is being read should have ended here: at a closing brace or the end."""
        return self.found is None or self.found.text == "}"

    @property
    def begins_line(self) -> bool:
        """Whether the piece at the error is the first on its line."""
        return self.found is not None and self.leads(self.found)

    def leads(self, token: Token) -> bool:
        """Whether a piece is the first on its line."""
        return not self.text[self.text.rfind("\n", 0, token.start) + 1 : token.start].strip()

    def gets_on(self, start: int, end: int, by: str) -> bool:
        """Whether the parser gets past the error when ``by`` takes the place of a range."""
        mended = self.text[:start] + by + self.text[end:]
        error = self.error_in(mended)
        if error is None:
            return True
        reached = where(error, mended, self.error_in).at
        return reached >= self.end + len(by) - (end - start)

    def is_whole(self, start: int, end: int, by: str) -> bool:
        """Whether no error is left when ``by`` takes the place of a range."""
        return self.error_in(self.text[:start] + by + self.text[end:]) is None


def where(
    error: UnexpectedInput, text: str, error_in: Callable[[str], UnexpectedInput | None]
) -> Here:
    """The surroundings of an error; ``error_in`` gives the first error in a text, or None."""
    at, end, unreadable = len(text), len(text), False
    if isinstance(error, UnexpectedCharacters):
        position: Any = error.pos_in_stream
        at, end, unreadable = position, position + 1, True
    elif isinstance(error, UnexpectedToken) and error.token.type != "$END":
        at = error.token.start_pos or 0
        end = at + len(error.token)
    return Here(text, at, end, _accepts(error), unreadable, error_in)


def _accepts(error: UnexpectedInput) -> frozenset[str]:
    parser: Any = error.interactive_parser
    return frozenset(parser.accepts() - {"COMMENT", "SPACE", "$END"})
