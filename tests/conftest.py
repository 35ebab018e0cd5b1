"""What every test stands on: no settings from outside, the same examples, no quiet skip."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import cast

import hypothesis
import pytest

# A developer's own settings must not reach a test; where Chromium is stays theirs to say.
for _name in [name for name in os.environ if name.startswith("ROUTEBOOK_")]:
    if _name != "ROUTEBOOK_CHROMIUM":
        del os.environ[_name]

# The same examples in every run; `--hypothesis-profile=search` looks for new ones.
hypothesis.settings.register_profile(
    "same",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=100,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],  # says how busy the machine is
)
hypothesis.settings.register_profile(
    "search",
    deadline=None,
    max_examples=2_000,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("same")

UNAVOIDABLE = "unavoidable: "


class NoQuietSkips:
    """Makes each skip a failure, save one whose reason begins with ``unavoidable: ``.

    CI runs with it (``CI=true``): there, what a test needs is to be installed, not skipped.
    """

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self,
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Judge a test's report, after pytest has told expected failures from skips."""
        report = yield
        _fail_if_avoidable(report)
        return report

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(
        self,
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Judge a whole module that skips itself."""
        report = yield
        _fail_if_avoidable(report)
        return report


def _fail_if_avoidable(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    _path, _line, reason = cast(tuple[str, int, str], report.longrepr)
    reason = reason.removeprefix("Skipped: ")
    if not reason.startswith(UNAVOIDABLE):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow here: {reason}"


def pytest_configure(config: pytest.Config) -> None:
    """Register for the whole session, so that tests outside this folder are judged too."""
    if os.environ.get("CI", "").lower() in ("1", "true"):
        config.pluginmanager.register(NoQuietSkips(), "no-quiet-skips")
