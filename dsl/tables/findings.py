"""Where the passes over one sheet put what they find."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dsl.diagnostics import CellRef, Diagnostic, Severity

# A sheet that went wrong as a whole says so a hundred times, not a hundred thousand times.
MOST_PROBLEMS = 100


class Findings:
    """Collects the diagnostics of a sheet: so many errors, and so many of everything else."""

    def __init__(self, sheet: str) -> None:
        self.found: list[Diagnostic] = []
        self._sheet = sheet
        self._left = {True: MOST_PROBLEMS, False: MOST_PROBLEMS}

    def add(
        self,
        code: str,
        severity: Severity,
        where: CellRef,
        message: str,
        help_: str = "",
        excerpt: str = "",
        witness: Mapping[str, Any] | None = None,
    ) -> None:
        """Add a diagnostic, or the notice that there are more of its severity."""
        is_error = severity == "error"
        self._left[is_error] -= 1
        if self._left[is_error] >= 0:
            self.found.append(Diagnostic(code, severity, message, help_, where, excerpt, witness))
        elif self._left[is_error] == -1:
            what = "errors" if is_error else "warnings"
            message = f"This sheet has more than {MOST_PROBLEMS} {what}"
            help_ = "Mend these; the next ones are listed then"
            sheet = CellRef(self._sheet)
            self.found.append(Diagnostic("more-problems", severity, message, help_, sheet))

    def has_errors(self) -> bool:
        """Whether there is an error, listed or not."""
        return self._left[True] < MOST_PROBLEMS

    def is_full(self) -> bool:
        """Whether no more errors will be listed."""
        return self._left[True] < 0
