"""The release that waits for somebody to accept or reject it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from releases.shelf import Shelf
from releases.standing import Story, story_of


@dataclass(frozen=True, slots=True)
class Held:
    """The newest edit, which waits for somebody to accept it; ``story`` tells why."""

    id: str
    since: datetime
    story: Story


def held_of(shelf: Shelf, name: str | None, known: Held | None) -> Held | None:
    """The release ``name``, which is held; ``known`` is the one that was. Raises ``StoreError``."""
    if name is None or (known is not None and known.id == name):
        return None if name is None else known
    kept = shelf.release(name)
    story = None if kept is None else story_of(kept.story)
    return None if story is None else Held(name, datetime.fromisoformat(story.at), story)
