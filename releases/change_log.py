"""What the change log tab says of each release: a line for each row that changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from history import Event
from releases.impact_text import moves_text
from releases.status import when
from sheets_adapter.write_back import Cell, Entry, Row

_WHAT = {
    "release.activated": "live",
    "release.held": "waiting",
    "release.accepted": "accepted",
    "release.rejected": "rejected",
    "release.superseded": "replaced by a newer edit",
}
KINDS = frozenset(_WHAT)
"""The events that are told."""

HEADER: Row = tuple(
    Cell(title, bold=True)
    for title in (
        "When",
        "What",
        "Release",
        "Sheet",
        "Row",
        "Before",
        "After",
        "Why, and what moves",
        "By",
    )
)

_BY = {
    "start": "the start of Routebook",
    "edit": "an edit",
    "accept": "accepted by hand",
    "activate": "put back by hand",
    "reject": "rejected by hand",
}
# Of others the rows have been told already, when the edit began to wait.
_WITH_ROWS = frozenset({"release.activated", "release.held"})
_NEW = "(a new row)"
_GONE = "(no such row any more)"


def entry(event: Event) -> Entry:
    """The lines about one event, and the number by which it is told only once.

    The time is in the number too: after a backup was put back, a log gives the same ones again.
    """
    body = msgspec.json.decode(event.body)
    if not isinstance(body, dict):
        body = {}
    release = body.get("release") or {}
    changes: Sequence[Mapping[str, Any]] = body.get("changes") or ()
    left = body.get("changes_total", len(changes)) - len(changes)
    if event.kind not in _WITH_ROWS:
        changes, left = (), 0
    lines = [_change(change) for change in changes]
    if left > 0:
        lines.append((Cell(), Cell(), Cell(f"and {left:,} more rows"), Cell()))
    if not lines:
        lines = [(Cell(), Cell(), Cell(), Cell())]
    about = (
        Cell(when(event.at)),
        Cell(_what(event.kind, body)),
        Cell(str(release.get("id") or event.release_id)),
    )
    told = (Cell(_why(body)), Cell(_by(body)))
    rest = (Cell(), Cell())
    rows = [(*about, *line, *(rest if number else told)) for number, line in enumerate(lines)]
    return Entry(f"{event.seq}-{int(event.at.timestamp() * 1000)}", tuple(rows))


def _what(kind: str, body: Mapping[str, Any]) -> str:
    if kind == "release.superseded" and body.get("replaced_by") == "":
        return "edited away"
    return _WHAT.get(kind, kind)


def _change(change: Mapping[str, Any]) -> Row:
    row = change.get("row")
    return (
        Cell(str(change.get("sheet") or change.get("table") or "")),
        Cell("" if row is None else str(row), link=str(change.get("link") or "")),
        Cell(_cells(change.get("before"), _NEW)),
        Cell(_cells(change.get("after"), _GONE)),
    )


def _cells(cells: Iterable[Any] | None, absent: str) -> str:
    return absent if cells is None else " | ".join(str(cell) for cell in cells)


def _why(body: Mapping[str, Any]) -> str:
    """Why it waits, when it does; how many decisions move, and from whom to whom."""
    lines = [str(reason) for reason in body.get("reasons") or ()]
    return "\n".join([*lines, *moves_text(body.get("impact") or {})])


def _by(body: Mapping[str, Any]) -> str:
    """``accepted by hand (ops key): Ana agreed``."""
    by, who, note = (str(body.get(name) or "") for name in ("by", "who", "note"))
    found = _BY.get(by, by) + (f" ({who})" if who else "")
    return f"{found}: {note}" if note else found
