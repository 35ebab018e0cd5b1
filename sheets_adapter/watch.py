"""Tells when a watched file or folder may have changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Protocol, cast

from watchfiles import awatch

# A save is several events: wait until nothing has happened for this long, but not without end.
SETTLE_MS = 150
LONGEST_MS = 1000

# The link that Kubernetes swaps when a mounted volume changes; the files themselves see no event.
_MOUNT_SWAP = "..data"


class Stop(Protocol):
    """An ``asyncio.Event``, ``anyio.Event`` or ``threading.Event``."""

    def is_set(self) -> bool:
        """Whether to stop."""

    def set(self) -> object:
        """Stop; called when the task that iterates is cancelled."""


async def changes(
    *paths: Path, stop_event: Stop | None = None, recheck_seconds: float = 5.0
) -> AsyncGenerator[frozenset[Path], None]:
    """The ones of ``paths`` that may have changed, each time some have, until ``stop_event``.

    A folder stands for the files in it (not below), except hidden and lock files. Files that
    editors replace by renaming, paths that do not exist yet, and folders that are moved away and
    come back are all noticed, because it is the folder around each path that is watched.

    An empty set comes once the watch has begun, since nothing tells what changed before, and when
    ``recheck_seconds`` have passed without a change, since network drives tell nothing: look then,
    too.
    """
    clock = asyncio.get_running_loop().time
    while True:
        with suppress(FileNotFoundError):  # a folder that went between look and watch: look again
            folders = _folders(paths)
            batches = awatch(
                *folders,
                watch_filter=None,
                recursive=False,
                step=SETTLE_MS,
                debounce=LONGEST_MS,
                rust_timeout=round(min(recheck_seconds, 1.0) * 1000),
                yield_on_timeout=True,
                ignore_permission_denied=True,
                stop_event=cast(asyncio.Event, stop_event),
            )
            async with aclosing(batches):
                due = clock()
                async for batch in batches:
                    touched = {Path(name) for _, name in batch}
                    changed = frozenset(path for path in paths if _concerns(path, touched))
                    # A watched folder that came, went or moved: watch anew what is there now.
                    moved = not touched.isdisjoint(folders) or _folders(paths) != folders
                    if changed or (clock() >= due and not moved):
                        yield changed
                        due = clock() + recheck_seconds
                    if moved:
                        break
                else:
                    return


def _folders(paths: Iterable[Path]) -> dict[Path, int]:
    """The folders to watch, with their inodes, by which a replaced one is told from the old one."""
    folders: set[Path] = set()
    for path in paths:
        target = path.resolve()
        folders.add(target if target.is_dir() else _nearest_folder(target))
        folders.add(_nearest_folder(path.absolute()).resolve())
    return {folder: folder.stat().st_ino for folder in sorted(folders)}


def _nearest_folder(path: Path) -> Path:
    return next(folder for folder in path.parents if folder.is_dir())


def _concerns(path: Path, touched: Iterable[Path]) -> bool:
    """Whether one of the touched paths is the path, leads to it, or is a sheet in it."""
    place = path.parent.resolve() / path.name
    target = path.resolve()
    own = {place, target, *place.parents}
    return any(
        other in own
        or (other.parent == target and not other.name.startswith((".", "~$")))
        or (other.name == _MOUNT_SWAP and other.parent in (target, place.parent))
        for other in touched
    )
