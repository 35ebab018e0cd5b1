"""What is told of a refresh that did not come to its end."""

from __future__ import annotations

from pathlib import Path

from dsl.diagnostics import Diagnostic


def unreadable(file: Path, error: Exception) -> Diagnostic:
    """A framework file that is not there, or is no text."""
    why = "is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else "cannot be read"
    return Diagnostic(
        "framework-unreadable",
        "error",
        f"the framework file {file.name} {why}",
        "Check that the file is there, may be read and is saved as UTF-8",
    )


def not_kept(error: Exception) -> Diagnostic:
    """A store that cannot be read or written: what could not be kept must not go live."""
    return Diagnostic(
        "release-not-kept",
        "error",
        f"no release can be kept or read: {error}",
        "Check the database. The live release goes on, and edits wait",
    )


def internal(error: Exception) -> Diagnostic:
    """A fault of ours."""
    return Diagnostic(
        "refresh-failed",
        "error",
        f"the refresh stopped at an unexpected {type(error).__name__}",
        "This is a fault of Routebook; the log has the details. The live release goes on",
    )


def refused_whole(release: str) -> Diagnostic:
    """A release that was rejected, and has no part that could stay out by itself."""
    return Diagnostic(
        "edit-refused",
        "error",
        f"what the sheets say now was rejected as {release}",
        "It stays out until it is edited again. If it is wanted after all: "
        f"routebook releases accept {release}",
    )
