"""The texts that a release is made of: the framework's file, and the sheets."""

from __future__ import annotations

from pathlib import Path

from dsl.diagnostics import Diagnostic
from dsl.workbook import Workbook
from releases.candidate import FrameworkText, read_text
from releases.wording import unreadable
from sheets_adapter import Source, SourceError


def fetch(
    file: Path, source: Source, known: FrameworkText | None
) -> tuple[FrameworkText, Workbook] | Diagnostic:
    """The framework's text and the workbook, or why one of them cannot be had.

    ``known`` is the text that was read last; the same one is not parsed again.
    """
    try:
        written = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return unreadable(file, error)
    if known is None or known.text != written:
        known = read_text(written, file.name)
    try:
        return known, source.fetch()
    except SourceError as error:
        return Diagnostic("source-unavailable", "error", error.message, error.help)
