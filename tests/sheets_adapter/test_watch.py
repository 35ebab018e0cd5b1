from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from pathlib import Path

import pytest

from sheets_adapter import watch
from sheets_adapter.watch import changes

Batches = AsyncGenerator[frozenset[Path], None]

RECHECK = 0.05  # seconds; short, so that a test soon sees that nothing came


def watching(*paths: Path, test: Callable[[Batches], Awaitable[None]]) -> None:
    """Runs ``test`` once the watch has begun; the first empty set tells that."""

    async def run() -> None:
        async with asyncio.timeout(30), aclosing(changes(*paths, recheck_seconds=RECHECK)) as them:
            assert await anext(them) == frozenset()
            await test(them)

    asyncio.run(run())


async def next_change(batches: Batches) -> frozenset[Path]:
    while not (changed := await anext(batches)):
        pass
    return changed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "workbook"
    folder.mkdir()
    (folder / "California.csv").write_text("zip\n")
    return folder


def test_every_kind_of_save_in_a_folder_is_seen(folder: Path) -> None:
    async def test(batches: Batches) -> None:
        (folder / "California.csv").write_text("zip\n94105\n")
        assert await next_change(batches) == {folder}
        (folder / "Oregon.csv").write_text("zip\n")
        assert await next_change(batches) == {folder}
        (folder / ".tmp").write_text("zip\n94106\n")
        (folder / ".tmp").replace(folder / "California.csv")
        assert await next_change(batches) == {folder}
        (folder / "Oregon.csv").unlink()
        assert await next_change(batches) == {folder}

    watching(folder, test=test)


def test_a_file_that_is_replaced_by_renaming_stays_watched(tmp_path: Path) -> None:
    file = tmp_path / "acme.xlsx"
    file.write_bytes(b"1")

    async def test(batches: Batches) -> None:
        for content in (b"2", b"3"):
            new = tmp_path / "acme.tmp"
            new.write_bytes(content)
            new.replace(file)
            assert await next_change(batches) == {file}

    watching(file, test=test)


def test_each_path_is_told_apart_and_neighbours_do_not_count(folder: Path) -> None:
    framework = folder.parent / "acme.route"
    framework.write_text("route\n")

    async def test(batches: Batches) -> None:
        (folder.parent / "routebook.db").write_text("a decision")
        (folder / ".California.csv.swp").write_text("an editor")
        (folder / "~$California.csv").write_text("a lock")
        framework.read_text()
        (folder / "California.csv").read_text()
        assert await anext(batches) == frozenset()
        framework.write_text("route b\n")
        assert await next_change(batches) == {framework}
        (folder / "California.csv").write_text("zip\n1\n")
        assert await next_change(batches) == {folder}

    watching(folder, framework, test=test)


def test_a_folder_that_is_moved_away_and_comes_back_is_watched_again(folder: Path) -> None:
    away = folder.with_name("away")

    async def test(batches: Batches) -> None:
        folder.rename(away)  # noqa: ASYNC240 - in a moment
        assert await next_change(batches) == {folder}
        assert await anext(batches) == frozenset()
        away.rename(folder)
        assert await next_change(batches) == {folder}
        assert await anext(batches) == frozenset()  # the new watch has begun
        (folder / "California.csv").write_text("zip\n1\n")
        assert await next_change(batches) == {folder}

    watching(folder, test=test)


def test_a_path_that_does_not_exist_yet_is_noticed_when_it_comes(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "workbook"

    async def test(batches: Batches) -> None:
        folder.mkdir(parents=True)
        assert await next_change(batches) == {folder}
        assert await anext(batches) == frozenset()
        (folder / "California.csv").write_text("zip\n")
        assert await next_change(batches) == {folder}

    watching(folder, test=test)


def test_a_mounted_volume_that_is_swapped_is_noticed(tmp_path: Path) -> None:
    mount = tmp_path / "mount"
    for version in ("..1", "..2"):
        (mount / version).mkdir(parents=True)
        (mount / version / "California.csv").write_text(f"zip\n{version}\n")
    (mount / "..data").symlink_to("..1")
    (mount / "California.csv").symlink_to("..data/California.csv")

    async def test(batches: Batches) -> None:
        (mount / "..next").symlink_to("..2")
        (mount / "..next").replace(mount / "..data")
        assert await next_change(batches) == {mount}
        assert (mount / "California.csv").read_text() == "zip\n..2\n"

    watching(mount, test=test)


def test_a_link_to_a_folder_elsewhere_is_followed_also_when_it_is_turned(tmp_path: Path) -> None:
    first, second, link = (tmp_path / name for name in ("first", "second", "link"))
    first.mkdir()
    second.mkdir()
    link.symlink_to(first)

    async def test(batches: Batches) -> None:
        (first / "a.csv").write_text("zip\n")
        assert await next_change(batches) == {link}
        (tmp_path / "next").symlink_to(second)
        (tmp_path / "next").replace(link)
        assert await next_change(batches) == {link}
        assert await anext(batches) == frozenset()
        (second / "a.csv").write_text("zip\n")
        assert await next_change(batches) == {link}

    watching(link, test=test)


@pytest.mark.parametrize("event", [asyncio.Event, threading.Event])
def test_the_stop_event_ends_it(folder: Path, event: type[asyncio.Event]) -> None:
    async def run() -> list[frozenset[Path]]:
        stop = event()
        seen = []
        async with asyncio.timeout(30):
            async for changed in changes(folder, stop_event=stop, recheck_seconds=RECHECK):
                seen.append(changed)
                stop.set()
        return seen

    assert asyncio.run(run()) == [frozenset()]


def test_a_folder_that_goes_just_before_the_watch_begins_is_no_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = [{folder / "gone": 0}]
    look = watch._folders
    monkeypatch.setattr(watch, "_folders", lambda paths: looks.pop() if looks else look(paths))

    async def test(batches: Batches) -> None:
        (folder / "California.csv").write_text("zip\n1\n")
        assert await next_change(batches) == {folder}

    watching(folder, test=test)
