"""The small framework, loaded once."""

from __future__ import annotations

import pytest

from dsl import Framework
from tests.golden_tests.small import framework_of


@pytest.fixture(scope="session")
def small() -> Framework:
    """The framework of this folder."""
    return framework_of()
