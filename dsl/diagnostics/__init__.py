"""What is wrong, where, and what to do about it."""

from dsl.diagnostics.diagnostic import Diagnostic, Severity
from dsl.diagnostics.place import CellRef, Span
from dsl.diagnostics.render import as_github, as_json, as_text
from dsl.diagnostics.suggest import did_you_mean
from dsl.diagnostics.wording import counted, listed, quoted

__all__ = [
    "CellRef",
    "Diagnostic",
    "Severity",
    "Span",
    "as_github",
    "as_json",
    "as_text",
    "counted",
    "did_you_mean",
    "listed",
    "quoted",
]
