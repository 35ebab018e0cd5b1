from __future__ import annotations

import os
from pathlib import Path

import pytest

from dsl.workbook import Sheet
from sheets_adapter.cache import SheetCache
from sheets_adapter.source import SourceError


class Reader:
    """Reads a file as a sheet of one cell, and counts."""

    def __init__(self) -> None:
        self.reads = 0

    def __call__(self, path: Path) -> tuple[Sheet, ...]:
        self.reads += 1
        return (Sheet("a", ((path.read_text(),),)),)


class Clock:
    """Stands ``after`` seconds past the last change of a file."""

    def __init__(self, path: Path, after: float) -> None:
        self.path = path
        self.after = after

    def __call__(self) -> float:
        status = self.path.stat()
        return max(status.st_mtime, status.st_ctime) + self.after


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text("one")
    return path


def test_a_file_at_rest_is_read_once(path: Path) -> None:
    cache, read = SheetCache(Clock(path, after=2.0)), Reader()
    first = cache.sheets(path, read)
    assert cache.sheets(path, read) is first
    assert read.reads == 1


def test_a_file_read_within_two_seconds_of_its_change_is_read_again(path: Path) -> None:
    clock = Clock(path, after=1.9)
    cache, read = SheetCache(clock), Reader()
    (first,) = cache.sheets(path, read)
    (second,) = cache.sheets(path, read)
    assert read.reads == 2
    assert second is first  # the same object, since it came out equal
    clock.after = 2.0
    cache.sheets(path, read)
    cache.sheets(path, read)
    assert read.reads == 3


def test_a_file_changed_in_the_future_is_not_trusted(path: Path) -> None:
    os.utime(path, (4e9, 4e9))
    cache, read = SheetCache(lambda: 3e9), Reader()
    cache.sheets(path, read)
    cache.sheets(path, read)
    assert read.reads == 2


def test_a_change_of_size_is_seen(path: Path) -> None:
    cache, read = SheetCache(Clock(path, after=60)), Reader()
    cache.sheets(path, read)
    path.write_text("three")
    assert cache.sheets(path, read)[0].rows == (("three",),)


def test_a_replaced_file_is_seen_though_times_and_size_are_those_of_the_old_one(path: Path) -> None:
    cache, read = SheetCache(Clock(path, after=60)), Reader()
    cache.sheets(path, read)
    old = path.stat()
    new = path.with_name("new")
    new.write_text("two")
    os.utime(new, ns=(old.st_atime_ns, old.st_mtime_ns))
    new.replace(path)
    assert cache.sheets(path, read)[0].rows == (("two",),)


def test_an_edit_in_place_is_seen_though_the_modification_time_is_set_back(path: Path) -> None:
    cache, read = SheetCache(Clock(path, after=60)), Reader()
    cache.sheets(path, read)
    old = path.stat()
    while path.stat().st_ctime_ns == old.st_ctime_ns:  # until the file system's clock ticks
        path.write_text("two")
        os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))
    assert cache.sheets(path, read)[0].rows == (("two",),)


def test_a_file_that_cannot_be_read_keeps_nothing_and_recovers(path: Path) -> None:
    def fail(_: Path) -> tuple[Sheet, ...]:
        raise SourceError("a.csv changed while it was being read", "Try again")

    cache, read = SheetCache(Clock(path, after=60)), Reader()
    with pytest.raises(SourceError):
        cache.sheets(path, fail)
    assert cache.sheets(path, read)[0].rows == (("one",),)
    content = path.read_text()
    path.unlink()
    with pytest.raises(SourceError, match=r"there is no a\.csv"):
        cache.sheets(path, read)
    path.write_text(content)
    assert cache.sheets(path, read)[0].rows == (("one",),)


def test_more_files_than_it_keeps_are_read_again(path: Path) -> None:
    other = path.with_name("b.csv")
    other.write_text("other")
    cache, read = SheetCache(Clock(path, after=60), size=1), Reader()
    for _ in range(2):
        cache.sheets(path, read)
        cache.sheets(other, read)
    assert read.reads == 4
