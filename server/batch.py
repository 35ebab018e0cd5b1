"""``POST /v1/route/batch``: a request a line in, a decision a line out, in order, as they come.

A line that cannot be routed is answered by ``{"line": 7, "error": {…}}`` and stops nothing. The
whole batch sees one release. At a shutdown, or when the lines stop coming, the last line says so
and carries the number of the first line that was not routed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from itertools import islice
from typing import Any

from starlette.types import Receive, Scope, Send

from dsl import encode
from releases import Release
from server.answers import Answers, TraceSize, Wanted, trace_size
from server.body import decode_request
from server.duplex import Duplex
from server.failures import failure
from server.keys import Scope as KeyScope
from server.lines import Lines
from server.problems import Refused, as_object
from server.route import require_json
from server.service import Service

PATH = "/v1/route/batch"

_AT_A_TIME = 32  # lines: about a millisecond, which is how long single requests may have to wait
_HEAD = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"application/x-ndjson")],
}


class RouteBatch:
    """The endpoint, as an ASGI callable."""

    def __init__(self, service: Service, answers: Answers) -> None:
        self._service = service
        self._answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one batch."""
        service = self._service
        release = service.release()
        size = trace_size(scope["query_string"])
        require_json(dict(scope["headers"]), (b"json", b"jsonl", b"text/plain"))
        allowed: KeyScope = scope["routebook.scope"]
        await send(_HEAD)
        seconds = service.settings.body_seconds
        async with Duplex(receive, send, seconds, service.stopping) as duplex:
            lines = Lines(service.settings.max_body)
            try:
                while (data := await duplex.read()) is not None:
                    await self._answer(lines.feed(data), duplex, release, size, allowed)
                await self._answer(lines.end(), duplex, release, size, allowed)
                await duplex.write(b"", last=True)
            except Refused as refused:
                await duplex.write(self._refusal(lines.number, refused), last=True)

    async def _answer(
        self,
        lines: Iterable[tuple[int, bytes | None]],
        duplex: Duplex,
        release: Release,
        size: TraceSize,
        allowed: KeyScope,
    ) -> None:
        waiting = iter(lines)
        while some := list(islice(waiting, _AT_A_TIME)):
            # All of them share a commit; they are decided in the order in which they stand.
            answers = [self._line(*line, release, size, allowed) for line in some]
            await duplex.write(b"".join(await asyncio.gather(*answers)))

    async def _line(
        self,
        number: int,
        line: bytes | None,
        release: Release,
        size: TraceSize,
        allowed: KeyScope,
    ) -> bytes:
        try:
            if line is None:
                limit = self._service.settings.max_body
                raise Refused("body-too-large", f"a line may have {limit:,} bytes")
            wanted = Wanted(release, size, allowed)
            answer = await self._answers.answer(decode_request(line), wanted) + b"\n"
        except Refused as refused:
            return self._refusal(number, refused)
        except Exception as error:
            return self._refusal(number, failure(error, PATH))
        self._service.tallies.batch_lines["routed"] += 1
        return answer

    def _refusal(self, number: int, refused: Refused) -> bytes:
        self._service.tallies.batch_lines["refused"] += 1
        answer: dict[str, Any] = {"line": number, "error": as_object(refused)}
        return encode(answer) + b"\n"
