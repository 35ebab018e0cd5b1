"""Runs a command on a pseudo-terminal, where it believes that a person looks on."""

from __future__ import annotations

import os
import pty
import subprocess
from pathlib import Path

from tests.cli.small import COMMAND


def on_a_terminal(folder: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """The exit code and all that the terminal was sent, standard error too."""
    ours, theirs = pty.openpty()
    try:
        with subprocess.Popen(
            [COMMAND, *arguments],
            cwd=folder,
            env=os.environ | {"TERM": "xterm-256color"} | environment,
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
        ) as process:
            os.close(theirs)
            sent = b""
            while part := _read(ours):
                sent += part
            return process.wait(timeout=60), sent.decode()
    finally:
        os.close(ours)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux says so when the other side has been closed
        return b""
