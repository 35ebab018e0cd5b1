"""Golden records: inputs whose whole decision, trace included, is held fixed.

    golden + framework -> decision -> differences, coverage     (golden, runner, differences)

A golden is one JSON file in the folder ``goldens``, beside routebook.toml. ``routebook test`` and
the tests of the example both go through here, so both read and write the same files.
"""

from golden_tests.coverage import Coverage
from golden_tests.golden import Golden, GoldenError, read_golden
from golden_tests.render import render
from golden_tests.runner import NO_DECISION, Report, Result, Status, document, run

__all__ = [
    "NO_DECISION",
    "Coverage",
    "Golden",
    "GoldenError",
    "Report",
    "Result",
    "Status",
    "document",
    "read_golden",
    "render",
    "run",
]
