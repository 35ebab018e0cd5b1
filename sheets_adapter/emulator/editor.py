"""The page for people: every tab as a grid that can be edited, and faults to switch on.

It speaks plain JSON of its own under ``/emulator/``, for pages of this machine only: requests that
another site caused, and those under another host name, are refused.
"""

from __future__ import annotations

import hashlib
import json
from http import HTTPStatus
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dsl.workbook import column_letters
from sheets_adapter.emulator import entered, shown
from sheets_adapter.emulator.book import Book
from sheets_adapter.emulator.errors import GoogleError
from sheets_adapter.emulator.faults import FAULTS
from sheets_adapter.emulator.grid import Grid
from sheets_adapter.emulator.guard import JSON, Refused, guarded, json_body
from sheets_adapter.emulator.locales import customs
from sheets_adapter.emulator.state import Emulator

WINDOW = 200
"""Rows that the page shows at a time."""

_PAGE = Path(__file__).parent / "page"
_MEDIA = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_DIMENSIONS = ("ROWS", "COLUMNS")


class Editor:
    """The endpoints of the page. Its files are read once; only what is among them is served."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._files = {
            file.name: (file.read_bytes(), _MEDIA[file.suffix])
            for file in _PAGE.iterdir()
            if file.suffix in _MEDIA
        }

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/", guarded(self.home)),
            Route("/page/{file}", guarded(self.file)),
            Route("/emulator/sheet", guarded(self.sheet)),
            Route("/emulator/cell", guarded(self.cell), methods=["POST"]),
            Route("/emulator/lines", guarded(self.lines), methods=["POST"]),
            Route("/emulator/tabs", guarded(self.tabs), methods=["POST"]),
            Route("/emulator/faults", guarded(self.faults), methods=["POST"]),
        ]

    async def home(self, request: Request) -> Response:
        """``GET /``: the page."""
        return self._file("index.html")

    async def file(self, request: Request) -> Response:
        """``GET /page/{file}``."""
        return self._file(request.path_params["file"])

    async def sheet(self, request: Request) -> Response:
        """``GET /emulator/sheet?book=&tab=&from=``: what it shows; 304 for the same."""
        query = request.query_params
        with self._emulator.lock:
            book = self._book(query.get("book"))
            grid = _grid(book, query.get("tab"))
            state = self._state(book, grid, _number(query.get("from") or 0))
        body = json.dumps(state, ensure_ascii=False).encode()
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})
        return Response(body, media_type=JSON, headers={"ETag": tag})

    async def cell(self, request: Request) -> Response:
        """``POST /emulator/cell``: text for a cell, which is kept as it was typed."""
        body = await json_body(request)
        row, column = _number(body.get("row")), _number(body.get("column"))
        with self._emulator.lock:
            book = self._book(body.get("book"))
            grid = _grid(book, body.get("tab"))
            if row >= grid.row_count + WINDOW or column >= grid.column_count + WINDOW:
                raise Refused(400, "There is no such cell.")
            made = entered.raw(str(body.get("text", "")))
            grid.put(row, column, entered.put(grid.cell(row, column), made))
            self._emulator.touch(book)
        return JSONResponse({})

    async def lines(self, request: Request) -> Response:
        """``POST /emulator/lines``: insert or delete one row or column."""
        body = await json_body(request)
        dimension, at = body.get("dimension"), _number(body.get("at"))
        if dimension not in _DIMENSIONS:
            raise Refused(400, "Say ROWS or COLUMNS.")
        with self._emulator.lock:
            book = self._book(body.get("book"))
            grid = _grid(book, body.get("tab"))
            count = grid.row_count if dimension == "ROWS" else grid.column_count
            if body.get("delete"):
                if at >= count or count == 1:
                    raise Refused(400, "That one cannot be deleted.")
                grid.delete(dimension, at, at + 1)
            else:
                grid.insert(dimension, min(at, count), 1)
            self._emulator.touch(book)
        return JSONResponse({})

    async def tabs(self, request: Request) -> Response:
        """``POST /emulator/tabs``: a new tab; its id."""
        body = await json_body(request)
        with self._emulator.lock:
            book = self._book(body.get("book"))
            try:
                grid = book.add_grid(str(body.get("title", "")))
            except GoogleError as error:
                raise Refused(400, error.message) from None
            self._emulator.touch(book)
        return JSONResponse({"tab": grid.sheet_id})

    async def faults(self, request: Request) -> Response:
        """``POST /emulator/faults``: switch one on, for a number of requests or until cleared."""
        body = await json_body(request)
        if not body.get("kind"):
            self._emulator.faults.clear()
            return JSONResponse({})
        times = body.get("times")
        try:
            self._emulator.faults.next(str(body["kind"]), times=times and _number(times))
        except ValueError as error:
            raise Refused(400, str(error)) from None
        return JSONResponse({})

    def _file(self, name: str) -> Response:
        if name not in self._files:
            raise Refused(404, "There is no such page.")
        content, media = self._files[name]
        return Response(content, media_type=media)

    def _book(self, book_id: object) -> Book:
        books = self._emulator.books
        if not books:
            raise Refused(404, "There is no spreadsheet yet.")
        if book_id and book_id not in books:
            raise Refused(404, "There is no such spreadsheet any more.")
        return books[str(book_id)] if book_id else next(iter(books.values()))

    def _state(self, book: Book, grid: Grid, first: int) -> dict[str, Any]:
        ways = customs(book.locale)
        window = list(enumerate(grid.rows[first : first + WINDOW], start=first))
        faults = self._emulator.faults.waiting
        return {
            "books": [{"id": one.book_id, "title": one.title} for one in self._books()],
            "book": book.book_id,
            "tabs": [
                {"id": one.sheet_id, "title": one.title}
                for one in book.grids
                if not one.properties.get("hidden") or one is grid
            ],
            "tab": grid.sheet_id,
            "frozen": grid.properties["gridProperties"].get("frozenRowCount", 0),
            "from": first,
            "window": WINDOW,
            "used": grid.used,
            "rows": [[shown.formatted(grid, cell, ways) for cell in cells] for _, cells in window],
            "notes": {
                f"{column_letters(column)}{row + 1}": cell["note"]
                for row, cells in window
                for column, cell in enumerate(cells)
                if "note" in cell
            },
            "kinds": FAULTS,
            "faults": [{"kind": one.kind, "times": one.times} for one in faults],
            "requests": sum(self._emulator.requests.counts.values()),
            "reads": self._emulator.requests.reads,
        }

    def _books(self) -> list[Book]:
        return list(self._emulator.books.values())


def _grid(book: Book, tab: object) -> Grid:
    if tab is None or tab == "":
        return book.grids[0]
    for grid in book.grids:
        if str(grid.sheet_id) == str(tab):
            return grid
    raise Refused(404, "There is no such tab any more.")


def _number(value: object) -> int:
    try:
        number = int(str(value))
    except ValueError:
        number = -1
    if number < 0:
        raise Refused(400, "Send a whole number of 0 or more.")
    return number
