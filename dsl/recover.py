"""Taking a text with syntax errors apart, so that one error hides no other.

Newlines mean nothing to the grammar, but people write one declaration after another, each from the
first column, and one item a line. Recovery leans on that and only on a text that failed to parse:
each declaration is tried alone; inside a broken one, the item with the error is blanked and the
rest tried again. (Panic-mode recovery; Aho, Lam, Sethi, Ullman, "Compilers", 4.1.4, with the
layout as synchronising tokens.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from dsl.diagnostics import Diagnostic, Span

_MOST_ERRORS_IN_ONE = 20

# A quoted text, a comment, a brace, a word: all that matters for finding where declarations begin.
_PIECES = re.compile(r'"(?:\\.|[^"\\\n])*"?|#[^\n]*|[{}]|[A-Za-z_]\w*')
# Words that may continue a declaration on a line of its own, from the first column.
_CONTINUES = {"when", "within", "on", "time", "zone", "business", "from", "by", "in", "and", "or"}
_BEGINS = re.compile(r"(?:framework|record|table|assume|sla|route)[ \t]+[A-Za-z_]|roster[ \t]*\{")
_ITEM_STARTS = re.compile(r'[ \t]*(?:"|(?!(?:by|when|and|or|from|in|not|as)\b)[A-Za-z_]|\})')
_ROUTE_ITEM_STARTS = re.compile(r'[ \t]*(?:"|(?:otherwise|group|route)\b|[A-Za-z_]\w*[ \t]*->|\})')


@dataclass(slots=True)
class Broken:
    """A declaration with errors: what they are, and the words of what could not be read."""

    problems: list[Diagnostic] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


def recover(text: str, attempt: Callable[[str], Diagnostic | None]) -> Iterator[Broken]:
    """Try each declaration of ``text``; yield what was wrong with each broken one.

    ``attempt`` parses a piece (the text with everything else blanked, so that places stay true)
    and returns its first error; it keeps what it could read.
    """
    starts = [*_declaration_starts(text), len(text)]
    for start, end in zip(starts, starts[1:], strict=False):
        piece = _blank(text[:start]) + text[start:end] + _blank(text[end:])
        broken = Broken()
        seen: set[str] = set()
        while (problem := attempt(piece)) is not None:
            if str(problem) not in seen:
                broken.problems.append(problem)
            seen.add(str(problem))
            smaller = _without_item(piece, problem)
            if smaller is None or len(broken.problems) >= _MOST_ERRORS_IN_ONE:
                broken.names |= _words(text[start:end])
                break
            broken.names |= _words(_difference(piece, smaller))
            piece = smaller
        if broken.problems:
            yield broken


def _declaration_starts(text: str) -> Iterator[int]:
    depth = 0
    found = False
    for piece in _PIECES.finditer(text):
        at, token = piece.start(), piece[0]
        if token == "{":
            depth += 1
        elif token == "}":
            depth = max(0, depth - 1)
        elif token[0] in '"#' or (at > 0 and text[at - 1] != "\n"):
            continue
        elif (depth == 0 and token not in _CONTINUES) or _BEGINS.match(text, at):
            depth = 0
            yield at if found else 0
            found = True
    if not found:
        yield 0


def _without_item(piece: str, problem: Diagnostic) -> str | None:
    """``piece`` with the item blanked that the problem stands in, or None when that is no help."""
    assert isinstance(problem.where, Span)
    lines = piece.split("\n")
    written = [number for number, line in enumerate(lines) if line.strip()]
    if not written:
        return None
    starts = _ROUTE_ITEM_STARTS if lines[written[0]].startswith("route") else _ITEM_STARTS
    first = min(problem.where.line - 1, written[-1])
    while first > written[0] and not starts.match(lines[first]):
        first -= 1
    if first == written[0]:
        return None  # the header line itself: nothing of the declaration would be left
    last = first
    while last + 1 < len(lines) and not starts.match(lines[last + 1]) and lines[last + 1].strip():
        last += 1
    item = "\n".join(lines[first : last + 1])
    outside_strings = re.sub(r'"(?:\\.|[^"\\\n])*"?|#[^\n]*', "", item)
    if outside_strings.count("{") != outside_strings.count("}"):
        return None  # blanking half of a block would only make new errors
    lines[first : last + 1] = [_blank(line) for line in lines[first : last + 1]]
    return "\n".join(lines)


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _difference(piece: str, smaller: str) -> str:
    pairs = zip(piece, smaller, strict=True)
    return "".join([old if old != new else " " for old, new in pairs])


def _words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_]\w*", text))
