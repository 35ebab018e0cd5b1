"""``POST /v1/route``: one record in, one decision out. The hot path.

`RouteOne.answer` is all of it, without waiting for anything. `protocol.LimitedHttp` calls it as
soon as a plain request has arrived, which costs a third of what the way through ASGI costs. What is
not plain (a body in chunks, a large one, ``Expect``) and other servers come through ``__call__``.
"""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter
from typing import NamedTuple

from starlette.types import Receive, Scope, Send

from dsl import encode
from releases import Release
from server.answers import Answers, TraceSize, check_idempotency_key, trace_size
from server.body import decode_request
from server.failures import failure
from server.keys import Scope as KeyScope
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


class _Admitted(NamedTuple):
    """A request that may be answered: by which release, how fully, for whom."""

    release: Release
    size: TraceSize
    scope: KeyScope


class RouteOne:
    """The endpoint."""

    def __init__(self, service: Service, answers: Answers) -> None:
        self._service = service
        self._answers = answers

    def answer(self, headers: Mapping[bytes, bytes], query: bytes, body: bytes) -> Answer:
        """The answer to a whole request. Never raises."""
        began = perf_counter()
        try:
            found = self._decided(self._admitted(headers, query), body)
        except Exception as error:
            found = _problem(error)
        self._service.count("POST", PATH, found.status, perf_counter() - began)
        return found

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one record, over ASGI; what can be refused is refused before the body is read."""
        began = perf_counter()
        headers = dict(scope["headers"])
        try:
            admitted = self._admitted(headers, scope["query_string"])
            body = await self._service.bodies.read(headers, receive)
            found = self._decided(admitted, body)
        except Disconnected:
            return
        except Exception as error:
            found = _problem(error)
        length = (b"content-length", b"%d" % len(found.body))
        start = {"status": found.status, "headers": [*found.headers, length]}
        await send({"type": "http.response.start", **start})
        await send({"type": "http.response.body", "body": found.body})
        self._service.count("POST", PATH, found.status, perf_counter() - began)

    def _admitted(self, headers: Mapping[bytes, bytes], query: bytes) -> _Admitted:
        service = self._service
        allowed = service.gate.require("route", headers)
        release = service.release()
        size = trace_size(query)
        require_json(headers)
        check_idempotency_key(headers)
        return _Admitted(release, size, allowed)

    def _decided(self, admitted: _Admitted, body: bytes) -> Answer:
        decision = self._answers.decide(decode_request(body), *admitted)
        return Answer(200, _JSON, encode(decision))


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
