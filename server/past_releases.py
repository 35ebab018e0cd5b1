"""``/v1/releases``: what was live, and what decisions of the log can be made by again."""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from history import Store, StoredRelease
from releases import utc_text
from releases.kept import versions
from server.problems import Refused
from server.respond import json_response, whole_number
from server.service import Service
from server.stored import in_thread, storable, store_of

_MOST = 500  # releases of one answer


class PastReleases:
    """The endpoints."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def list(self, request: Request) -> Response:
        """``GET /v1/releases``: the newest ones, by when they were last live."""
        limit = whole_number(request, "limit", 50, 1, _MOST)
        store = store_of(self._service)
        return json_response(await in_thread(partial(_newest, store, limit)))

    async def one(self, request: Request) -> Response:
        """``GET /v1/releases/{id}``."""
        store, release_id = store_of(self._service), request.path_params["id"]
        found = None
        if storable(release_id):
            found = await in_thread(partial(_one, store, release_id))
        if found is None:
            raise Refused("not-found", "there is no such release; GET /v1/releases lists them")
        return json_response(found)


def _newest(store: Store, limit: int) -> dict[str, Any]:
    live = store.live_release()
    return {"releases": [_view(each, live) for each in store.releases(limit)]}


def _one(store: Store, release_id: str) -> dict[str, Any] | None:
    found = store.release(release_id)
    return None if found is None else _view(found, store.live_release())


def _view(release: StoredRelease, live: StoredRelease | None) -> dict[str, Any]:
    framework, workbook = versions(release)
    activated = release.activated_at
    return {
        "id": release.id,
        "framework": framework,
        "workbook": workbook,
        "activated_at": None if activated is None else utc_text(activated),
        "saved_at": utc_text(release.saved_at),
        "live": live is not None and live.id == release.id,
    }
