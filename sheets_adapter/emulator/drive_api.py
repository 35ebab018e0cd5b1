"""The methods of the Drive API, version 3, that clients of spreadsheets need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sheets_adapter.emulator import masks
from sheets_adapter.emulator.book import Book
from sheets_adapter.emulator.calls import Call
from sheets_adapter.emulator.errors import file_not_found, invalid
from sheets_adapter.emulator.state import Emulator

Answer = dict[str, Any]

MIME_TYPE = "application/vnd.google-apps.spreadsheet"
_PERSON = "user"
_ANYONE = "anyone"
_ROLES = ("owner", "writer", "commenter", "reader")
_NAME = re.compile(r"name\s*(=|contains)\s*(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)')")
_BRIEF: masks.Mask = {"kind": {}, "id": {}, "name": {}, "mimeType": {}}
_PERMISSION_BRIEF: masks.Mask = {"kind": {}, "id": {}, "type": {}, "role": {}}


def list_files(emulator: Emulator, call: Call) -> Answer:
    """``files.list``: what is shared with the account, by name if the query names one."""
    wanted = _NAME.search(call.option("q"))
    files = [
        _file(book)
        for book in emulator.books.values()
        if call.email in book.roles and (wanted is None or _is_named(book, wanted))
    ]
    mask = call.mask or {"kind": {}, "incompleteSearch": {}, "files": _BRIEF}
    listing = {"kind": "drive#fileList", "incompleteSearch": False, "files": files}
    return _kept(listing, mask)


def create_file(emulator: Emulator, call: Call) -> Answer:
    """``files.create`` of a spreadsheet."""
    if call.body.get("mimeType", MIME_TYPE) != MIME_TYPE:
        raise invalid("The emulator only holds spreadsheets.")
    book = emulator.new_book(str(call.body.get("name", "Untitled")))
    book.roles[call.email] = "owner"
    book.add_grid("Sheet1")
    return _kept(_file(book), call.mask or _BRIEF)


def get_file(emulator: Emulator, call: Call) -> Answer:
    """``files.get``."""
    return _kept(_file(_book(emulator, call)), call.mask or _BRIEF)


def update_file(emulator: Emulator, call: Call) -> Answer:
    """``files.update``: another name."""
    book = _book(emulator, call)
    if "name" in call.body:
        book.properties["title"] = str(call.body["name"])
        emulator.touch(book)
    return _kept(_file(book), call.mask or _BRIEF)


def copy_file(emulator: Emulator, call: Call) -> Answer:
    """``files.copy``: the account owns the copy."""
    source = _book(emulator, call)
    made = emulator.new_book(str(call.body.get("name", f"Copy of {source.title}")), source.locale)
    twin = source.copy()
    made.grids, made.named_ranges, made.last_id = twin.grids, twin.named_ranges, twin.last_id
    made.roles[call.email] = "owner"
    return _kept(_file(made), call.mask or _BRIEF)


def delete_file(emulator: Emulator, call: Call) -> Answer:
    """``files.delete``."""
    del emulator.books[_book(emulator, call).book_id]
    return {}


def list_permissions(emulator: Emulator, call: Call) -> Answer:
    """``permissions.list``."""
    book = _book(emulator, call)
    listing = {
        "kind": "drive#permissionList",
        "permissions": [_permission(email, role) for email, role in book.roles.items()],
    }
    return _kept(listing, call.mask or {"kind": {}, "permissions": _PERMISSION_BRIEF})


def create_permission(emulator: Emulator, call: Call) -> Answer:
    """``permissions.create``: share with a person or with anyone."""
    book = _book(emulator, call)
    role = call.body.get("role")
    if role not in _ROLES:
        raise invalid("The permission role field is required.")
    email = _ANYONE if call.body.get("type") == _ANYONE else call.body.get("emailAddress")
    if not email:
        raise invalid("The permission type field is required.")
    book.roles[str(email)] = str(role)
    return _kept(_permission(str(email), str(role)), call.mask or _PERMISSION_BRIEF)


def delete_permission(emulator: Emulator, call: Call) -> Answer:
    """``permissions.delete``."""
    book = _book(emulator, call)
    for email in book.roles:
        if _permission_id(email) == call.path["permission"]:
            del book.roles[email]
            return {}
    raise file_not_found(call.path["permission"])


def list_comments(emulator: Emulator, call: Call) -> Answer:
    """``comments.list``: nobody can comment here, and a client that copies a file asks."""
    _book(emulator, call)
    return _kept({"kind": "drive#commentList", "comments": []}, call.mask)


def _book(emulator: Emulator, call: Call) -> Book:
    """The spreadsheet of a request: for the Drive API one that is not shared does not exist."""
    book = emulator.books.get(call.path["id"])
    if book is None or (call.email not in book.roles and _ANYONE not in book.roles):
        raise file_not_found(call.path["id"])
    return book


def _file(book: Book) -> Answer:
    return {
        "kind": "drive#file",
        "id": book.book_id,
        "name": book.title,
        "mimeType": MIME_TYPE,
        "createdTime": book.created,
        "modifiedTime": book.modified,
        "webViewLink": book.url,
    }


def _permission(email: str, role: str) -> Answer:
    person = {"type": _PERSON, "emailAddress": email, "displayName": email.partition("@")[0]}
    who = {"type": _ANYONE} if email == _ANYONE else person
    return {"kind": "drive#permission", "id": _permission_id(email), "role": role, **who}


def _permission_id(email: str) -> str:
    if email == _ANYONE:
        return "anyoneWithLink"
    return str(int.from_bytes(email.encode()) % 10**20)


def _is_named(book: Book, wanted: re.Match[str]) -> bool:
    quoted = wanted[2] if wanted[2] is not None else wanted[3]
    name = re.sub(r"\\(.)", r"\1", quoted)
    return book.title == name if wanted[1] == "=" else name.casefold() in book.title.casefold()


def _kept(answer: Mapping[str, Any], mask: masks.Mask) -> Answer:
    kept: Answer = masks.kept(dict(answer), mask)
    return kept
