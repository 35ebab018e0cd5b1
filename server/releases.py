"""``/v1/releases``: what is, was or waits to be live, and what people decide about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from dsl.diagnostics import as_json
from history import StoredRelease
from releases import Live, utc_text
from releases.draft import NoDraft, Preview, impact_of
from releases.held import Held
from releases.kept import versions
from releases.ledger import NoSuchRelease, NotPossible, may_accept
from releases.quietly import quietly
from releases.shelf import Shelf
from releases.standing import KEY, Standing, standing_of, story_of
from server.body import decode_as
from server.problems import Refused
from server.respond import json_response, moment, whole_number
from server.route import require_json
from server.service import Service
from server.stored import in_thread, storable
from server.wire_releases import ReleaseNote

_MOST = 500  # releases of one answer

_Decide = Callable[[str, str, str], None]


class Releases:
    """The endpoints."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def list(self, request: Request) -> Response:
        """``GET /v1/releases``: the newest ones, by when they were last live."""
        limit = whole_number(request, "limit", 50, 1, _MOST)
        found = await in_thread(partial(newest, self._shelf, limit))
        may_decide = request.scope["routebook.scope"] == "admin"
        return json_response(found | {"may_decide": may_decide})

    async def one(self, request: Request) -> Response:
        """``GET /v1/releases/{id}``, with what changed."""
        return json_response(await self._found(request.path_params["id"]))

    async def impact(self, request: Request) -> Response:
        """``GET /v1/releases/{id}/impact``: measured anew, by records as if routed at a time."""
        name, at = request.path_params["id"], moment(request, "at")
        if not storable(name):
            raise _unknown()
        try:
            work = partial(impact_of, self._service.live, name, at)
            found = await in_thread(partial(quietly, self._service.live, work))
        except NoSuchRelease as error:
            raise _unknown() from error
        return json_response(found)

    async def draft(self, request: Request) -> Response:
        """``GET /v1/draft``: what the draft would do in the place of what is live."""
        draft, at = self._service.draft, moment(request, "at")
        if draft is None:
            raise Refused("not-found", "this server has no draft: set draft or draft_prefix")
        try:
            work = partial(draft.preview, at)
            found = await in_thread(partial(quietly, self._service.live, work))
        except NoDraft as error:
            raise Refused("not-found", str(error)) from error
        return json_response(preview_view(found))

    async def accept(self, request: Request) -> Response:
        """``POST /v1/releases/{id}/accept``: the held release goes live."""
        return await self._decided(request, self._service.live.accept)

    async def reject(self, request: Request) -> Response:
        """``POST /v1/releases/{id}/reject``: what is new in the held release stays out."""
        return await self._decided(request, self._service.live.reject)

    async def activate(self, request: Request) -> Response:
        """``POST /v1/releases/{id}/activate``: any kept release is put back."""
        return await self._decided(request, self._service.live.activate)

    @property
    def decisions(self) -> dict[str, Callable[[Request], Awaitable[Response]]]:
        """The endpoints at which people decide, by their verb."""
        return {"accept": self.accept, "reject": self.reject, "activate": self.activate}

    @property
    def _shelf(self) -> Shelf:
        return self._service.live.ledger.shelf

    async def _decided(self, request: Request, decide: _Decide) -> Response:
        name = request.path_params["id"]
        note = await self._note(request)
        if not storable(name):
            raise _unknown()
        try:
            work = partial(decide, name, request.scope["routebook.caller"], note)
            await in_thread(partial(quietly, self._service.live, work))
        except NoSuchRelease as error:
            raise _unknown() from error
        except NotPossible as error:
            raise Refused("conflict", str(error)) from error
        self._service.wake()
        return json_response(await self._found(name))

    async def _note(self, request: Request) -> str:
        headers = dict(request.scope["headers"])
        require_json(headers)
        sent = await self._service.bodies.read(headers, request.receive)
        return (decode_as(sent, ReleaseNote).note or "") if sent.strip() else ""

    async def _found(self, name: str) -> dict[str, Any]:
        found = await in_thread(partial(account_of, self._shelf, name)) if storable(name) else None
        if found is None:
            raise _unknown()
        return found


def held_view(live: Live) -> dict[str, Any]:
    """The member ``held_release`` (``HeldRelease``), when there is one."""
    held: Held | None = live.held
    if held is None:
        return {}
    found: dict[str, Any] = {
        "id": held.id,
        "since": utc_text(held.since),
        "reasons": held.story.reasons,
        "changes_total": held.story.changes_total,
    }
    if held.story.impact is not None:
        found["impact"] = msgspec.to_builtins(held.story.impact)
    return {"held_release": found}


def preview_view(found: Preview) -> dict[str, Any]:
    """A preview as the API shows it (``DraftView``)."""
    view: dict[str, Any] = {
        "tables": found.tables,
        "reasons": found.reasons,
        "problems": [as_json(one) for one in found.problems],
        "changes": msgspec.to_builtins(found.account.changes),
        "changes_total": found.account.changes_total,
    }
    if found.account.impact is not None:
        view["impact"] = msgspec.to_builtins(found.account.impact)
    return view


def _unknown() -> Refused:
    return Refused("not-found", "there is no such release; GET /v1/releases lists them")


def newest(shelf: Shelf, limit: int) -> dict[str, Any]:
    """The newest releases (``PastReleases``)."""
    view = _views(shelf)
    return {"releases": [view(each) for each in shelf.releases(limit)]}


def account_of(shelf: Shelf, name: str) -> dict[str, Any] | None:
    """A release with what changed in it (``ReleaseAccount``); None where it is not kept."""
    found = shelf.release(name)
    if found is None:
        return None
    story = story_of(found.story)
    return _views(shelf)(found) | {
        "previous": None if story is None else story.previous,
        "changes": [] if story is None else msgspec.to_builtins(story.changes),
        "changes_total": 0 if story is None else story.changes_total,
    }


def _views(shelf: Shelf) -> Callable[[StoredRelease], dict[str, Any]]:
    """How releases are shown by what is live and held now."""
    live, standing = shelf.live_release(), standing_of(shelf.get(KEY))
    return partial(release_view, live=live, standing=standing)


def release_view(
    release: StoredRelease, live: StoredRelease | None, standing: Standing
) -> dict[str, Any]:
    """A release as the API shows it (``PastRelease``)."""
    framework, workbook = versions(release)
    activated, story = release.activated_at, story_of(release.story)
    is_live = live is not None and live.id == release.id
    found: dict[str, Any] = {
        "id": release.id,
        "framework": framework,
        "workbook": workbook,
        "activated_at": None if activated is None else utc_text(activated),
        "saved_at": utc_text(release.saved_at),
        "live": is_live,
        "state": "live" if is_live else release.state or "past",
        "may_accept": may_accept(release, standing, None if live is None else live.id),
        "by": "" if story is None else story.by,
        "who": "" if story is None else story.who,
        "note": "" if story is None else story.note,
        "reasons": [] if story is None else story.reasons,
    }
    if story is not None and story.impact is not None:
        found["impact"] = msgspec.to_builtins(story.impact)
    return found
