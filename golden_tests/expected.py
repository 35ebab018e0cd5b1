"""What a golden of the workbook expects and can never get: a name that nobody and nothing has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsl import Framework
from dsl.diagnostics import did_you_mean, quoted
from dsl.model import Step, ToAssignee
from dsl.roster import Assignee
from dsl.values import header_key
from golden_tests.steps import routes_of, steps_of

PREFIX = re.compile(r"(pool|queue|rep)\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
"""What a cell may say before the name of an owner."""


def unknown_owner(expected: str, framework: Framework) -> str:
    """A sentence about an owner who is nobody in the roster, no pool and no queue; else empty."""
    roster = framework.roster
    found = roster.assignee(expected)
    if isinstance(found, Assignee) or roster.unread:
        return ""
    if not PREFIX.fullmatch(expected):
        is_queue = header_key(expected) in {header_key(name) for name in _queues(framework)}
        if is_queue or roster.pool(expected) is not None:
            return ""
    return f"{found.message}. {found.help}"


def unknown_step(expected: str, framework: Framework) -> str:
    """A sentence about a step that no route has; else empty."""
    names = [step.name for step in _steps(framework)]
    if header_key(expected) in map(header_key, names):
        return ""
    near = did_you_mean(expected, names)
    help_ = f"Did you mean {quoted(near)}?" if near else "Write it as the framework does"
    return f"No route has a step {quoted(expected)}. {help_}"


def _steps(framework: Framework) -> Iterator[Step]:
    for route in routes_of(framework.structure):
        yield from steps_of(route.block)


def _queues(framework: Framework) -> Iterator[str]:
    """The queues that the framework and the cells of its tables name."""
    for step in _steps(framework):
        if isinstance(step.target, ToAssignee) and step.target.kind == "queue":
            yield step.target.id
    for table in framework.tables.values():
        for row in table.rows:
            for assignee in row.assignees.values():
                if assignee.kind == "queue":
                    yield assignee.id
