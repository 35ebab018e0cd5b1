"""The emulator over HTTP: the Google APIs, the token endpoint, and the page for people."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sheets_adapter.emulator import methods
from sheets_adapter.emulator.calls import Call
from sheets_adapter.emulator.cut import Dropped, Half
from sheets_adapter.emulator.editor import Editor
from sheets_adapter.emulator.errors import GoogleError, invalid
from sheets_adapter.emulator.faults import PAGES, Fault, error_of
from sheets_adapter.emulator.kinds import TOKEN
from sheets_adapter.emulator.state import Emulator, Exchange
from sheets_adapter.emulator.state import Request as Logged

_VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_NO_ANSWER = 0


class Api:
    """The endpoints of Google's APIs."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/token", self.token, methods=["POST"]),
            Route("/v4/{rest:path}", self.method, methods=_VERBS),
            Route("/drive/v3/{rest:path}", self.method, methods=_VERBS),
        ]

    async def token(self, request: Request) -> Response:
        """``POST /token``: an assertion for a bearer token."""
        text = (await request.body()).decode(errors="replace")
        form = {name: values[-1] for name, values in parse_qs(text).items()}

        def grant() -> dict[str, Any]:
            token_uri = str(request.url.replace(query=""))
            return self._emulator.tokens.grant(form, self._emulator.email, token_uri)

        def answer() -> Response:
            try:
                return JSONResponse(grant())
            except GoogleError as error:
                return _error(error)

        return await self._answered(request, TOKEN, answer)

    async def method(self, request: Request) -> Response:
        """A method of the Sheets or the Drive API."""
        content = await request.body()
        path = request.scope["path"]  # request.url would quote the titles in it once more
        found = methods.find(request.method, path)
        if found is None:
            return HTMLResponse("<title>Error 404 (Not Found)!!1</title>", HTTPStatus.NOT_FOUND)
        method, names = found

        def answer() -> Response:
            query = parse_qs(request.url.query, keep_blank_values=True)
            body: Any = None
            try:
                body = _json(content)
                token = self._emulator.tokens.holder(request.headers.get("authorization"))
                method.check_token(token)
                charged = self._emulator.charge(method.kind)
                if charged is not None:
                    raise charged
                call = Call(method.kind, names, query, body or {}, token.email)
                method.check_query(call)
                status, result = HTTPStatus.OK, method.run(self._emulator, call)
                response: Response = JSONResponse(result)
                if not result and method.verb == "DELETE":
                    status, result, response = HTTPStatus.NO_CONTENT, {}, Response(status_code=204)
            except GoogleError as error:
                status, result, response = HTTPStatus(error.code), error.body, _error(error)
            if self._emulator.watch is not None:
                exchange = Exchange(
                    method.kind, method.verb, path, query, body, int(status), result
                )
                self._emulator.watch(exchange)
            return response

        return await self._answered(request, method.kind, answer)

    async def _answered(self, request: Request, kind: str, answer: Any) -> Response:
        """The answer, or what a fault makes of it; either way the log has the request."""
        fault = self._emulator.faults.take(kind)
        early = None if fault is None else _instead(fault, kind)
        if early is None:
            with self._emulator.lock:
                response: Response = answer()
        else:
            response = early
        if fault is not None and fault.kind == "half":
            response = Half(response)
        status = _NO_ANSWER if isinstance(response, Dropped | Half) else response.status_code
        self._emulator.requests.add(Logged(request.method, request.scope["path"], kind, status))
        if fault is not None and fault.delay:
            await _late(request, fault.delay)
        return response


def application(emulator: Emulator) -> Starlette:
    """The ASGI application of an emulator."""
    return Starlette(routes=[*Api(emulator).routes(), *Editor(emulator).routes()])


async def _late(request: Request, seconds: float) -> None:
    """Wait, but no longer than the client does."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await request.receive())["type"] != "http.disconnect":
                continue


def _instead(fault: Fault, kind: str) -> Response | None:
    """What a fault answers without carrying out the request, if it does that."""
    if fault.kind == "dropped":
        return Dropped()
    if fault.kind in PAGES:
        status, page = PAGES[fault.kind]
        return HTMLResponse(page, status)
    error = error_of(fault, kind)
    return None if error is None else _error(error)


def _error(error: GoogleError) -> Response:
    return JSONResponse(error.body, error.code, error.headers)


def _json(content: bytes) -> Any:
    if not content:
        return None
    try:
        body = json.loads(content)
    except ValueError:
        raise invalid("Invalid JSON payload received. Unexpected token.") from None
    if not isinstance(body, dict):
        raise invalid("Invalid JSON payload received: expected an object")
    return _without_nulls(body)


def _without_nulls(value: Any) -> Any:
    """In the JSON of Google's messages a name with null is a name that is not there."""
    if isinstance(value, dict):
        return {name: _without_nulls(part) for name, part in value.items() if part is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value
