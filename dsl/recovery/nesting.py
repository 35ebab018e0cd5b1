"""Texts nested so deep that they cannot be read at all."""

from __future__ import annotations

import re

from dsl.diagnostics import Diagnostic, Span
from dsl.recovery.layout import without_comments

_NESTS = re.compile(r"\(|\bnot\b|\blist\b")


def nested_too_deep(text: str, file: str) -> Diagnostic:
    """The diagnostic of such a text, at the line that nests the most."""
    lines = without_comments(text).split("\n")
    depths = [len(_NESTS.findall(line)) for line in lines]
    number = depths.index(max(depths))
    line = lines[number].rstrip()
    start = len(line) - len(line.lstrip())
    span = Span(file, number + 1, start + 1, number + 1, len(line) + 1)
    message = "This is nested too deep to be read"
    help_ = "Take it apart, into several steps or fields"
    excerpt = text.split("\n")[number].rstrip("\r")
    return Diagnostic("nested-too-deep", "error", message, help_, span, excerpt)
