"""``/v1/tables``: what the tables hold, what is wrong with their sheets, and reading them anew."""

from __future__ import annotations

import asyncio
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dsl import Table
from dsl.diagnostics import CellRef, did_you_mean
from history import StoreError
from releases import Problem, Refreshed
from server.problems import Refused
from server.respond import json_response, whole_number
from server.service import Service, problem_view
from server.stored import RETRY

_MOST = 1_000  # rows of one page
_LAST_ROW = 10**12  # far past what any sheet has


class Tables:
    """The endpoints."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def list(self, request: Request) -> Response:
        """``GET /v1/tables``."""
        tables = self._service.release().framework.tables
        return json_response([self._summary(name, table) for name, table in tables.items()])

    async def one(self, request: Request) -> Response:
        """``GET /v1/tables/{name}``: rows from ``offset``, or those around a row of the sheet."""
        limit = whole_number(request, "limit", 100, 1, _MOST)
        offset = whole_number(request, "offset", 0, 0, _LAST_ROW)
        around = whole_number(request, "around", 0, 1, _LAST_ROW)
        name = request.path_params["name"]
        table = self._table(name)
        if around:
            at = bisect_left(table.rows, around, key=lambda row: row.number)
            offset = max(0, min(at - limit // 2, len(table.rows) - limit))
        problems = self._problems(name)
        by_row = _by_row(problems)
        columns = [column.name for column in table.schema.columns]
        page = self._summary(name, table) | {
            "columns": columns,
            "total": len(table.rows),
            "offset": offset,
            "rows": [
                {
                    "row": row.number,
                    "cells": [
                        {"column": column, "text": text}
                        for column, text in zip(columns, row.cells, strict=True)
                    ],
                    "link": _link(table, row.number),
                    "problems": by_row[row.number],
                }
                for row in table.rows[offset : offset + limit]
            ],
        }
        return json_response(page)

    async def refresh(self, request: Request) -> Response:
        """``POST /v1/tables/refresh``: fetch now, and say what came of it."""
        try:
            refreshed = await self._refreshed()
        except StoreError as error:
            raise Refused("history-unavailable", str(error), headers=RETRY) from error
        found: dict[str, Any] = {
            "changed": refreshed.changed,
            "held": refreshed.held,
            "problems": [problem_view(one) for one in self._service.live.problems.all()],
        }
        if refreshed.release is not None:
            found["release"] = refreshed.release.public()
        return json_response(found)

    async def _refreshed(self) -> Refreshed:
        """What a refresh brings. It may take longer than a stop waits: then `Refused` (503)."""
        refreshing = asyncio.ensure_future(self._service.refresher.refresh())
        stopping = asyncio.ensure_future(self._service.stopping.wait())
        try:
            await asyncio.wait({refreshing, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if refreshing.done():
                return refreshing.result()
        finally:
            refreshing.cancel()
            stopping.cancel()
        detail = "the tables had not been read in full; send the request again"
        raise Refused("shutting-down", detail, headers={"Retry-After": "1"})

    def _summary(self, name: str, table: Table) -> dict[str, Any]:
        held = name in self._service.live.problems.held
        return {
            "name": name,
            "sheet": table.sheet.title,
            "rows": len(table.rows),
            "version": table.version,
            "state": "held" if held else "live",
            "problems": [problem_view(one) for one in self._problems(name)],
            "source": _link(table, 1),
        }

    def _problems(self, name: str) -> tuple[Problem, ...]:
        return self._service.live.problems.tables.get(name, ())

    def _table(self, name: str) -> Table:
        tables: Mapping[str, Table] = self._service.release().framework.tables
        if name in tables:
            return tables[name]
        near = did_you_mean(name[:100], tables)
        hint = f'did you mean "{near}"?' if near else "GET /v1/tables lists them"
        raise Refused("not-found", f"the framework has no such table; {hint}")


def _link(table: Table, row: int) -> str:
    return "" if table.link is None else table.link(row)


def _by_row(problems: Iterable[Problem]) -> defaultdict[int, list[dict[str, Any]]]:
    """The problems at cells, by the number of their row."""
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for problem in problems:
        where = problem.diagnostic.where
        digits = re.search(r"\d+", where.cell) if isinstance(where, CellRef) else None
        if digits:
            found[int(digits[0])].append(problem_view(problem))
    return found
