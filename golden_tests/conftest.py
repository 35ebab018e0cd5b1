"""The example, loaded once, and its coverage at the end of the run."""

from __future__ import annotations

import pytest

from dsl import Framework, load
from golden_tests import Coverage, run
from golden_tests.snapshot import GOLDENS
from sheets_adapter import open_workbook

EXAMPLE = GOLDENS.parent
COVERAGE = pytest.StashKey[Coverage]()


@pytest.fixture(scope="session")
def acme() -> Framework:
    """The framework of ``examples/acme``."""
    return load(EXAMPLE / "acme.route", open_workbook(EXAMPLE / "workbook"))


@pytest.fixture(scope="session")
def acme_coverage(acme: Framework, pytestconfig: pytest.Config) -> Coverage:
    """What the goldens of the example hit, kept for the summary."""
    coverage = run(acme, GOLDENS).coverage
    pytestconfig.stash[COVERAGE] = coverage
    return coverage


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the coverage."""
    coverage = config.stash.get(COVERAGE, None)
    if coverage is not None:
        terminalreporter.section("goldens of examples/acme")
        for line in coverage.lines():
            terminalreporter.write_line(line)
