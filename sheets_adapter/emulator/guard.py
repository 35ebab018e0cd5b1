"""The page and what it talks to are for pages of this machine only, and harmless to them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

JSON = "application/json"
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}

Endpoint = Callable[[Request], Awaitable[Response]]


class Refused(Exception):
    """Why the page cannot have what it asked for, in a sentence for whoever looks at it."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def guarded(endpoint: Endpoint) -> Endpoint:
    """The endpoint for pages of this machine only, with headers that keep it harmless."""

    async def checked(request: Request) -> Response:
        try:
            _check_origin(request)
            response = await endpoint(request)
        except Refused as refused:
            response = JSONResponse({"reason": refused.reason}, refused.status)
        response.headers.update(_SECURITY)
        return response

    return checked


def _check_origin(request: Request) -> None:
    host = request.headers.get("host", "")
    if _name_of(host) not in _LOOPBACK:
        raise Refused(403, "The emulator answers under 127.0.0.1 and localhost only.")
    origin = request.headers.get("origin")
    foreign = origin is not None and origin != f"http://{host}"
    site = request.headers.get("sec-fetch-site", "none")
    linked = request.method == "GET" and request.headers.get("sec-fetch-mode") == "navigate"
    if foreign or (site not in ("same-origin", "none") and not linked):
        raise Refused(403, "Another site may not use the emulator.")


def _name_of(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


async def json_body(request: Request) -> dict[str, Any]:
    """The JSON object that a page sent: no form of another site can send one."""
    if request.headers.get("content-type", "").partition(";")[0] != JSON:
        raise Refused(415, "Send JSON.")
    try:
        body = json.loads(await request.body())
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused(400, "Send a JSON object.")
    return body
