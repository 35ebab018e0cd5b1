"""Making a logged decision again, from what was recorded with it, and comparing bit for bit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import msgspec

from dsl import encode
from history.deciding import Ruling, rule
from history.entries import Event
from history.journal import Contents


class Replayed(msgspec.Struct):
    """What came of a replay: whether the JSON is the same, where not, and the decision of now."""

    equal: bool
    differences: list[str]
    decision: dict[str, Any]


def replay(event: Event, ruling: Ruling, contents: Contents) -> Replayed:
    """Make the decision again by the release it was made with, which ``ruling`` is.

    Raises `journal.Erased` and `privacy.SealError` when its content is not to be had.
    """
    recorded = contents.recorded(event)
    now = rule(
        Ruling(ruling.framework, ruling.teams, recorded.release),
        recorded.asked,
        event.decision_id,
        recorded.at,
        recorded.reads.get,
    )
    stored, again = contents.whole(event), encode(now.document)
    found = msgspec.json.decode(again)
    differences = [] if stored == again else list(_differ("", msgspec.json.decode(stored), found))
    if stored != again and not differences:
        differences = ["the members are the same and stand in another order"]
    return Replayed(stored == again, differences, found)


def _differ(path: str, stored: Any, now: Any) -> Iterator[str]:
    """A line for each place that differs: where, what was stored, what it is now."""
    if isinstance(stored, dict) and isinstance(now, dict):
        for name in dict.fromkeys([*stored, *now]):
            yield from _differ(f"{path}.{name}", stored.get(name), now.get(name))
    elif isinstance(stored, list) and isinstance(now, list):
        for at, (one, other) in enumerate(zip_longest(stored, now)):
            yield from _differ(f"{path}[{at}]", one, other)
    elif stored != now:
        yield f"{path.lstrip('.')}: {_short(stored)} was stored, {_short(now)} is decided now"


def _short(value: Any) -> str:
    text = encode(value).decode()
    return text if len(text) <= 200 else f"{text[:200]}…"
