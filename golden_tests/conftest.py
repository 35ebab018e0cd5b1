"""The example, loaded once, and its coverage at the end of the run."""

from __future__ import annotations

import pytest

from dsl import Framework, Workbook, load
from golden_tests import Coverage, run
from golden_tests.snapshot import GOLDENS
from sheets_adapter import open_workbook

EXAMPLE = GOLDENS.parent
COVERAGE = pytest.StashKey[Coverage]()


@pytest.fixture(scope="session")
def acme_workbook() -> Workbook:
    """The sheets of ``examples/acme``."""
    return open_workbook(EXAMPLE / "workbook")


@pytest.fixture(scope="session")
def acme(acme_workbook: Workbook) -> Framework:
    """The framework of ``examples/acme``."""
    return load(EXAMPLE / "acme.route", acme_workbook)


@pytest.fixture(scope="session")
def acme_coverage(
    acme: Framework, acme_workbook: Workbook, pytestconfig: pytest.Config
) -> Coverage:
    """What the goldens of the example hit, kept for the summary."""
    coverage = run(acme, GOLDENS, workbook=acme_workbook).coverage
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
