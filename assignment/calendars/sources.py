"""A cell of the column `calendar` to what that calendar holds: a URL, or a file."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from assignment.calendars.busy import Unreadable
from assignment.outgoing import Outgoing, OutgoingError

MOST_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Fetched:
    """A calendar's bytes; None when it is as it was. With what to ask next time whether it is."""

    body: bytes | None
    etag: str = ""
    modified: str = ""


NOTHING_YET = Fetched(None)


def without_secrets(calendar: str) -> str:
    """What may be shown of a cell: of a URL its host alone, as its path is often its password."""
    if "://" not in calendar:
        return calendar
    try:
        parts = urlsplit(calendar)
        return f"{parts.scheme}://{parts.hostname or ''}/…"
    except ValueError:
        return "an address that cannot be read"


class Sources:
    """Fetches calendars, each within ``seconds``.

    Files are told by a path from ``folder`` and must be inside it, or inside one of ``roots``.
    """

    def __init__(
        self, outgoing: Outgoing, folder: Path, roots: Sequence[Path], seconds: float
    ) -> None:
        self._outgoing = outgoing
        self._folder = folder
        self._roots = (folder, *roots)
        self._seconds = seconds
        # A file can hang as well, on a network drive; that holds up nothing but other files.
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="calendars")

    async def fetch(self, calendar: str, last: Fetched = NOTHING_YET) -> Fetched:
        """The calendar that a cell names, unless it is as ``last`` says. Raises `Unreadable`."""
        if "://" in calendar:
            return await self._url(calendar, last)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._seconds):
                body = await loop.run_in_executor(self._threads, self._file, calendar)
        except TimeoutError:
            late = f"The file could not be read within {self._seconds:g} seconds"
            raise Unreadable(late) from None
        return Fetched(body)

    def close(self) -> None:
        """Wait for no file that is still being read."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _url(self, calendar: str, last: Fetched) -> Fetched:
        scheme, rest = calendar.split("://", 1)
        if scheme.lower() in ("webcal", "webcals"):
            calendar = f"https://{rest}"
        headers = {"Accept": "text/calendar, */*;q=0.1"}
        if last.etag:
            headers["If-None-Match"] = last.etag
        if last.modified:
            headers["If-Modified-Since"] = last.modified
        try:
            answer = await self._outgoing.request(
                "GET", calendar, headers=headers, seconds=self._seconds, most_bytes=MOST_BYTES
            )
        except OutgoingError as problem:
            raise Unreadable(str(problem)) from None
        if answer.status == 304:
            return last
        if answer.status != 200:
            raise Unreadable(f"The server answered {answer.status} instead of a calendar")
        etag, modified = (answer.headers.get(name, "") for name in ("etag", "last-modified"))
        return Fetched(
            answer.body, etag if etag.isascii() else "", modified if modified.isascii() else ""
        )

    def _file(self, calendar: str) -> bytes:
        try:
            path = (self._folder / calendar).resolve()  # follows links, so that none leads outside
            if not any(path.is_relative_to(root.resolve()) for root in self._roots):
                raise Unreadable("The file is outside of the folder that calendars may be in")
            if not path.is_file():  # nor a pipe, which would never end
                raise Unreadable("There is no such file")
            with path.open("rb") as file:
                body = file.read(MOST_BYTES + 1)
        except (OSError, ValueError):  # a ValueError for a name that no file can have
            raise Unreadable("The file could not be read") from None
        if len(body) > MOST_BYTES:
            raise Unreadable(f"The file is larger than {MOST_BYTES:,} bytes")
        return body
