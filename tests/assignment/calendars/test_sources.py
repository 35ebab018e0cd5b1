"""Calendars come from URLs and files: only those that are allowed, and not too much of them."""

from __future__ import annotations

import asyncio
import gzip
import os
from pathlib import Path

import pytest

from assignment.calendars import Calendars
from assignment.calendars.sources import MOST_BYTES, Fetched, Sources, without_secrets
from assignment.outgoing import Outgoing
from tests.assignment.calendars.desk import MEETING, TOLD, Desk, rep, serving
from tests.assignment.web import Reply, Seen, Web, web


def test_bodies_that_are_too_large(tmp_path: Path) -> None:
    (tmp_path / "large.ics").write_bytes(b"x" * (MOST_BYTES + 1))
    bomb = gzip.compress(b"\0" * (MOST_BYTES * 4))

    def reply(seen: Seen) -> Reply:
        if seen.path == "/bomb":
            return serving(bomb, Content_Encoding="gzip")
        return serving(b"x" * (MOST_BYTES + 1))

    with web(reply) as server:
        desk = Desk(
            rep("ann", server.url("/large")),
            rep("ben", server.url("/bomb")),
            rep("cas", "large.ics"),
            folder=tmp_path,
        )

        async def scenario() -> None:
            assert desk.reasons() == {
                "ann": "The answer is larger than 5,000,000 bytes",
                "ben": "The answer is larger than 5,000,000 bytes",
                "cas": "The file is larger than 5,000,000 bytes",
            }

        desk.run(scenario)


def test_a_redirect_into_a_private_network_is_not_followed(tmp_path: Path) -> None:
    inside = Reply(status=302, headers={"Location": "http://169.254.169.254/latest/"})
    with web(lambda _seen: inside) as server:
        desk = Desk(rep("ann", server.url("/secret")), folder=tmp_path)

        async def scenario() -> None:
            reason = "The address leads into a private network, which is not allowed"
            assert desk.reasons() == {"ann": reason}

        desk.run(scenario)


@pytest.mark.parametrize("name", ["../outside.ics", "link.ics", "sub/../../outside.ics"])
def test_files_stay_inside_their_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "book"
    (folder / "sub").mkdir(parents=True)
    outside = tmp_path / "outside.ics"
    outside.write_text(MEETING)
    (folder / "link.ics").symlink_to(outside)
    desk = Desk(rep("ann", name), rep("ben", str(outside)), folder=folder)

    async def scenario() -> None:
        reason = "The file is outside of the folder that calendars may be in"
        assert desk.reasons() == {"ann": reason, "ben": reason}

    desk.run(scenario)


def test_files_in_another_folder_that_is_allowed(tmp_path: Path) -> None:
    folder, shared = tmp_path / "book", tmp_path / "shared"
    folder.mkdir()
    shared.mkdir()
    (shared / "ann.ics").write_text(MEETING)
    desk = Desk(rep("ann", "../shared/ann.ics"), folder=folder, shared=shared)

    async def scenario() -> None:
        assert desk.busy() == TOLD

    desk.run(scenario)


def test_files_that_are_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ics")
    names = {"ann": "pipe.ics", "ben": ".", "cas": "a\0b", "dan": "x" * 5_000}
    desk = Desk(*(rep(name, it) for name, it in names.items()), folder=tmp_path)

    async def scenario() -> None:
        assert desk.reasons() == {
            "ann": "There is no such file",
            "ben": "There is no such file",
            "cas": "The file could not be read",
            "dan": "The file could not be read",
        }

    desk.run(scenario)


def test_webcal_means_https(tmp_path: Path) -> None:
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(f"{host}:{port}")
        return []

    async def run() -> None:
        async with Outgoing(resolve=resolve) as outgoing:
            calendars = Calendars(
                lambda: [rep("ann", "WebCal://cal.test/a"), rep("ben", "file:///etc/passwd")],
                outgoing,
                tmp_path,
            )
            await calendars.refresh()
            assert asked == ["cal.test:443"]
            assert [found.reason for found in calendars.problems()] == [
                "There is no server of that name",
                "Only addresses that begin with https:// can be called",
            ]
            await calendars.close()

    asyncio.run(run())


def test_an_etag_that_no_header_can_hold_is_not_sent_back() -> None:
    def reply(_seen: Seen) -> Reply:
        return serving(MEETING, ETag='"é"')

    async def run(server: Web) -> Fetched:
        async with Outgoing(private=True) as outgoing:
            sources = Sources(outgoing, Path(), (), 10)
            try:
                return await sources.fetch(server.url())
            finally:
                sources.close()

    with web(reply) as server:
        assert asyncio.run(run(server)).etag == ""


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("https://calendar.example/ical/private-1/basic.ics?k=2", "https://calendar.example/…"),
        ("webcal://user:word@cal.example:8443/x", "webcal://cal.example/…"),
        ("https://[bad/secret", "an address that cannot be read"),
        ("calendars/ann.ics", "calendars/ann.ics"),
    ],
)
def test_addresses_are_shown_without_what_opens_them(cell: str, shown: str) -> None:
    assert without_secrets(cell) == shown
