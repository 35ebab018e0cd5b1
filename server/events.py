"""``GET /v1/events``: everything that happened, in order; and how one event is shown anywhere."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import partial
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from dsl.decision import timestamp
from history import Event, Store
from server.problems import Refused, invalid
from server.respond import json_response, whole_number
from server.service import Service
from server.stored import in_thread, store_of

_MOST = 1_000  # events of one page
_LAST = 10**18 - 1  # far past what any log has
_KIND = re.compile(r"[a-z][a-z0-9_.]{0,63}")


def event_view(event: Event) -> dict[str, Any]:
    """An event as the API and the webhooks show it (``EventView``).

    It holds what every reader may see: the body as it is stored, with private values masked. What
    is sealed, and what only a replay needs, is not in it.
    """
    return {
        "seq": event.seq,
        "kind": event.kind,
        "at": timestamp(event.at),
        "decision_id": event.decision_id,
        "record_type": event.record_type,
        "record_id": event.record_id,
        "data": msgspec.json.decode(event.body),
    }


class Events:
    """The endpoint."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def list(self, request: Request) -> Response:
        """``GET /v1/events``: what follows on ``after``, the oldest first."""
        after = whole_number(request, "after", 0, 0, _LAST)
        limit = whole_number(request, "limit", 100, 1, _MOST)
        kinds = _kinds(request)
        store = store_of(self._service)
        return json_response(await in_thread(partial(_page, store, after, limit, kinds)))


def _page(store: Store, after: int, limit: int, kinds: Collection[str] | None) -> dict[str, Any]:
    last = store.last_seq()  # before the events: what comes in between is left for next time
    if after > last:
        raise _past_the_end(last)
    events = store.events(after, limit, kinds)
    end = max([after, *(event.seq for event in events)])
    if len(events) < limit:  # nothing else up to ``last``: the next page need not look again
        end = max(end, last)
    return {"events": [event_view(event) for event in events], "next": end}


def _kinds(request: Request) -> set[str] | None:
    """The kinds asked for, one or several ``kind=``; None for all of them."""
    given = request.query_params.getlist("kind")
    if not all(_KIND.fullmatch(kind) for kind in given):
        raise invalid("query.kind", "the kind of an event belongs here, such as decision")
    return set(given) or None


def _past_the_end(last: int) -> Refused:
    """A cursor of another log, or of this one before a backup was put back."""
    return invalid("query.after", f"the log ends at {last}, so no page ended here")
