"""Fresh stores: of SQLite, or of each engine where that could make a difference."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from history import Store, open_store
from tests.server.webhooks.stories import Clock
from tests.stores import postgres, postgres_url, sqlite_url, store, url

__all__ = ["postgres", "postgres_url", "sqlite_url", "store", "url"]


@pytest.fixture
def log(sqlite_url: str) -> Iterator[Store]:
    """A fresh store in a file."""
    opened = open_store(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until it is moved."""
    return Clock()
