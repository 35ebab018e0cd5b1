"""``DELETE /v1/records/{type}/{id}``: what was known of a record is erased."""

from __future__ import annotations

from functools import partial

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from history import Event, StoreError, Work
from history.lifecycle import close
from server.problems import Refused
from server.respond import json_response
from server.service import Service
from server.stored import in_thread, storable, store_of


class Records:
    """The endpoint."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def erase(self, request: Request) -> Response:
        """Erase; says how many events of the record there were. To do it again does no harm."""
        store = store_of(self._service)
        record_type, record_id = request.path_params["type"], request.path_params["id"]
        erased = 0
        if storable(record_type) and storable(record_id):
            await self._close(record_type, record_id)
            erased = await in_thread(partial(store.erase, record_type, record_id))
        if erased:
            await self._log(record_type, erased)
        found = {"record_type": record_type, "record_id": record_id, "erased": erased}
        return json_response(found)

    async def _close(self, record_type: str, record_id: str) -> None:
        """Whoever has the record has it no longer: nothing is left that could tell so later."""
        assert self._service.journal is not None
        job = partial(close, record_type=record_type, record_id=record_id)
        try:
            await self._service.journal.commit.run(job)
        except StoreError as error:
            headers = {"Retry-After": "1"}
            raise Refused("history-unavailable", str(error), headers=headers) from error

    async def _log(self, record_type: str, erased: int) -> None:
        """An event that tells no more than that it was done: an id could be a person's."""
        body = msgspec.json.encode({"record_type": record_type, "events": erased})
        event = Event("erased", self._service.clock(), body, record_type=record_type)

        def append(work: Work) -> None:
            work.append(event)

        assert self._service.journal is not None
        try:
            await self._service.journal.commit.run(append)
        except StoreError as error:
            detail = f"it is erased; that could not be noted in the log: {error}"
            raise Refused("history-unavailable", detail) from error
