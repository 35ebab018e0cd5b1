"""Keeps unread what did not change."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from cachetools import LRUCache

from dsl.workbook import Sheet
from sheets_adapter.files import unreadable

# File systems round times to 10 ms, 1 s (ext3, HFS+) or 2 s (FAT). Within that time a second save
# can leave a file with the same times and size, so a file is trusted only when it had rested.
REST_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class _Kept:
    stamp: tuple[int, ...]
    rested: bool
    sheets: tuple[Sheet, ...]


class SheetCache:
    """The sheets of each file as last read.

    A file is read again only when its times, size or inode changed, or when it had changed less
    than two seconds before it was read. A sheet that comes out equal is the *same object* as
    before, so that what later stages keep by ``Sheet.version`` needs no new hash.

    ``now`` gives the wall clock in seconds since 1970, which is what file times are compared with.
    One cache may serve several threads; they take turns.
    """

    def __init__(self, now: Callable[[], float] = time.time, size: int = 1024) -> None:
        self._now = now
        self._kept: LRUCache[Path, _Kept] = LRUCache(size)
        self._turn = threading.Lock()

    def sheets(self, path: Path, read: Callable[[Path], Iterable[Sheet]]) -> tuple[Sheet, ...]:
        """The sheets of the file, by ``read`` only where needed; what ``read`` raises passes."""
        with self._turn:
            # Stamped before reading: a change that comes meanwhile shows the next time.
            stamp, changed_at = _stamp(path)
            kept = self._kept.get(path)
            if kept is not None and kept.rested and kept.stamp == stamp:
                return kept.sheets
            rested = self._now() - changed_at >= REST_SECONDS
            sheets = _same_where_equal(kept.sheets if kept else (), read(path))
            self._kept[path] = _Kept(stamp, rested, sheets)
            return sheets


def _stamp(path: Path) -> tuple[tuple[int, ...], float]:
    """What changes when a file does, and the time of its last change.

    The inode change time goes in as well: copying tools set the modification time back, not that.
    """
    try:
        status = path.stat()
    except OSError as error:
        raise unreadable(path, error) from error
    stamp = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, status.st_dev)
    return stamp, max(status.st_mtime, status.st_ctime)


def _same_where_equal(old: Iterable[Sheet], new: Iterable[Sheet]) -> tuple[Sheet, ...]:
    by_title = {sheet.title: sheet for sheet in old}
    return tuple(
        by_title[sheet.title] if by_title.get(sheet.title) == sheet else sheet for sheet in new
    )
