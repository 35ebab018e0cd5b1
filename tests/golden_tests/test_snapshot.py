"""The tests of the example and `routebook test` hold the same files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from golden_tests.snapshot import GOLDENS, GoldenSnapshot

ROOT = Path(__file__).parents[2]


def copies(folder: Path, *names: str) -> Path:
    """The example and its tests in a folder of their own, with some of its goldens."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    for part in ("golden_tests", "examples"):
        shutil.copytree(ROOT / part, folder / part)
    goldens = folder / "examples" / "acme" / "goldens"
    for path in goldens.iterdir():
        if path.stem not in names:
            path.unlink()
    return goldens


def pytest_on(goldens: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    plugins = ("-p", "no:cacheprovider", "-p", "syrupy")
    test = "golden_tests/test_acme.py::test_golden"
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugins, test, *arguments],
        cwd=goldens.parents[2],
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},  # the others take seconds to load
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_golden_of_the_example_is_one_of_its_tests() -> None:
    assert len(list(GOLDENS.glob("*.json"))) >= 50
    assert GoldenSnapshot.file_extension == "json"


def test_a_golden_without_decision_fails_until_it_is_written(tmp_path: Path) -> None:
    folder = copies(tmp_path, "europe-kosovo", "federal-subdomain")
    path, other = folder / "europe-kosovo.json", folder / "federal-subdomain.json"
    whole, untouched = path.read_bytes(), other.read_bytes()
    document = json.loads(whole)
    path.write_text(json.dumps({"input": document["input"]}), encoding="utf-8")

    assert pytest_on(folder).returncode == 1
    assert pytest_on(folder, "--snapshot-update", "-k", "kosovo").returncode == 0
    assert (path.read_bytes(), other.read_bytes()) == (whole, untouched)
    assert pytest_on(folder).returncode == 0


def test_an_update_removes_no_file(tmp_path: Path) -> None:
    folder = copies(tmp_path, "europe-kosovo", "federal-subdomain")
    (folder / "broken.json").write_text("{", encoding="utf-8")
    done = pytest_on(folder, "--snapshot-update")
    assert done.returncode == 1
    assert "GoldenError: it is not JSON" in done.stdout
    assert sorted(path.name for path in folder.iterdir()) == [
        "broken.json",
        "europe-kosovo.json",
        "federal-subdomain.json",
    ]


def test_a_decision_that_changed_fails(tmp_path: Path) -> None:
    folder = copies(tmp_path, "europe-kosovo")
    path = folder / "europe-kosovo.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"emea_inbound"', '"dach"'), encoding="utf-8")
    done = pytest_on(folder)
    assert done.returncode == 1
    assert "dach" in done.stdout
