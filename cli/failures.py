"""What ends a command: one or two sentences on standard error, and an exit code."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import click

FINDING = 1
COULD_NOT_RUN = 2


class CouldNotRun(click.ClickException):
    """The command cannot do its work: what is wrong and what to do, both without full stop."""

    exit_code: ClassVar[int] = COULD_NOT_RUN

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(" ".join(_sentence(part) for part in (message, advice) if part))


def unreadable(path: Path, error: OSError | UnicodeDecodeError) -> CouldNotRun:
    """What it means to a person that a file cannot be read."""
    if isinstance(error, UnicodeDecodeError):
        return CouldNotRun(f"{path} is not UTF-8 text", "Save it as UTF-8")
    if isinstance(error, FileNotFoundError):
        return CouldNotRun(f"there is no file {path}", "Check its name and the current folder")
    if isinstance(error, IsADirectoryError):
        return CouldNotRun(f"{path} is a folder", "Name a file")
    return CouldNotRun(f"{path} cannot be read: {error.strerror or error}")


def _sentence(text: str) -> str:
    return text if text.endswith(("?", ".")) else f"{text}."
