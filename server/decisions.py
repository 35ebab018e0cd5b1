"""``/v1/decisions``: what was decided, as it was answered; and whether it would be so again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from dsl.diagnostics import did_you_mean
from history import DecisionFilter, Event, Store
from history.deciding import Ruling
from history.journal import Contents
from history.replay import replay
from releases import Release
from releases.kept import restore
from server.answers import TraceSize, sized, trace_size
from server.problems import Refused, invalid
from server.respond import json_response, moment, whole_number
from server.service import Service
from server.stored import contents_of, in_thread, storable, store_of

_MOST = 500  # decisions of one page
_LAST = 10**18 - 1  # far past what any log has
_RESTORED = 4  # releases that stay ready after a replay
_TEXTS = ("record_type", "record_id", "assigned_to", "outcome", "step")
_OTHERS = ("since", "until", "limit", "after", "trace")


class Decisions:
    """The endpoints."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._restored = lru_cache(_RESTORED)(_restored)
        self._one_at_a_time = asyncio.Lock()

    async def one(self, request: Request) -> Response:
        """``GET /v1/decisions/{id}``."""
        size = trace_size(request.scope["query_string"])
        event = await self._event(request)
        whole = partial(contents_of(self._service).whole, event)
        return json_response(sized(msgspec.json.decode(await in_thread(whole)), size))

    async def list(self, request: Request) -> Response:
        """``GET /v1/decisions``: those that fit, the newest first."""
        wanted = _filter(request)
        size = trace_size(request.scope["query_string"], "none")
        after = whole_number(request, "after", 0, 1, _LAST) or None
        limit = whole_number(request, "limit", 50, 1, _MOST)
        store, contents = store_of(self._service), contents_of(self._service)
        if not all(storable(getattr(wanted, name) or "") for name in _TEXTS):
            return json_response({"decisions": [], "next": None})
        return json_response(
            await in_thread(partial(_page, store, contents, wanted, after, limit, size))
        )

    async def replay(self, request: Request) -> Response:
        """``POST /v1/decisions/{id}/replay``: made again from what was recorded, and compared."""
        event = await self._event(request)
        contents = contents_of(self._service)
        await in_thread(partial(contents.recorded, event))  # before a release is restored in vain
        ruling = await self._ruling(event.release_id)
        replayed = await in_thread(partial(replay, event, ruling, contents))
        return json_response(msgspec.to_builtins(replayed))

    async def _event(self, request: Request) -> Event:
        store, decision_id = store_of(self._service), request.path_params["id"]
        found = None
        if storable(decision_id):
            found = await in_thread(partial(store.decision, decision_id))
        if found is None:
            raise Refused("not-found", "there is no such decision, or no longer")
        return found

    async def _ruling(self, release_id: str) -> Ruling:
        """The release with this id, made ready; one at a time, since that is work for a thread."""
        live: Release | None = self._service.live.release
        if live is not None and live.id == release_id:
            return live.ruling
        async with self._one_at_a_time:
            return await in_thread(partial(self._restored, store_of(self._service), release_id))


def _restored(store: Store, release_id: str) -> Ruling:
    return restore(store, release_id).ruling


def _page(
    store: Store,
    contents: Contents,
    wanted: DecisionFilter,
    after: int | None,
    limit: int,
    size: TraceSize,
) -> dict[str, Any]:
    """A page, without the decisions of it that were erased: nothing is left to show of them."""
    events = store.decisions(wanted, after, limit + 1)
    return {
        "decisions": [
            _shown(event, contents, size) for event in events[:limit] if not event.erased
        ],
        "next": events[limit - 1].seq if len(events) > limit else None,
    }


def _shown(event: Event, contents: Contents, size: TraceSize) -> dict[str, Any]:
    """A decision; what is sealed is in the trace alone, and need not be opened without it."""
    body = event.body if size == "none" else contents.whole(event)
    return sized(msgspec.json.decode(body), size)


def _filter(request: Request) -> DecisionFilter:
    """What is asked for. Raises `Refused` (422), also for a filter that there is not."""
    given = request.query_params
    known = (*_TEXTS, *_OTHERS)
    for name in given:
        if name not in known:
            raise invalid(f"query.{name[:100]}", _unknown(name[:100], known))
    texts = {name: given.get(name) for name in _TEXTS}
    since, until = moment(request, "since"), moment(request, "until")
    return DecisionFilter(**texts, since=since, until=until)


def _unknown(name: str, known: Sequence[str]) -> str:
    near = did_you_mean(name, known)
    return f'did you mean "{near}"?' if near else f"use some of {', '.join(known)}"
