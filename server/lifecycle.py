"""What happens to a record after its decision: feedback, routing it again, claims."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from history import SealError, StoreError, Work
from history.deciding import Ruling
from history.journal import Erased, Journal, KeyReused
from history.lifecycle import (
    FEEDBACK,
    Claim,
    Conflict,
    Reroute,
    Unknown,
    claim,
    feedback,
    release_claim,
    reroute,
)
from server.answers import Answers, Wanted, idempotency_key, refusal, trace_size, unknown
from server.body import decode_as
from server.problems import Refused, invalid
from server.respond import json_response
from server.route import require_json
from server.service import Service
from server.stored import storable
from server.wire_lifecycle import (
    REROUTES,
    ClaimRequest,
    ClaimView,
    FeedbackRequest,
    FeedbackView,
    RerouteRequest,
)

T = TypeVar("T")
_BY = "request"

_Claiming = Callable[[Work, Journal, Ruling, str, str, datetime, str], Claim]


class Lifecycle:
    """The endpoints."""

    def __init__(self, service: Service, answers: Answers) -> None:
        self._service = service
        self._answers = answers

    async def feedback(self, request: Request) -> Response:
        """``POST /v1/decisions/{id}/feedback``."""
        journal, decision_id = self._journal(), _decision_id(request)
        sent = await self._body(request, FeedbackRequest)
        if sent.kind not in FEEDBACK:
            raise invalid("$.kind", unknown(sent.kind, FEEDBACK))
        now = self._service.clock()
        found = await self._run(
            journal,
            lambda work: feedback(work, journal, decision_id, sent.kind, sent.note or "", _BY, now),
        )
        view = FeedbackView(found.decision_id, found.kind, True, found.credited)
        return json_response(msgspec.to_builtins(view))

    async def reroute(self, request: Request) -> Response:
        """``POST /v1/decisions/{id}/reroute``: the new decision, as ``POST /v1/route`` gives it."""
        journal, decision_id = self._journal(), _decision_id(request)
        service, headers = self._service, dict(request.scope["headers"])
        wanted = Wanted(
            service.release(),
            trace_size(request.scope["query_string"]),
            request.scope["routebook.scope"],
            idempotency_key(headers),
        )
        sent = await self._body(request, RerouteRequest)
        if sent.event not in REROUTES:
            raise invalid("$.event", unknown(sent.event, REROUTES))
        key = wanted.key or sent.idempotency_key or ""
        asked = Reroute(
            wanted.release.ruling,
            decision_id,
            sent.event,
            service.new_id(),
            service.clock(),
            _BY,
            key,
            hashlib.sha256(f"reroute {decision_id} {sent.event}".encode()).digest() if key else b"",
        )
        given = await self._run(journal, lambda work: reroute(work, journal, asked), key)
        answer = self._answers.told(given, wanted)
        return Response(
            answer, headers={"Cache-Control": "no-store"}, media_type="application/json"
        )

    async def claims(self, request: Request) -> Response:
        """``/v1/decisions/{id}/claim``: POST claims, and exactly one wins; DELETE gives back."""
        if request.method == "DELETE":
            return await self._release(request)
        journal, decision_id = self._journal(), _decision_id(request)
        sent = await self._body(request, ClaimRequest)
        return await self._claim(claim, journal, decision_id, sent.rep)

    async def _release(self, request: Request) -> Response:
        journal, decision_id = self._journal(), _decision_id(request)
        rep = request.query_params.get("rep")
        if rep is None:  # some clients can send a body with it, and others cannot
            sent = await self._sent(request)
            if not sent:
                raise invalid("query.rep", "say whose claim it is")
            rep = decode_as(sent, ClaimRequest).rep
        return await self._claim(release_claim, journal, decision_id, rep)

    async def _claim(self, do: _Claiming, journal: Journal, decision_id: str, rep: str) -> Response:
        ruling, now = self._service.release().ruling, self._service.clock()
        found = await self._run(
            journal, lambda work: do(work, journal, ruling, decision_id, rep, now, _BY)
        )
        view = ClaimView(found.decision_id, found.claimed_by, found.pool)
        return json_response(msgspec.to_builtins(view))

    def _journal(self) -> Journal:
        if self._service.journal is None:
            raise Refused("not-found", "this server keeps no history: it has no database_url")
        return self._service.journal

    async def _body(self, request: Request, kind: type[T]) -> T:
        return decode_as(await self._sent(request), kind)

    async def _sent(self, request: Request) -> bytes:
        headers = dict(request.scope["headers"])
        require_json(headers)
        return await self._service.bodies.read(headers, request.receive)

    async def _run(self, journal: Journal, job: Callable[[Work], T], key: str = "") -> T:
        """The job's result, once it is durable. Raises `Refused` for what stands in its way."""
        try:
            found = await journal.commit.run(job, idempotency_key=key)
        except Unknown as error:
            raise Refused("not-found", "there is no such decision, or no longer") from error
        except Conflict as error:
            raise Refused("conflict", str(error)) from error
        except (KeyReused, Erased, SealError, StoreError) as error:
            raise refusal(error) from error
        self._service.wake()
        return found


def _decision_id(request: Request) -> str:
    """The id in the address. Raises `Refused` (404) for one that no database can hold."""
    found: str = request.path_params["id"]
    if not storable(found):
        raise Refused("not-found", "there is no such decision, or no longer")
    return found
