"""``GET /v1/samples``: records to try on the page, from a folder of CSV files."""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dsl.values.text import header_key
from server.respond import json_response

_MOST = 500
_PERSON = ("firstname", "lastname")
_COMPANY = ("company", "accountname", "email", "name")


class Samples:
    """The endpoint. The files are read at every request: they are small, and people edit them."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    async def list(self, request: Request) -> Response:
        """The first 500 sample records, each with a name to show in a list."""
        if self._folder is None:
            return json_response([])
        return json_response(await asyncio.to_thread(read_samples, self._folder))


def read_samples(folder: Path) -> list[dict[str, Any]]:
    """The records of every ``*.csv`` in ``folder``: a header line, then a record a line.

    Blank cells are left out. A file that cannot be read is passed over: samples are a convenience.
    """
    found: list[dict[str, Any]] = []
    for file in sorted(folder.glob("*.csv")):
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                rows = list(csv.DictReader(lines, restkey="", restval=""))
        except (OSError, UnicodeDecodeError, csv.Error):
            continue
        for number, row in enumerate(rows, start=1):
            fields = {name: text for name, text in row.items() if name and text}
            if fields:
                found.append({"name": _name(fields, f"{file.stem} {number}"), "fields": fields})
    return found[:_MOST]


def _name(fields: dict[str, str], otherwise: str) -> str:
    """The person and the company, as far as the usual columns of CRM exports are there."""
    by_key = {header_key(name): text for name, text in fields.items()}
    person = " ".join(by_key[key] for key in _PERSON if key in by_key)
    company = next((by_key[key] for key in _COMPANY if key in by_key), "")
    return ", ".join(part for part in (person, company) if part) or otherwise
