"""A spreadsheet as those see it who write into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import msgspec

from sheets_adapter.google.address import spreadsheet_id
from sheets_adapter.google.credentials import Access
from sheets_adapter.google.in_time import GRACE_SECONDS, GivenUp

if TYPE_CHECKING:
    from sheets_adapter.google.http import Client

_T = TypeVar("_T")

_SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"
_FILES = "https://www.googleapis.com/drive/v3/files"
_SPREADSHEET = "application/vnd.google-apps.spreadsheet"


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab with a grid of so many rows and columns; ``index`` is its place, from 0."""

    sheet_id: int
    title: str
    index: int
    rows: int
    columns: int


class _Made(msgspec.Struct):
    id: str


class Spreadsheet:
    """One spreadsheet at Google. Every method asks Google, blocks, and raises ``SourceError``.

    What is written is written as it stands, never as a formula, whatever it begins with.
    """

    def __init__(self, id: str, client: Client, access: Access, name: str = "") -> None:  # noqa: A002 - Google calls it so
        self.id = id
        self._client = client
        self._access = access
        self._name = name or f"google:{id}"
        self._at = f"{_SHEETS}/{id}"

    @property
    def url(self) -> str:
        """Where a person opens it."""
        return f"https://docs.google.com/spreadsheets/d/{self.id}/edit"

    @property
    def email(self) -> str:
        """The account that writes; empty when the credentials do not tell it."""
        return self._client.email

    def tabs(self) -> list[Tab]:
        """The tabs in their order, by one read; charts that fill a tab are none."""
        from sheets_adapter.google.reading import read_metadata

        told = self._in_time(lambda: read_metadata(self._client, self.id))
        self._name = told.properties.title or self._name
        return [
            Tab(tab.sheet_id, tab.title, tab.index, grid.row_count, grid.column_count)
            for tab, grid in told.grids()
        ]

    def values(self, ranges: Sequence[str]) -> list[list[list[str]]]:
        """The texts that the cells of each A1 range show, by one read; rows may be ragged."""
        if not ranges:
            return []
        params = {"ranges": list(ranges), "valueRenderOption": "FORMATTED_VALUE"}
        answer = self._call("get", f"{self._at}/values:batchGet", params=params)
        return [one.get("values", []) for one in answer.get("valueRanges", [])]

    def get(self, fields: str, ranges: Sequence[str] = ()) -> dict[str, Any]:
        """What ``fields``, a mask as Google has them, picks from the spreadsheet; one read."""
        params = {"fields": fields, **({"ranges": list(ranges)} if ranges else {})}
        return self._call("get", self._at, params=params)

    def get_as(self, fields: str, read: Callable[[bytes], _T]) -> _T:
        """What ``read`` makes of the JSON: for answers too large to be decoded in one piece.

        It may raise ``msgspec.MsgspecError`` for what is not as Google tells it.
        """
        ask = self._client.request
        return self._in_time(lambda: read(ask("get", self._at, {"fields": fields}).content))

    def batch_update(self, requests: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Changes of tabs, formats, notes and the like: all are made, or none."""
        return self._call("post", f"{self._at}:batchUpdate", json={"requests": list(requests)})

    def write(self, data: Mapping[str, Sequence[Sequence[str]]]) -> None:
        """Rows of texts by the A1 range that they go to."""
        ranges = [
            {"range": place, "majorDimension": "ROWS", "values": _lists(rows)}
            for place, rows in data.items()
        ]
        body = {"valueInputOption": "RAW", "data": ranges}
        self._call("post", f"{self._at}/values:batchUpdate", json=body)

    def append(self, range: str, rows: Sequence[Sequence[str]]) -> None:  # noqa: A002 - Google calls it so
        """New rows of texts below those that the A1 range has."""
        params = {"valueInputOption": "RAW", "insertDataOption": "INSERT_ROWS"}
        body = {"majorDimension": "ROWS", "values": _lists(rows)}
        self._call("post", f"{self._at}/values/{quote(range, safe='')}:append", params, body)

    def share(self, email: str, role: str = "writer") -> None:
        """Let a person read (``reader``) or edit (``writer``) it; Google sends them no mail."""
        params = {"supportsAllDrives": "true", "sendNotificationEmail": "false"}
        body = {"type": "user", "role": role, "emailAddress": email}
        self._call("post", f"{_FILES}/{self.id}/permissions", params, body)

    def _call(
        self,
        method: str,
        url: str,
        params: dict[str, Any] | None = None,
        json: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        def ask() -> dict[str, Any]:
            answer = self._client.request(method, url, params=params, json=json)
            return msgspec.json.decode(answer.content, type=dict[str, Any])

        return self._in_time(ask)

    def _in_time(self, ask: Callable[[], _T]) -> _T:
        seconds = self._access.seconds

        def within() -> _T:
            with self._client.within(seconds, self._name):
                return ask()

        try:
            return self._access.calls.in_time(within, seconds + GRACE_SECONDS)
        except (TimeoutError, GivenUp) as error:
            from sheets_adapter.google.failures import explained

            raise explained(error, self._name, self.email) from error


def open_spreadsheet(spec: str, access: Access, *, write: bool = False) -> Spreadsheet:
    """The spreadsheet that ``spec`` names: ``google:ID``, or its address in the browser.

    Asks Google nothing yet. Raises ``SourceError`` for bad credentials, or for what names none.
    """
    from sheets_adapter.google.http import Client

    return Spreadsheet(spreadsheet_id(spec), Client(access, write=write), access)


def create_spreadsheet(title: str, access: Access) -> Spreadsheet:
    """A new spreadsheet, which belongs to the account and is shared with nobody yet.

    Raises ``SourceError``.
    """
    from sheets_adapter.google.http import Client

    client = Client(access, write=True)
    with client.within(access.seconds, title):
        body = {"name": title, "mimeType": _SPREADSHEET}
        answer = client.request("post", _FILES, params={"supportsAllDrives": "true"}, json=body)
        made = msgspec.json.decode(answer.content, type=_Made)
    return Spreadsheet(made.id, client, access, title)


def _lists(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [list(row) for row in rows]
