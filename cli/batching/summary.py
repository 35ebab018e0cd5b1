"""What a batch came to: how many records each step decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.table import Table

from cli.batching.answers import Answers, Decided
from cli.console import printable
from dsl import Framework
from golden_tests.steps import routes_of, steps_of

_PROBLEMS_SHOWN = 10


class Summary:
    """Adds up answers."""

    def __init__(self) -> None:
        self._counts: Counter[Decided] = Counter()
        self.problems: list[tuple[int, str]] = []

    def add(self, answers: Answers) -> None:
        """Count some more answers."""
        self._counts += answers.counts
        self.problems += answers.problems

    def table(self, framework: Framework) -> Table:
        """Steps in the order of the framework, with the number and share of their records."""
        found = Table(box=None, pad_edge=False, header_style="bold")
        found.add_column("step", no_wrap=True)
        found.add_column("records", justify="right", no_wrap=True)
        found.add_column("share", justify="right", no_wrap=True)
        total = self._counts.total()
        for name, count in self._steps(framework):
            found.add_row(printable(name), f"{count:,}", f"{count / total:.1%}")
        return found

    def line(self) -> str:
        """The sum: ``200 records: 150 assigned, 5 kept, 45 queued``."""
        outcomes: Counter[str] = Counter()
        for decided, count in self._counts.items():
            outcomes[decided.outcome] += count
        parts = [f"{count:,} {outcome}" for outcome, count in sorted(outcomes.items())]
        total = self._counts.total()
        records = f"{total:,} record{'' if total == 1 else 's'}"
        return f"{records}: {', '.join(parts)}" if parts else records

    def problem_lines(self) -> Iterator[str]:
        """The lines that held no record, or the first of them."""
        for number, problem in self.problems[:_PROBLEMS_SHOWN]:
            yield f"line {number}: {printable(problem)}"
        more = len(self.problems) - _PROBLEMS_SHOWN
        if more > 0:
            yield f"and {more:,} more lines that hold no record"

    def _steps(self, framework: Framework) -> Iterator[tuple[str, int]]:
        """Steps of different records or events are told apart where there are such."""
        counts: Counter[tuple[str, str, str]] = Counter()
        for decided, count in self._counts.items():
            counts[decided[:3]] += count
        several = len({(record, event) for record, event, _ in counts}) > 1
        for route in routes_of(framework.structure):
            for event in route.events:
                for step in dict.fromkeys(step.name for step in steps_of(route.block)):
                    count = counts[route.record, event, step]
                    if count:
                        yield (f"{route.record}, {event}: {step}" if several else step), count
