"""Releases for people; ``found`` is as the API shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

_MOST_MOVES = 20


def line_of(found: dict[str, Any]) -> str:
    """One release on one line."""
    at = found["activated_at"] or found["saved_at"]
    parts = [found["id"], f"{found['state']:10}", at, _by(found)]
    return "  ".join(part for part in parts if part).rstrip()


def preview_of(found: dict[str, Any]) -> list[str]:
    """What a draft would do."""
    lines = [_problem(each) for each in found["problems"]]
    if not found["changes_total"]:
        return [*lines, "Nothing would change."]
    lines.append("It would be held." if found["reasons"] else "It would go live.")
    return lines + _details(found, "since")


def _problem(found: dict[str, Any]) -> str:
    place = found.get("sheet") or found.get("file") or ""
    if found.get("cell"):
        place += f"!{found['cell']}"
    elif found.get("line"):
        place += f":{found['line']}"
    where = f"{place}: " if place else ""
    return f"{found['severity']}: {where}{found['message']}. {found.get('help', '')}".rstrip()


def account_of(found: dict[str, Any]) -> list[str]:
    """A release with why it was held, what changed in it and what that moves."""
    word = "held because" if found["state"] == "held" else "was held because"
    return [line_of(found), *_details(found, word)]


def _details(found: dict[str, Any], held_because: str) -> list[str]:
    lines = [f"  {held_because} {reason}" for reason in found["reasons"]]
    if found.get("impact"):
        lines += _impact(found["impact"])
    changes, total = found["changes"], found["changes_total"]
    if total:
        lines.append(f"  {_counted(total, 'change')}:")
        lines += [f"    {_change(each)}" for each in changes]
        if total > len(changes):
            lines.append(f"    and {total - len(changes):,} more")
    return lines


def _by(found: dict[str, Any]) -> str:
    by = f"by {found['by']}" if found["by"] else ""
    who = f" ({found['who']})" if found["who"] else ""
    note = f": {found['note']}" if found["note"] else ""
    return by + who + note


def _impact(impact: dict[str, Any]) -> Iterator[str]:
    records, moved = impact["records"], impact["moved"]
    if not records:
        return
    yield f"  {moved:,} of the last {_counted(records, 'record')} would go elsewhere"
    for move in impact["moves"][:_MOST_MOVES]:
        example = f"(such as {move['example']})"
        yield f"    {move['count']:,} from {move['from']} to {move['to']} {example}"


def _change(change: dict[str, Any]) -> str:
    where = f"{change['sheet']} row {change['row']}"
    before, after = change["before"], change["after"]
    if before is None:
        return f"{where}: new: {_cells(after)}"
    if after is None:
        return f"{where}: gone: {_cells(before)}"
    return f"{where}: {_cells(before)} -> {_cells(after)}"


def _cells(cells: Sequence[str]) -> str:
    return " | ".join(cells)


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
