"""What a release would move, in words; ``impact`` is as in the events of releases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MOST_MOVES = 10


def moves_text(impact: Mapping[str, Any]) -> list[str]:
    """One line for how many decisions would move, and one for each pair from whom to whom."""
    records, moved = impact.get("records", 0), impact.get("moved", 0)
    if not records:
        return []
    moves = list(impact.get("moves", ()))
    found = [f"{moved:,} of the last {records:,} decisions would go to somebody else"]
    found += [
        f"{move.get('count', 0):,} from {move.get('from') or 'nobody'} "
        f"to {move.get('to') or 'nobody'}"
        for move in moves[:_MOST_MOVES]
    ]
    if len(moves) > _MOST_MOVES:
        found.append(f"and {len(moves) - _MOST_MOVES} more")
    return found
