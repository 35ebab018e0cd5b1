"""Which path and method is which request, and who may send it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sheets_adapter.emulator import answers, drive_api, sheets_api
from sheets_adapter.emulator.book import Book
from sheets_adapter.emulator.calls import Call, check_names
from sheets_adapter.emulator.changes import batch
from sheets_adapter.emulator.changes.sheets import copied
from sheets_adapter.emulator.errors import (
    SHEETS,
    narrow_scope,
    not_found,
    not_shared,
    unknown_name,
)
from sheets_adapter.emulator.kinds import service_of
from sheets_adapter.emulator.state import Emulator
from sheets_adapter.emulator.tokens import (
    DRIVE_READ,
    DRIVE_WRITE,
    SHEETS_READ,
    SHEETS_WRITE,
    Token,
)

Answer = dict[str, Any]

_BASE = "/v4/spreadsheets"
_FILES = "/drive/v3/files"
_ID = r"/(?P<id>[^/:]+)"
_READING = ("valueRenderOption", "dateTimeRenderOption", "majorDimension")
_WRITING = (
    "valueInputOption",
    "includeValuesInResponse",
    "responseValueRenderOption",
    "responseDateTimeRenderOption",
)
_GETTING = ("ranges", "includeGridData", "excludeTablesInBandedRanges")
_EVERYWHERE = ("$.xgafv", "access_token", "alt", "callback", "fields", "key", "prettyPrint")


@dataclass(frozen=True, slots=True)
class Method:
    """One method of an API."""

    kind: str
    verb: str
    path: re.Pattern[str]
    writes: bool
    query: tuple[str, ...] | None
    """The names that its query may have; ``None`` lets any pass, as the Drive API does."""
    run: Callable[[Emulator, Call], Answer]

    def check_token(self, token: Token) -> None:
        """403 when the token's scopes do not allow the method."""
        if service_of(self.kind) == SHEETS:
            allowed = SHEETS_WRITE if self.writes else SHEETS_READ | SHEETS_WRITE
        else:
            allowed = DRIVE_WRITE if self.writes else DRIVE_READ | DRIVE_WRITE
        if not token.scopes & allowed:
            raise narrow_scope(service_of(self.kind))

    def check_query(self, call: Call) -> None:
        """400 for a name in the query that the method does not know."""
        for name in call.query:
            if self.query is not None and name not in (*self.query, *_EVERYWHERE):
                raise unknown_name(name, "")


def find(verb: str, path: str) -> tuple[Method, dict[str, str]] | None:
    """The method that a request calls, with the names from its path."""
    for method in METHODS:
        if method.verb == verb and (match := method.path.fullmatch(path)):
            return method, match.groupdict()
    return None


def open_book(emulator: Emulator, call: Call, book_id: str, *, write: bool) -> Book:
    """The spreadsheet, if it is shared so with whoever asks; else 404 or 403."""
    book = emulator.book(book_id)
    role = book.roles.get(call.email) or book.roles.get("anyone")
    if role is None or (write and role not in ("owner", "writer")):
        raise not_shared()
    return book


def _reading(run: Callable[[Book, Call], Answer]) -> Callable[[Emulator, Call], Answer]:
    def method(emulator: Emulator, call: Call) -> Answer:
        return run(open_book(emulator, call, call.path["id"], write=False), call)

    return method


def _writing(run: Callable[[Book, Call], Answer]) -> Callable[[Emulator, Call], Answer]:
    """All or nothing: the method works on a copy, which takes the place when all went well."""

    def method(emulator: Emulator, call: Call) -> Answer:
        book = open_book(emulator, call, call.path["id"], write=True).copy()
        answer = run(book, call)
        emulator.books[book.book_id] = book
        emulator.touch(book)
        return answer

    return method


def _create(emulator: Emulator, call: Call) -> Answer:
    """``spreadsheets.create``: with the sheets that the body describes, or one blank sheet."""
    body = check_names(call.body, ("properties", "sheets", "namedRanges"))
    properties = body.get("properties", {})
    book = emulator.new_book(
        properties.get("title") or "Untitled spreadsheet", properties.get("locale") or "en_US"
    )
    try:
        book.properties |= {name: properties[name] for name in properties if name != "title"}
        book.roles[call.email] = "owner"
        add = [
            {"addSheet": {"properties": one.get("properties", {})}}
            for one in body.get("sheets", [])
        ]
        batch(book, add or [{"addSheet": {"properties": {"title": "Sheet1"}}}])
    except Exception:
        del emulator.books[book.book_id]
        raise
    return answers.spreadsheet(book, call.mask)


def _copy_to(emulator: Emulator, call: Call) -> Answer:
    """``sheets.copyTo``: a sheet into another spreadsheet, or into its own once more."""
    source = open_book(emulator, call, call.path["id"], write=False)
    grid = source.grid_of(int(call.path["sheet"]))
    wanted = str(call.body.get("destinationSpreadsheetId", ""))
    if wanted not in emulator.books:
        raise not_found()
    book = open_book(emulator, call, wanted, write=True)
    made = copied(book, grid, f"Copy of {grid.title}")
    emulator.touch(book)
    return answers.sheet_properties(book, made)


def _method(
    kind: str,
    verb: str,
    path: str,
    run: Callable[[Emulator, Call], Answer],
    query: tuple[str, ...] | None = (),
) -> Method:
    writes = verb != "GET" and not kind.endswith("ByDataFilter")
    return Method(kind, verb, re.compile(path, re.DOTALL), writes, query, run)


_VALUES = f"{_BASE}{_ID}/values"
_RANGE = r"/(?P<range>.+)"
_PERMISSIONS = f"{_FILES}{_ID}/permissions"
METHODS = (
    _method("spreadsheets.create", "POST", _BASE, _create),
    _method("spreadsheets.get", "GET", f"{_BASE}{_ID}", _reading(sheets_api.get), _GETTING),
    _method(
        "spreadsheets:getByDataFilter",
        "POST",
        f"{_BASE}{_ID}:getByDataFilter",
        _reading(sheets_api.get_by_data_filter),
    ),
    _method(
        "spreadsheets:batchUpdate",
        "POST",
        f"{_BASE}{_ID}:batchUpdate",
        _writing(sheets_api.batch_update),
    ),
    _method(
        "values:batchGet",
        "GET",
        f"{_VALUES}:batchGet",
        _reading(sheets_api.values_batch_get),
        ("ranges", *_READING),
    ),
    _method(
        "values:batchGetByDataFilter",
        "POST",
        f"{_VALUES}:batchGetByDataFilter",
        _reading(sheets_api.values_batch_get_by_data_filter),
    ),
    _method(
        "values:batchUpdate",
        "POST",
        f"{_VALUES}:batchUpdate",
        _writing(sheets_api.values_batch_update),
    ),
    _method(
        "values:batchClear",
        "POST",
        f"{_VALUES}:batchClear",
        _writing(sheets_api.values_batch_clear),
    ),
    _method("values.get", "GET", _VALUES + _RANGE, _reading(sheets_api.values_get), _READING),
    _method("values.update", "PUT", _VALUES + _RANGE, _writing(sheets_api.values_update), _WRITING),
    _method(
        "values:append",
        "POST",
        f"{_VALUES}{_RANGE}:append",
        _writing(sheets_api.values_append),
        (*_WRITING, "insertDataOption"),
    ),
    _method("values:clear", "POST", f"{_VALUES}{_RANGE}:clear", _writing(sheets_api.values_clear)),
    _method("sheets:copyTo", "POST", rf"{_BASE}{_ID}/sheets/(?P<sheet>\d+):copyTo", _copy_to),
    _method("files.list", "GET", _FILES, drive_api.list_files, None),
    _method("files.create", "POST", _FILES, drive_api.create_file, None),
    _method("files.get", "GET", f"{_FILES}{_ID}", drive_api.get_file, None),
    _method("files.update", "PATCH", f"{_FILES}{_ID}", drive_api.update_file, None),
    _method("files.copy", "POST", f"{_FILES}{_ID}/copy", drive_api.copy_file, None),
    _method("files.delete", "DELETE", f"{_FILES}{_ID}", drive_api.delete_file, None),
    _method("permissions.list", "GET", _PERMISSIONS, drive_api.list_permissions, None),
    _method("permissions.create", "POST", _PERMISSIONS, drive_api.create_permission, None),
    _method(
        "permissions.delete",
        "DELETE",
        rf"{_PERMISSIONS}/(?P<permission>[^/]+)",
        drive_api.delete_permission,
        None,
    ),
    _method("comments.list", "GET", f"{_FILES}{_ID}/comments", drive_api.list_comments, None),
)
"""Every method; of two that match a path the first one counts."""
