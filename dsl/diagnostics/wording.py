"""Words that messages share."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 60
_MOST = 24


def quoted(text: str) -> str:
    """The offending text in backticks, on one line, cut when it is long."""
    line = " ".join(text.split())
    return f"`{line}`" if len(line) <= _LONGEST else f"`{line[: _LONGEST - 1]}…`"


def listed(names: Iterable[str], word: str = "or") -> str:
    """Several names in backticks: `` `a`, `b` or `c` ``; the first of them when there are many."""
    ticked = [quoted(name) for name in names]
    if len(ticked) > _MOST:
        return ", ".join(ticked[:_MOST]) + f" {word} {len(ticked) - _MOST} more"
    if len(ticked) < 2:
        return "".join(ticked)
    return f"{', '.join(ticked[:-1])} {word} {ticked[-1]}"


def counted(count: int, what: str) -> str:
    """``1 key``, ``2 keys``."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
