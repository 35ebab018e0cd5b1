"""Diagnostics in SARIF 2.1.0, which code hosts and editors read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from dsl.diagnostics import CellRef, Diagnostic, Span
from dsl.diagnostics.diagnostic import sentences

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def as_sarif(diagnostics: Sequence[Diagnostic]) -> dict[str, Any]:
    """One run with a result for each diagnostic; a cell, having no line, is a logical location."""
    codes = sorted({one.code for one in diagnostics})
    driver = {
        "name": "routebook",
        "version": version("routebook"),
        "rules": [{"id": code} for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, codes) for one in diagnostics],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(diagnostic: Diagnostic, codes: Sequence[str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": sentences(diagnostic)},
    }
    match diagnostic.where:
        case Span(file, line, column, end_line, end_column):
            region = {"startLine": line, "startColumn": column}
            region |= {"endLine": end_line, "endColumn": end_column}
            place = {"artifactLocation": {"uri": file}, "region": region}
            result["locations"] = [{"physicalLocation": place}]
        case CellRef():
            cell = {"fullyQualifiedName": str(diagnostic.where), "kind": "element"}
            result["locations"] = [{"logicalLocations": [cell]}]
    return result
