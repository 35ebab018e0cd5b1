"""JSON answers of the endpoints that are not on the hot path."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dsl import encode
from server.problems import invalid


def json_response(value: Any, status: int = 200) -> Response:
    """``value`` as JSON; what is fresh now is not what a cache should give out later."""
    return Response(encode(value), status, {"Cache-Control": "no-store"}, "application/json")


def whole_number(request: Request, name: str, default: int, low: int, high: int) -> int:
    """A query parameter between ``low`` and ``high``. Raises `Refused` (422)."""
    given = request.query_params.get(name)
    if given is None:
        return default
    if given.isascii() and given.isdigit() and len(given) <= 18 and low <= int(given) <= high:
        return int(given)
    raise invalid(f"query.{name}", f"a whole number from {low} to {high} belongs here")


def moment(request: Request, name: str) -> datetime | None:
    """A query parameter with a time and its zone. Raises `Refused` (422)."""
    given = request.query_params.get(name)
    if given is None:
        return None
    try:
        # In an address a plus stands for a space, unless it is written %2B.
        found = datetime.fromisoformat(re.sub(r" (\d\d:?\d\d)$", r"+\1", given))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise invalid(f"query.{name}", "a time with its zone belongs here: 2026-11-22T12:00:00Z")
    return found
