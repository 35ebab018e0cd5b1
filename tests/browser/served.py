"""A real server on a copy of the example, for the tests of the page."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "acme"
COMMAND = Path(sys.executable).with_name("routebook")


@dataclass(frozen=True, slots=True)
class Served:
    """Where the page is, and the folder whose files the server reads."""

    url: str
    folder: Path

    def edit(self, title: str, old: str, new: str) -> None:
        """Put ``new`` in the place of the only ``old`` in a sheet."""
        _edit(self.folder / "workbook" / f"{title}.csv", old, new)

    def edit_framework(self, old: str, new: str) -> None:
        """Put ``new`` in the place of the only ``old`` in the framework."""
        _edit(self.folder / "acme.route", old, new)


def _edit(file: Path, old: str, new: str) -> None:
    """All at once, so that the server never reads half a file."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    draft = file.with_suffix(".draft")
    draft.write_text(text.replace(old, new), encoding="utf-8")
    draft.replace(file)


def copy_example(folder: Path) -> Path:
    """A copy of the example that a test may edit, without what a server run there has left."""
    return Path(shutil.copytree(EXAMPLE, folder / "acme", ignore=_LEFT))


_LEFT = shutil.ignore_patterns("*.sqlite3*", "keys.json", "routebook.key")


def run(folder: Path, *arguments: str, **environment: str) -> str:
    """What a ``routebook`` command prints when it is run in ``folder``."""
    done = subprocess.run(
        [COMMAND, *arguments],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@contextmanager
def served(folder: Path, **environment: str) -> Iterator[Served]:
    """``routebook serve`` in ``folder`` on a free port, until the block ends.

    Its database is there, too: a file has one writing process.
    """
    database = {"ROUTEBOOK_DATABASE_URL": f"sqlite:///{folder}/routebook.sqlite3"}
    log = folder / "server.log"
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            [COMMAND, "serve", "--port", "0"],
            cwd=folder,
            env=os.environ | database | environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            _, _, url = line.strip().partition("Routebook: ")
            assert url, f"the server did not start: {line}{log.read_text(encoding='utf-8')}"
            yield Served(url, folder)
        finally:
            process.terminate()
            process.communicate(timeout=20)
