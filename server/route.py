"""``POST /v1/route``: one record in, one decision out. The hot path, so it is one ASGI callable.

It is called before Starlette's router and builds no request or response objects; everything that is
not the plain case is an exception that ends in a problem.
"""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter

from starlette.types import Receive, Scope, Send

from dsl import encode
from server.answers import Answers, check_idempotency_key, trace_size
from server.body import decode_request
from server.failures import failure
from server.limits import Disconnected
from server.problems import CONTENT_TYPE, Refused
from server.service import Service

PATH = "/v1/route"

_JSON = (b"content-type", b"application/json")
_PROBLEM = (b"content-type", CONTENT_TYPE.encode())


class RouteOne:
    """The endpoint."""

    def __init__(self, service: Service, answers: Answers) -> None:
        self._service = service
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one record."""
        began = perf_counter()
        try:
            body = await self._decision(scope, receive)
            status, headers = 200, [_JSON]
        except Disconnected:
            return
        except Refused as error:
            body, status, headers = _refused(error)
        except Exception as error:
            body, status, headers = _refused(failure(error, PATH))
        headers.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        self._service.count("POST", PATH, status, perf_counter() - began)

    async def _decision(self, scope: Scope, receive: Receive) -> bytes:
        service = self._service
        headers = dict(scope["headers"])
        allowed = service.gate.require("route", headers)
        release = service.release()
        size = trace_size(scope["query_string"])
        require_json(headers)
        check_idempotency_key(headers)
        body = await service.bodies.read(headers, receive)
        request = decode_request(body)
        return encode(self._answers.decide(request, release, size, allowed))


def require_json(
    headers: Mapping[bytes, bytes], endings: bytes | tuple[bytes, ...] = b"json"
) -> None:
    """A body of another declared type is refused (415); an undeclared one is taken for JSON."""
    declared = headers.get(b"content-type")
    if declared is None or declared == b"application/json":
        return
    kind = declared.partition(b";")[0].strip().lower()
    if kind and not kind.endswith(endings):
        said = kind[:100].decode("latin-1")
        raise Refused("not-json", f"it is declared as {said}; send application/json")


def _refused(refused: Refused) -> tuple[bytes, int, list[tuple[bytes, bytes]]]:
    extra = [(k.lower().encode(), v.encode()) for k, v in refused.headers.items()]
    return refused.body(), refused.status, [_PROBLEM, *extra]
