"""The three forms a diagnostic is written in: for people, for programs, for pull requests."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from dsl.diagnostics.diagnostic import Diagnostic, sentences
from dsl.diagnostics.place import CellRef, Span

_GITHUB_LEVEL = {"error": "error", "warning": "warning", "info": "notice"}
# Of a longer line, what stands around the offending text is shown.
_WIDEST = 100
_AROUND = 40
_CUT = "…"


def as_text(diagnostic: Diagnostic) -> str:
    """Several lines: severity and sentence, the place, the text underlined, the advice."""
    lines = [f"{diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}"]
    if diagnostic.where is not None:
        lines.append(f"  --> {diagnostic.where}")
    if diagnostic.excerpt:
        lines += _underlined(diagnostic)
    if diagnostic.help:
        lines.append(f"  = help: {diagnostic.help}")
    return "\n".join(lines) + "\n"


def as_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """``{code, severity, message, help, file, line, …}`` with absent members left out."""
    found: dict[str, Any] = {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "help": diagnostic.help,
    }
    match diagnostic.where:
        case Span(file, line, column, end_line, end_column):
            found |= {"file": file, "line": line, "column": column}
            found |= {"end_line": end_line, "end_column": end_column}
        case CellRef(sheet, cell):
            found |= {"sheet": sheet, "cell": cell}
    found["witness"] = diagnostic.witness
    return {name: value for name, value in found.items() if value not in ("", None)}


def as_github(diagnostic: Diagnostic) -> str:
    """A workflow command that GitHub shows as an annotation on the line.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
    """
    properties = {"title": diagnostic.code}
    message = sentences(diagnostic)
    match diagnostic.where:
        case Span(file, line, column, end_line, end_column):
            properties |= {"file": file, "line": str(line), "endLine": str(end_line)}
            if line == end_line:
                properties |= {"col": str(column), "endColumn": str(end_column)}
        case CellRef():
            message = f"{diagnostic.where}: {message}"
    written = ",".join(f"{name}={_escape_property(text)}" for name, text in properties.items())
    return f"::{_GITHUB_LEVEL[diagnostic.severity]} {written}::{_escape(message)}"


def _underlined(diagnostic: Diagnostic) -> Sequence[str]:
    line = diagnostic.excerpt.split("\n")[0].rstrip()
    start, end, margin = 0, len(line), ""
    if isinstance(diagnostic.where, Span):
        start, margin = diagnostic.where.column - 1, str(diagnostic.where.line)
        if diagnostic.where.end_line == diagnostic.where.line:
            end = diagnostic.where.end_column - 1
    shown, start, end = _window(line, start, max(end, start + 1))
    marker = " " * _width(shown[:start]) + "^" * max(1, _width(shown[start:end]))
    gutter = " " * len(margin)
    return [f" {gutter} |", f" {margin} | {_printable(shown)}", f" {gutter} | {marker}"]


def _window(line: str, start: int, end: int) -> tuple[str, int, int]:
    """The part of a long line that is shown, and where in it the offending text stands."""
    if len(line) <= _WIDEST:
        return line, start, end
    first = max(0, start - _AROUND)
    last = min(len(line), max(min(end, start + _AROUND) + _AROUND, first + _WIDEST))
    left, right = _CUT if first else "", _CUT if last < len(line) else ""
    moved = len(left) - first
    return left + line[first:last] + right, start + moved, min(end, last) + moved


def _width(text: str) -> int:
    """The columns a text takes on a terminal: none for marks, two for wide East Asian letters."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in _printable(text)
    )


def _printable(text: str) -> str:
    """Tabs as one space; what a terminal would not show, or would obey, as a box."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else " " if c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
