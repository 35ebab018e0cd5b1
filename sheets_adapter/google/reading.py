"""The two reads of a refresh."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from gspread.exceptions import APIError
from gspread.urls import SPREADSHEET_URL, SPREADSHEET_VALUES_BATCH_URL

from sheets_adapter.google.failures import TooMuch
from sheets_adapter.write_back.tabs import OWN_IDS

if TYPE_CHECKING:
    from sheets_adapter.google.http import Client

# As many as a Google spreadsheet may have.
MOST_CELLS = 10_000_000

_MASK = (
    "properties(title,locale),"
    "sheets.properties(sheetId,title,index,gridProperties(rowCount,columnCount))"
)
_BAD_REQUEST = 400
_ATTEMPTS = 3


class _Grid(msgspec.Struct, rename="camel"):
    row_count: int = 0
    column_count: int = 0


class _Properties(msgspec.Struct, rename="camel"):
    title: str
    sheet_id: int = 0
    index: int = 0
    grid_properties: _Grid | None = None


class _Sheet(msgspec.Struct):
    properties: _Properties


class _Book(msgspec.Struct):
    title: str = ""
    locale: str = ""


class Metadata(msgspec.Struct):
    """Title, locale and tabs of a spreadsheet."""

    properties: _Book
    sheets: list[_Sheet] = []

    def grids(self) -> Iterator[tuple[_Properties, _Grid]]:
        """The tabs with cells, in their order: not those that a chart fills."""
        for one in sorted((sheet.properties for sheet in self.sheets), key=lambda one: one.index):
            if one.grid_properties is not None:
                yield one, one.grid_properties


class _Values(msgspec.Struct):
    values: list[msgspec.Raw] = []


class _Batch(msgspec.Struct, rename="camel"):
    value_ranges: list[_Values] = []


_row = msgspec.json.Decoder(list[str])


@dataclass(frozen=True, slots=True)
class TabHead:
    """A tab by its lasting id and its present title."""

    sheet_id: int
    title: str


@dataclass(frozen=True, slots=True)
class Head:
    """What the metadata read told."""

    title: str
    locale: str
    tabs: tuple[TabHead, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What both reads told; the second one's answer is kept as it came until somebody wants it."""

    head: Head
    body: bytes

    def rows(self) -> list[Iterator[list[str]]]:
        """The rows of each tab, in their order.

        Each is decoded by itself: all of a large sheet at once would hold up every other thread.
        """
        if not self.head.tabs:
            return []
        ranges = msgspec.json.decode(self.body, type=_Batch).value_ranges
        if len(ranges) != len(self.head.tabs):
            raise msgspec.ValidationError("some ranges are missing")
        return [map(_row.decode, one.values) for one in ranges]


def read(client: Client, spreadsheet_id: str) -> Found:
    """All tabs by two reads: which there are, and what is in them.

    Read-only scopes allow no reading by sheet id, only by title. A tab that is renamed, or deleted,
    between the two is refused by Google; then both are read again.
    """
    attempt = 1
    while True:
        head = _head(client, spreadsheet_id)
        if not head.tabs:
            return Found(head, b"")
        try:
            return Found(head, _body(client, spreadsheet_id, head))
        except APIError as error:
            if error.response.status_code != _BAD_REQUEST or attempt == _ATTEMPTS:
                raise
        attempt += 1


def read_metadata(client: Client, spreadsheet_id: str) -> Metadata:
    """Which tabs there are, by one read."""
    answer = client.request("get", SPREADSHEET_URL % spreadsheet_id, params={"fields": _MASK})
    return msgspec.json.decode(answer.content, type=Metadata)


def _head(client: Client, spreadsheet_id: str) -> Head:
    told = read_metadata(client, spreadsheet_id)
    grids = list(told.grids())
    if sum(grid.row_count * grid.column_count for _, grid in grids) > MOST_CELLS:
        raise TooMuch
    tabs = tuple(
        TabHead(tab.sheet_id, tab.title) for tab, _ in grids if tab.sheet_id not in OWN_IDS
    )
    return Head(told.properties.title, told.properties.locale, tabs)


def _body(client: Client, spreadsheet_id: str, head: Head) -> bytes:
    params: dict[str, Any] = {
        # In quotes: without, a named range of that name would be meant.
        "ranges": ["'" + tab.title.replace("'", "''") + "'" for tab in head.tabs],
        "majorDimension": "ROWS",
        "valueRenderOption": "FORMATTED_VALUE",
    }
    url = SPREADSHEET_VALUES_BATCH_URL % spreadsheet_id
    return client.request("get", url, params=params).content
