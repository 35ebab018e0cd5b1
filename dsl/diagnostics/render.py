"""The three forms a diagnostic is written in: for people, for programs, for pull requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dsl.diagnostics.diagnostic import Diagnostic
from dsl.diagnostics.place import CellRef, Span

_GITHUB_LEVEL = {"error": "error", "warning": "warning", "info": "notice"}


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
    message = f"{diagnostic.message}. {diagnostic.help}".strip()
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
    first = diagnostic.excerpt.split("\n")[0].expandtabs(1)
    match diagnostic.where:
        case Span(_, line, column, end_line, end_column):
            end = end_column if end_line == line else len(first) + 1
            marker = " " * (column - 1) + "^" * max(1, end - column)
            margin = str(line)
        case _:
            marker, margin = "^" * max(1, len(first)), ""
    gutter = " " * len(margin)
    return [f" {gutter} |", f" {margin} | {first}", f" {gutter} | {marker}"]


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
