"""Writing to people: colour on a terminal only, nothing that a terminal would obey."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def safe_streams() -> None:
    """A sign that the terminal's encoding lacks is replaced, it does not end the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def console(*, stderr: bool = False) -> Console:
    """A console on the stream as it is now; plain when ``NO_COLOR`` is set, not even bold."""
    from rich.console import Console

    return Console(
        stderr=stderr,
        color_system=None if os.environ.get("NO_COLOR") else "auto",
        highlight=False,
        markup=False,
        emoji=False,
    )


def say(text: str | Text, *, stderr: bool = False) -> None:
    """Write a line, or several, that are never wrapped or cut."""
    console(stderr=stderr).print(text, soft_wrap=True)


def printable(text: str) -> str:
    """The text with every character that cannot be seen written as an escape.

    Records and cells come from outside: what they hold must not reach the terminal as a command.
    """
    if text.isprintable():
        return text
    return "".join(part if part.isprintable() else ascii(part)[1:-1] for part in text)
