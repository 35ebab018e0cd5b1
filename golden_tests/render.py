"""JSON for people: what fits on a line stands on one, the rest is broken member by member."""

from __future__ import annotations

import json
from typing import Any

WIDTH = 100
INDENT = 2


def render(document: Any) -> str:
    """A JSON document as text, with a final line break. Reading it again gives the same document.

    Members keep their order. An object or array stands on one line when it ends within 100
    characters; a long text is never broken.
    """
    return "\n".join(_lines(document, "", 0, "")) + "\n"


def _lines(value: Any, before: str, indent: int, after: str) -> list[str]:
    """The value with what stands ``before`` it on its first line and ``after`` it on its last."""
    line = " " * indent + before + _on_one_line(value) + after
    if len(line) <= WIDTH or not value or not isinstance(value, dict | list):
        return [line]
    if isinstance(value, dict):
        brackets, parts = "{}", [(f"{_on_one_line(name)}: ", part) for name, part in value.items()]
    else:
        brackets, parts = "[]", [("", part) for part in value]
    lines = [" " * indent + before + brackets[0]]
    for left, (name, part) in zip(reversed(range(len(parts))), parts, strict=True):
        lines += _lines(part, name, indent + INDENT, "," if left else "")
    return [*lines, " " * indent + brackets[1] + after]


def _on_one_line(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    if text.isprintable():
        return text
    # Halves of surrogate pairs, line ends and what cannot be seen are written as escapes.
    return "".join(part if part.isprintable() else json.dumps(part)[1:-1] for part in text)
