"""Reading files so that whatever goes wrong is one plain sentence."""

from __future__ import annotations

import os
from pathlib import Path

from sheets_adapter.source import SourceError


def shown(path: Path) -> str:
    """How people see a path: as it was given, but only its last part when it is absolute."""
    if path.is_absolute() or path == Path():
        return path.resolve().name
    return path.as_posix()


def read_file(path: Path) -> bytes:
    """All bytes of a file as of one moment; a file that changes meanwhile is a SourceError.

    A file replaced by renaming is no problem: what was opened is read to its end.
    """
    try:
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            data = file.read()
            after = os.fstat(file.fileno())
    except OSError as error:
        raise unreadable(path, error) from error
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, len(data)):
        raise SourceError(
            f"{path.name} changed while it was being read", "Let the save finish, then try again"
        )
    return data


def unreadable(path: Path, error: OSError) -> SourceError:
    """What an operating system error on a file or folder means to a person."""
    name = shown(path)
    if isinstance(error, FileNotFoundError):
        return SourceError(f"there is no {name}", "Check the name, or put it back")
    if isinstance(error, PermissionError):
        return SourceError(
            f"{name} may not be read", "Give the account that runs Routebook permission to read it"
        )
    reason = error.strerror or type(error).__name__
    return SourceError(f"{name} cannot be read: {reason}", "Check the disk or the network drive")
