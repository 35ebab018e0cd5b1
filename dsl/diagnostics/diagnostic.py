"""One problem, as a value: passes collect them, nothing raises in the middle of a pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dsl.diagnostics.place import CellRef, Span

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A problem with a stable ``code``, one plain sentence and what to do about it.

    ``message`` and ``help`` are written without a closing full stop; rendering adds it.
    ``excerpt`` is the offending text: source lines of the framework, or the text of the cell.
    ``witness`` is a record that shows the problem, by field name, where there is one.
    """

    code: str
    severity: Severity
    message: str
    help: str
    where: Span | CellRef | None = None
    excerpt: str = ""
    witness: Mapping[str, Any] | None = None

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where is not None else ""
        advice = f" {self.help}." if self.help else ""
        return f"{place}{self.code}: {self.message}.{advice}"
