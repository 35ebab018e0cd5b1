"""Field masks: which parts of an answer are wanted, which parts of a cell are set.

``sheets(properties(sheetId,title),data/rowData/values.note)`` reads as a tree of names; a name
without names below it stands for everything below it, and ``*`` for everything.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from sheets_adapter.emulator.errors import invalid

Mask = dict[str, "Mask"]
"""Names to masks; an empty mask takes everything."""

_TOKEN = re.compile(r"\s*([A-Za-z0-9_$*]+|[(),./])\s*")
_MARKS = frozenset("(),./")


def parse(text: str) -> Mask:
    """The mask that a ``fields`` value means; 400 for what is none."""
    tokens = deque(_tokens(text))
    mask: Mask = {}
    if not _group(tokens, mask) or tokens:
        raise invalid(f"Invalid field selection {text}")
    return mask


def kept(value: Any, mask: Mask) -> Any:
    """The parts of a JSON value that a mask takes; lists are looked through."""
    if not mask or "*" in mask:
        return value
    if isinstance(value, list):
        return [kept(item, mask) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: kept(part, mask[name]) for name, part in value.items() if name in mask}


def wants(mask: Mask, *names: str) -> bool:
    """Whether a mask takes anything at a path."""
    for name in names:
        if not mask or "*" in mask:
            return True
        if name not in mask:
            return False
        mask = mask[name]
    return True


def merged(old: Mapping[str, Any], new: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    """``old`` with what the mask names as in ``new``: what ``new`` lacks is cleared."""
    if not mask or "*" in mask:
        return deepcopy(dict(new))
    result = dict(old)
    for name, below in mask.items():
        if below:
            part = merged(result.get(name, {}), new.get(name, {}), below)
        else:
            part = deepcopy(new[name]) if name in new else {}
        if part in (None, {}):
            result.pop(name, None)
        else:
            result[name] = part
    return result


def _group(tokens: deque[str], mask: Mask) -> bool:
    """Read paths with commas between them into a mask; whether they are written well."""
    while _path(tokens, mask):
        if not tokens or tokens[0] != ",":
            return True
        tokens.popleft()
    return False


def _path(tokens: deque[str], mask: Mask) -> bool:
    """Read ``a.b(c,d)`` into a mask."""
    if not tokens or tokens[0] in _MARKS:
        return False
    name = tokens.popleft()
    whole = name in mask and not mask[name]
    below = {} if whole else mask.setdefault(name, {})
    if tokens and tokens[0] in "./":
        tokens.popleft()
        return _path(tokens, below)
    if not tokens or tokens[0] != "(":
        below.clear()
        return True
    tokens.popleft()
    return _group(tokens, below) and bool(tokens) and tokens.popleft() == ")"


def _tokens(text: str) -> Iterator[str]:
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if not match:
            raise invalid(f"Invalid field selection {text}")
        yield match[1]
        position = match.end()
