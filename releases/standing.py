"""What stands of releases besides the live one: the held one, and edits that people refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from releases.changes import Change
from releases.impact import Impact

KEY = "releases"
"""Under which key of the store's state it is kept."""


class Account(msgspec.Struct):
    """What is different from one release to the next."""

    changes: list[Change] = []
    changes_total: int = 0
    impact: Impact | None = None


class Story(msgspec.Struct):
    """What happened to a release last: the body of its event, and what is kept beside it.

    ``release`` is its public object; ``previous`` the id of the one that was live before. ``by`` is
    the cause (``start``, ``edit``, ``accept``, ``reject`` or ``activate``), ``who`` the name of the
    key it was done with. ``reasons`` are why it was held. ``at`` is an RFC 3339 time.
    ``replaced_by`` is said of one that waits no more: the id of what took its place, or empty when
    it was edited away.
    """

    release: dict[str, str]
    previous: str | None
    by: str
    at: str
    who: str = ""
    note: str = ""
    reasons: list[str] = []
    changes: list[Change] = []
    changes_total: int = 0
    impact: Impact | None = None
    replaced_by: str | msgspec.UnsetType = msgspec.UNSET


class Refusal(msgspec.Struct, frozen=True):
    """Why one version of a part stays out: it was rejected in, or rolled back with, a release."""

    release: str
    by: str
    who: str
    note: str
    at: datetime


Parts = Mapping[str, str]
"""Content hashes by the names of the parts of a release: its text and its sheets."""


class Standing(msgspec.Struct):
    """``held`` is the id of the held release; ``refused`` are refusals by part and content."""

    held: str | None = None
    refused: dict[str, dict[str, Refusal]] = {}

    def refuse(self, parts: Parts, live: Parts, refusal: Refusal) -> None:
        """Let what ``parts`` has other than ``live`` stay out until it is edited again."""
        for part in dict.fromkeys([*parts, *live]):
            content = parts.get(part, "")
            if content != live.get(part, ""):
                self.refused.setdefault(part, {})[content] = refusal

    def allow(self, parts: Parts) -> None:
        """Whatever is in a release that somebody wants is refused no more."""
        for part in list(self.refused):
            self.refused[part].pop(parts.get(part, ""), None)
            if not self.refused[part]:
                del self.refused[part]

    def kept_out(self, parts: Parts, live: Parts) -> dict[str, Refusal]:
        """The parts of a candidate that are refused, and for which the live release has another."""
        found = {}
        for part, refusals in self.refused.items():
            content = parts.get(part, "")
            refusal = refusals.get(content)
            if refusal is not None and content != live.get(part, ""):
                found[part] = refusal
        return found


def story_of(stored: bytes) -> Story | None:
    """What is kept beside a release; None for one that nothing has happened to."""
    return None if stored == b"{}" else msgspec.json.decode(stored, type=Story)


def standing_of(value: Any) -> Standing:
    """What the store has under `KEY`."""
    return Standing() if value is None else msgspec.convert(value, Standing)
