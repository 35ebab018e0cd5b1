"""Golden records: inputs whose whole decision, trace included, is held fixed.

    golden + framework -> decision -> differences, coverage     (golden, runner, differences)
    scenario + workbook -> decisions, expectations              (scenario, edits, expecting)

A golden is one JSON file in the folder ``goldens``, beside routebook.toml; it holds one record, or
a scenario of several. ``routebook test`` and the tests of the example both go through here, so both
read and write the same files.
"""

from golden_tests.coverage import Coverage
from golden_tests.golden import Golden
from golden_tests.memory import Memory
from golden_tests.opening import read_golden
from golden_tests.reading import GoldenError
from golden_tests.render import render
from golden_tests.runner import NO_DECISION, Report, Result, Status, run
from golden_tests.scenario import Scenario

__all__ = [
    "NO_DECISION",
    "Coverage",
    "Golden",
    "GoldenError",
    "Memory",
    "Report",
    "Result",
    "Scenario",
    "Status",
    "read_golden",
    "render",
    "run",
]
