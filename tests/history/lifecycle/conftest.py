"""A floor on a fresh store; when a test is over, every decision that was made is made again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from history import Store
from tests.history.floor import Floor


@pytest.fixture
def floor(store: Store) -> Iterator[Floor]:
    made = Floor(store)
    yield made
    made.close()
