"""Where releases are kept: in the store, or for a server without one in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from copy import deepcopy
from datetime import datetime
from threading import RLock
from typing import Any, Protocol

import msgspec

from history import Event, StoredRelease
from history.kept import content_hash

_MOST = 20  # releases that are kept in memory


class Writing(Protocol):
    """One transaction; see ``history.Work``."""

    @property
    def live(self) -> str | None:
        """The id of the live release."""

    def get(self, key: str) -> Any:
        """The state of a key."""

    def set(self, key: str, value: Any) -> None:
        """Store a JSON value."""

    def append(self, event: Event) -> int:
        """Log the event."""

    def activate(self, release_id: str, at: datetime) -> None:
        """Make a stored release the live one."""

    def mark(self, release_id: str, state: str, story: bytes) -> None:
        """Note what came of a stored release."""


class Shelf(Protocol):
    """What is needed of ``history.Store``; its methods raise as those do."""

    def save_release(
        self, release_id: str, parts: Mapping[str, bytes], body: bytes, at: datetime
    ) -> None:
        """Keep a release under its content name."""

    def release(self, release_id: str) -> StoredRelease | None:
        """The release with this id."""

    def releases(self, limit: int = 100) -> list[StoredRelease]:
        """The newest releases."""

    def live_release(self) -> StoredRelease | None:
        """The live release."""

    def content(self, content_hash: str) -> bytes | None:
        """A content by its hash."""

    def get(self, key: str) -> Any:
        """The state of a key."""

    def transaction(self) -> AbstractContextManager[Writing]:
        """One transaction; it counts when the block ends without an exception."""


class MemoryShelf:
    """The newest releases of one process; nobody reads its log, so it has none."""

    def __init__(self) -> None:
        self._releases: OrderedDict[str, StoredRelease] = OrderedDict()
        self._contents: dict[str, bytes] = {}
        self._state: dict[str, Any] = {}
        self._live: str | None = None
        self._lock = RLock()

    def save_release(
        self, release_id: str, parts: Mapping[str, bytes], body: bytes, at: datetime
    ) -> None:
        """Keep a release; one that is kept already stays as it is."""
        with self._lock:
            if release_id in self._releases:
                return
            hashes = {part: content_hash(data) for part, data in parts.items()}
            self._contents |= {hashes[part]: data for part, data in parts.items()}
            self._releases[release_id] = StoredRelease(release_id, at, body, hashes)
            self._forget()

    def release(self, release_id: str) -> StoredRelease | None:
        """The release with this id."""
        return self._releases.get(release_id)

    def releases(self, limit: int = 100) -> list[StoredRelease]:
        """The newest releases, by when they were last live, else saved."""
        with self._lock:
            found = list(self._releases.values())
        return sorted(found, key=_latest, reverse=True)[:limit]

    def live_release(self) -> StoredRelease | None:
        """The live release."""
        return None if self._live is None else self._releases[self._live]

    def content(self, content_hash: str) -> bytes | None:
        """A content by its hash."""
        return self._contents.get(content_hash)

    def get(self, key: str) -> Any:
        """The state of a key."""
        return deepcopy(self._state.get(key))

    @contextmanager
    def transaction(self) -> Iterator[_Transaction]:
        """One transaction, which is undone by an exception."""
        with self._lock:
            before = (self._releases.copy(), dict(self._state), self._live)
            try:
                yield _Transaction(self)
            except BaseException:
                self._releases, self._state, self._live = before
                raise

    def _forget(self) -> None:
        newest = sorted(self._releases.values(), key=_latest, reverse=True)[:_MOST]
        needed = {self._live, *(release.id for release in newest)}
        for name in [name for name in self._releases if name not in needed]:
            del self._releases[name]
        used = {hashed for each in self._releases.values() for hashed in each.parts.values()}
        self._contents = {name: data for name, data in self._contents.items() if name in used}


class _Transaction:
    def __init__(self, shelf: MemoryShelf) -> None:
        self._shelf = shelf

    @property
    def live(self) -> str | None:
        return self._shelf._live

    def get(self, key: str) -> Any:
        return self._shelf.get(key)

    def set(self, key: str, value: Any) -> None:
        self._shelf._state[key] = msgspec.to_builtins(value)

    def append(self, event: Event) -> int:
        return 0

    def activate(self, release_id: str, at: datetime) -> None:
        self._change(release_id, activated_at=at)
        self._shelf._live = release_id

    def mark(self, release_id: str, state: str, story: bytes) -> None:
        self._change(release_id, state=state, story=story)

    def _change(self, release_id: str, **changed: Any) -> None:
        kept = self._shelf._releases
        kept[release_id] = msgspec.structs.replace(kept[release_id], **changed)


def _latest(release: StoredRelease) -> datetime:
    return release.activated_at or release.saved_at
