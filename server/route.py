"""``POST /v1/route``: one record in, one decision out. The hot path.

`RouteOne.begin` is all of it but for waiting until the decision is durable.
`protocol.LimitedHttp` calls it as soon as a plain request has arrived, which costs a third of what
the way through ASGI costs. What is not plain (a body in chunks, a large one, ``Expect``) and other
servers come through ``__call__``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import NamedTuple

from starlette.types import Receive, Scope, Send

from server.answers import Answers, Wanted, idempotency_key, trace_size
from server.body import decode_request
from server.failures import failure
from server.limits import Disconnected
from server.problems import CONTENT_TYPE, Refused
from server.service import Service

PATH = "/v1/route"

Headers = list[tuple[bytes, bytes]]


class Answer(NamedTuple):
    """What goes out: the status, the headers but for the length, the body."""

    status: int
    headers: Headers
    body: bytes


Done = Callable[[Answer], None]


class RouteOne:
    """The endpoint."""

    def __init__(self, service: Service, answers: Answers) -> None:
        self._service = service
        self._answers = answers

    def begin(self, headers: Mapping[bytes, bytes], query: bytes, body: bytes, done: Done) -> None:
        """Answer a whole request: ``done`` is called once, now or when the decision is durable.

        Never raises. ``done`` is called in the event loop that this is called in.
        """
        began = perf_counter()
        try:
            self._decide(self._wanted(headers, query), body, began, done)
        except Exception as error:
            self._finish(_problem(error), began, done)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one record, over ASGI; what can be refused is refused before the body is read."""
        began = perf_counter()
        headers = dict(scope["headers"])
        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

        def done(answer: Answer) -> None:
            if not answered.done():  # whoever waited has gone
                answered.set_result(answer)

        try:
            wanted = self._wanted(headers, scope["query_string"])
            body = await self._service.bodies.read(headers, receive)
            self._decide(wanted, body, began, done)
        except Disconnected:
            return
        except Exception as error:
            self._finish(_problem(error), began, done)
        found = await answered
        length = (b"content-length", b"%d" % len(found.body))
        start = {"status": found.status, "headers": [*found.headers, length]}
        await send({"type": "http.response.start", **start})
        await send({"type": "http.response.body", "body": found.body})

    def _wanted(self, headers: Mapping[bytes, bytes], query: bytes) -> Wanted:
        service = self._service
        allowed = service.gate.require("route", headers)
        release = service.release()
        size = trace_size(query)
        require_json(headers)
        return Wanted(release, size, allowed, idempotency_key(headers))

    def _decide(self, wanted: Wanted, body: bytes, began: float, done: Done) -> None:
        def decided(decision: bytes | None, error: Exception | None) -> None:
            if error is not None or decision is None:
                answer = _problem(error or RuntimeError("no decision was made"))
            else:
                answer = Answer(200, _JSON, decision)
            self._finish(answer, began, done)

        self._answers.begin(decode_request(body), wanted, decided)

    def _finish(self, answer: Answer, began: float, done: Done) -> None:
        self._service.count("POST", PATH, answer.status, perf_counter() - began)
        done(answer)


_UNTOLD = b"application/x-www-form-urlencoded"
_JSON: Headers = [(b"content-type", b"application/json")]


def require_json(
    headers: Mapping[bytes, bytes], endings: bytes | tuple[bytes, ...] = b"json"
) -> None:
    """A body of another declared type is refused (415); an undeclared one is taken for JSON.

    So is one with what curl and urllib declare when nobody told them, unless a browser sends it:
    any page can make one send a form.
    """
    declared = headers.get(b"content-type")
    if declared is None or declared == b"application/json":
        return
    kind = declared.partition(b";")[0].strip().lower()
    if kind == _UNTOLD and b"origin" not in headers:
        return
    if kind and not kind.endswith(endings):
        said = kind[:100].decode("latin-1")
        raise Refused("not-json", f"it is declared as {said}; send application/json")


def _problem(error: Exception) -> Answer:
    refused = error if isinstance(error, Refused) else failure(error, PATH)
    extra = [(name.lower().encode(), text.encode()) for name, text in refused.headers.items()]
    return Answer(
        refused.status, [(b"content-type", CONTENT_TYPE.encode()), *extra], refused.body()
    )
