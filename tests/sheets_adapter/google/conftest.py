from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sheets_adapter.emulated import stays_here
from tests.sheets_adapter.google.scripted import Script, scripted

__all__ = ["stays_here"]


@pytest.fixture(autouse=True)
def nothing_leaves(stays_here: None) -> None:
    """No test here looks for another machine, in any thread."""


@pytest.fixture
def script() -> Iterator[Script]:
    with scripted() as script:
        yield script
