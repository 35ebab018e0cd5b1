"""What stands in the way of the newest edit: diagnostics that remember since when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dsl.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Problem:
    """A diagnostic of the newest candidate and the time it was first seen without a break."""

    diagnostic: Diagnostic
    since: datetime


@dataclass(frozen=True, slots=True)
class Problems:
    """The problems of the newest candidate, by what they are about.

    ``source`` is a workbook or framework file that could not be fetched at all, ``framework`` the
    framework text and sheets that are no table, ``tables`` each table by name, ``release`` what
    goldens and the impact say. ``held`` names the tables whose newest sheet is not live, and
    ``framework_held`` says the same of the framework.
    """

    source: tuple[Problem, ...] = ()
    framework: tuple[Problem, ...] = ()
    tables: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    release: tuple[Problem, ...] = ()
    held: frozenset[str] = frozenset()
    framework_held: bool = False

    def all(self) -> tuple[Problem, ...]:
        """Every problem: the source's, the framework's, table by table, then the release's."""
        of_tables = (problem for name in self.tables for problem in self.tables[name])
        return (*self.source, *self.framework, *of_tables, *self.release)

    def errors(self) -> tuple[Problem, ...]:
        """The ones that keep something from becoming live."""
        return tuple(one for one in self.all() if one.diagnostic.severity == "error")


class Since:
    """Gives diagnostics the time they were first seen; one that was gone begins anew."""

    def __init__(self) -> None:
        self._first_seen: dict[Diagnostic, datetime] = {}

    def __call__(self, diagnostics: Iterable[Diagnostic], now: datetime) -> tuple[Problem, ...]:
        """The diagnostics as problems, each once, in order."""
        return tuple(
            Problem(one, self._first_seen.setdefault(one, now))
            for one in dict.fromkeys(diagnostics)
        )

    def forget_all_but(self, current: Iterable[Problem]) -> None:
        """Forget every diagnostic that is not among ``current``."""
        self._first_seen = {problem.diagnostic: problem.since for problem in current}
