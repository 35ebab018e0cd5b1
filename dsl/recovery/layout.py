"""How a framework is laid out on its lines: declarations, the items in their blocks, braces.

Newlines mean nothing to the grammar, but people write one declaration after another and one item a
line. Recovery leans on that, and only for a text that failed to parse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

Range = tuple[int, int]

# What tells where declarations and blocks begin and end, quoted texts and comments being opaque.
_PIECES = re.compile(r'"(?:\\.|[^"\\\n])*"?|#[^\n]*|[{}()]|[A-Za-z_]\w*')
_BLOCK = re.compile(r"(?:record|roster|table|route)\b")
_BEGINS = re.compile(r"(?:framework|record|table|assume|sla|route)[ \t]+[A-Za-z_]|roster\s*\{")
_COMMENT = re.compile(r"//|--|/\*|\*")
# A declaration behind signs that belong to none.
_BEHIND_JUNK = re.compile(rf"(?!//|--|/\*)[^\w\s\"'#]+(?:{_BEGINS.pattern})")
# What goes on with a declaration or an item, on a line of its own as far left as its first.
_WORDS = r"(?:when|within|on|time|timezone|zone|business|from|by|in|and|or|not|as|except|default)\b"
_GOES_ON = re.compile(_WORDS)
_CONTINUES = re.compile(rf"{_WORDS}|->|[=,.()]")
# The rest of a quoted text that was begun on the line before.
_ENDS_TEXT = re.compile(r'(?!.*->.*")[^"]*"[^"]*\Z')
# What goes on with an item only on a line that is further in: it may be a name as well.
_CONTINUES_DEEPER = re.compile(r"(?:private|required|optional|column|key)\b")
# Behind a target: ``needs`` and what follows, also when it is misspelt and further in.
_NEEDS = re.compile(r"needs\b")
_LIKE_NEEDS = re.compile(r"(?!group\b|otherwise\b)[A-Za-z_]\w*[ \t]+[\"A-Za-z_](?!.*(?:->|\{))")
_WANTS_MORE = re.compile(
    r"(?:->|\.\.|[=,(<>]|\b(?:when|by|in|and|or|not|from|default|with|contains|region|queue|pool|rep"
    r"|keep|needs|key|as|of|except|column|is))\s*\Z"
)
_HEADER_CONTINUES = re.compile(r"(?:on|from)\b|\{")


@dataclass(frozen=True, slots=True)
class Brace:
    """A brace that is not in a quoted text or a comment; ``match`` is the offset of its partner."""

    sign: str
    at: int
    match: int | None


def declarations(text: str) -> Iterator[Range]:
    """The ranges of the declarations, each with what stands between it and the next."""
    starts = [*_declaration_starts(text), len(text)]
    starts[0] = 0
    yield from pairwise(starts)


def _declaration_starts(text: str) -> list[int]:
    """Lines no further in than the first of all, where no block is open or a declaration begins.

    A declaration may also follow the closing brace of another on its line.
    """
    starts: list[int] = []
    written = without_comments(text)
    leftmost = len(written) - len(written.lstrip()) - _line_start(text, _first(written))
    depth, at = 0, 0
    while at < len(text):
        end = _line_end(text, at)
        line = text[at:end]
        if _starts_declaration(line, leftmost, depth):
            starts.append(at)
            depth = 0
        for piece in _PIECES.finditer(text, at, end):
            if piece[0] == "{":
                depth += 1
            elif piece[0] == "}":
                depth = max(0, depth - 1)
                following = _first(written, piece.end())
                if depth == 0 and following < end and _BEGINS.match(text, following):
                    starts.append(following)
        at = end + 1
    return starts or [0]


def _starts_declaration(line: str, leftmost: int, depth: int) -> bool:
    written = line.lstrip()
    if not written or len(line) - len(written) > leftmost or written[0] in "#\"'{}":
        return False
    if _BEGINS.match(written) or _BEHIND_JUNK.match(written):
        return True
    goes_on = _HEADER_CONTINUES if "{" in without_comments(line) else _GOES_ON
    return depth == 0 and not goes_on.match(written) and not _COMMENT.match(written)


def braces(text: str) -> list[Brace]:
    """Every brace with its partner."""
    signs = [piece for piece in _PIECES.finditer(text) if piece[0] in "{}"]
    partner: dict[int, int] = {}
    still_open: list[int] = []
    for piece in signs:
        if piece[0] == "{":
            still_open.append(piece.start())
        elif still_open:
            opened = still_open.pop()
            partner |= {opened: piece.start(), piece.start(): opened}
    return [Brace(piece[0], piece.start(), partner.get(piece.start())) for piece in signs]


def head(text: str) -> Range:
    """The first line of a declaration that has words, with the lines that go on with it.

    It ends with the brace that opens the block, where there is one.
    """
    first = _PIECES.search(re.sub(r"#[^\n]*", lambda found: " " * len(found[0]), text))
    start = first.start() if first else len(text) - len(text.lstrip())
    end = _line_end(text, start)
    while True:
        opening = next((b.at for b in braces(text) if start <= b.at < end and b.sign == "{"), None)
        if opening is not None:
            return start, opening + 1
        following = re.compile(r"\s*(?:#[^\n]*\s*)*").match(text, end)
        then = following.end() if following else end
        if then >= len(text) or not _HEADER_CONTINUES.match(text, then):
            return start, start + len(without_comments(text[start:end]).rstrip())
        end = _line_end(text, then)


def opens_block(text: str) -> bool:
    """Whether the declaration is of a kind that has a block."""
    return bool(_BLOCK.match(text, head(text)[0]))


def body(text: str) -> Range | None:
    """Between the brace that opens the block of a declaration and the one that closes it."""
    end = head(text)[1]
    opening = next((brace for brace in braces(text) if brace.at == end - 1), None)
    return None if opening is None or opening.match is None else (end, opening.match)


def items(text: str, start: int, end: int) -> list[tuple[Range, ...]]:
    """The items between two offsets, in order.

    A block among them gives its head, together with its closing brace, and then its own items.
    """
    found: list[tuple[Range, ...]] = []
    inner = [b for b in braces(text) if start <= b.at < end and b.sign == "{"]
    at = start
    while at < end:
        stop = _item_end(text, at, end)
        opening = next((b for b in inner if at <= b.at < stop), None)
        if opening is not None and opening.match is not None:
            closing = opening.match
            found.append(((at, opening.at + 1), (closing, closing + 1)))
            found += items(text, opening.at + 1, closing)
            stop = closing + 1
        elif without_comments(text[at:stop]).strip():
            found.append(((at, stop),))
        at = max(stop, at + 1)
    return found


def _item_end(text: str, start: int, end: int) -> int:
    """Where the item that begins at or after an offset ends: at the line that begins the next.

    Blank lines and comments before it belong to it, and a line that ends its unclosed text.
    """
    first = re.compile(r"(?:\s|#[^\n]*)*").match(text, start)
    begin = first.end() if first else start
    indent = begin - _line_start(text, begin)
    at = _line_end(text, begin) + 1
    while at < end:
        line = text[at : _line_end(text, at)]
        written = line.lstrip()
        if written and written[0] != "#":
            deeper = len(line) - len(written) > indent
            if not _goes_on(written, without_comments(text[begin:at]), deeper):
                return at
        at = _line_end(text, at) + 1
    return end


def _goes_on(line: str, before: str, deeper: bool) -> bool:
    """Whether a line belongs to the item that was read before it."""
    if _CONTINUES.match(line):
        return True
    if _ENDS_TEXT.match(line) and before.count('"') % 2:
        return True
    if "->" in before and (_NEEDS.match(line) or (deeper and _LIKE_NEEDS.match(line))):
        return True
    wants_more = _WANTS_MORE.search(before) or before.count("(") > before.count(")")
    return deeper and bool(wants_more or _CONTINUES_DEEPER.match(line))


def unclosed(text: str) -> tuple[Brace, int] | None:
    """The block that lacks its ``}``, and the offset at whose line end it should stand.

    Of blocks that the braces alone leave open, the innermost one that is followed by a line no
    further in than its own first.
    """
    still_open = [b for b in braces(text) if b.sign == "{" and b.match is None]
    if not still_open:
        return None
    written = without_comments(text)
    for brace in reversed([b for b in braces(text) if b.sign == "{"]):
        if brace.match is not None and "\n" not in text[brace.at : brace.match]:
            continue
        begin = _line_start(text, brace.at)
        indent = len(text[begin:]) - len(text[begin:].lstrip())
        last = _line_end(text, brace.at)
        at = last + 1
        while at < len(text):
            line = written[at : _line_end(text, at)]
            if line.strip():
                if len(line) - len(line.lstrip()) <= indent:
                    break
                last = at + len(line.rstrip())
            at = _line_end(text, at) + 1
        closes = at < len(text) and written[at : _line_end(text, at)].lstrip().startswith("}")
        if at < len(text) and not closes:
            return brace, last
    brace = still_open[-1]
    return brace, len(written.rstrip())


def group_without_brace(text: str) -> Range | None:
    """The head of a group that has no brace, when there is one ``}`` too many."""
    if all(brace.match is not None for brace in braces(text)):
        return None
    written = without_comments(text)
    for found in re.finditer(r"^[ \t]*group\b[^\n]*", written, re.MULTILINE):
        if "{" not in found[0] and not re.compile(r"\s*(?:\{|when\b)").match(written, found.end()):
            start = found.start() + len(found[0]) - len(found[0].lstrip())
            return start, found.start() + len(found[0].rstrip())
    return None


def without_comments(text: str) -> str:
    """The text with spaces in place of comments."""
    return re.sub(
        r'("(?:\\.|[^"\\\n])*"?)|#[^\n]*', lambda found: found[1] or " " * len(found[0]), text
    )


def _first(text: str, at: int = 0) -> int:
    """Where the first character that is not white space stands, from an offset on."""
    return at + len(text[at:]) - len(text[at:].lstrip())


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
