from __future__ import annotations

import errno
from pathlib import Path

import pytest

from sheets_adapter.files import read_file, shown, unreadable
from sheets_adapter.source import SourceError


def test_a_path_is_shown_as_given_but_never_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(Path("examples/workbook")) == "examples/workbook"
    assert shown(tmp_path / "workbook") == "workbook"
    assert shown(Path()) == tmp_path.name


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=f"{tmp_path.name} cannot be read: Is a directory"):
        read_file(tmp_path)


def test_an_error_of_the_disk_is_named() -> None:
    error = unreadable(Path("a.csv"), OSError(errno.EIO, "Input/output error"))
    assert error.message == "a.csv cannot be read: Input/output error"
    assert error.help == "Check the disk or the network drive"
    assert unreadable(Path("a.csv"), OSError()).message == "a.csv cannot be read: OSError"
