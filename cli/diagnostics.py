"""Diagnostics on a terminal, and their sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rich.text import Text

from cli.console import printable
from dsl.diagnostics import Diagnostic, Severity, as_text

_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}
_PLURALS = {"error": "errors", "warning": "warnings", "info": "notes"}
_SINGULARS = {"error": "error", "warning": "warning", "info": "note"}


def as_people_read_it(diagnostic: Diagnostic) -> Text:
    """The diagnostic with its text underlined, in the colour of its severity."""
    style = _STYLES[diagnostic.severity]
    head, *rest = as_text(diagnostic).split("\n")
    label, _, message = head.partition(": ")
    found = Text.assemble((label, style), (f": {printable(message)}\n", "bold"))
    for line in rest:
        marks = set(line.strip()) <= set("|^ ") and "^" in line
        found.append(f"{printable(line)}\n", style=style if marks else None)
    found.rstrip()
    return found.append("\n")


def counted(diagnostics: Iterable[Diagnostic]) -> str:
    """``2 errors, 1 warning``, or ``no problems``."""
    counts = Counter(one.severity for one in diagnostics)
    order: tuple[Severity, ...] = ("error", "warning", "info")
    parts = [
        f"{counts[severity]} {(_SINGULARS if counts[severity] == 1 else _PLURALS)[severity]}"
        for severity in order
        if counts[severity]
    ]
    return ", ".join(parts) or "no problems"
