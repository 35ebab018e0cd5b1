"""The command line on a small framework in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli.main import main
from tests.cli.small import COMMAND, FRAMEWORK, SHEETS, Process, Run, Write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a framework, its tables, a routebook.toml."""
    (tmp_path / "small.route").write_text(FRAMEWORK, encoding="utf-8")
    (tmp_path / "sheets").mkdir()
    for title, text in SHEETS.items():
        (tmp_path / "sheets" / f"{title}.csv").write_text(text, encoding="utf-8")
    toml = 'framework = "small.route"\ntables = "sheets"\n'
    (tmp_path / "routebook.toml").write_text(toml, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(main, arguments, input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def write(folder: Path) -> Write:
    """Put a file into the folder; returns its name."""

    def write(name: str, content: str | bytes | Mapping[str, Any]) -> str:
        if isinstance(content, Mapping):
            content = json.dumps(content)
        data = content if isinstance(content, bytes) else content.encode()
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return name

    return write


@pytest.fixture
def process(folder: Path) -> Process:
    """Runs the installed ``routebook`` as people do."""

    def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [COMMAND, *arguments],
            cwd=folder,
            env=os.environ | environment,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

    return process
