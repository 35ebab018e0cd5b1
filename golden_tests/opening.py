"""What a golden file holds: one record, or a scenario of several."""

from __future__ import annotations

from pathlib import Path

from golden_tests.golden import Golden, golden_of
from golden_tests.reading import read_json, refuse
from golden_tests.scenario import Scenario, scenario_of


def read_golden(path: Path) -> Golden | Scenario:
    """The golden or scenario in a file; its name is the file's. Raises ``GoldenError``."""
    found = read_json(path)
    if isinstance(found, dict) and "scenario" in found:
        return scenario_of(path.stem, found)
    if not isinstance(found, dict) or not isinstance(found.get("input"), dict):
        refuse('it must be {"input": {"at": …, "fields": {…}}}; the decision is added by --update')
    return golden_of(path.stem, found)
