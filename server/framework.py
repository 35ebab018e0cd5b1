"""``GET /v1/framework`` and ``GET /v1/release``: what is live, in the words it was written in."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from releases import utc_text
from server.releases import held_view
from server.respond import json_response
from server.service import Service, problem_view


class FrameworkAndRelease:
    """The endpoints."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def framework(self, request: Request) -> Response:
        """The text that is live, its records and the problems of the newest text."""
        structure = self._service.release().framework.structure
        problems = self._service.live.problems
        return json_response(
            {
                "name": structure.name,
                "file": structure.file,
                "version": structure.version,
                "state": "held" if problems.framework_held else "live",
                "source": structure.text,
                "records": [
                    {
                        "name": name,
                        "fields": [
                            {
                                "name": field.name,
                                "type": field.type.name,
                                "sources": field.sources,
                                "private": field.private,
                            }
                            for field in record.fields
                        ],
                    }
                    for name, record in structure.records.items()
                ],
                "problems": [problem_view(one) for one in (*problems.source, *problems.framework)],
            }
        )

    async def release(self, request: Request) -> Response:
        """The release that is live, its age, and everything that keeps a newer one back."""
        problems = self._service.live.problems
        return json_response(
            self._service.release().public()
            | self._telling()
            | {
                "age_seconds": self._service.age_seconds(),
                "held": sorted(problems.held),
                **held_view(self._service.live),
                "problems": [problem_view(one) for one in problems.all()],
            }
        )

    def _telling(self) -> dict[str, Any]:
        """How telling people in their spreadsheet goes, where it is asked for."""
        telling = self._service.telling
        if telling is None:
            return {}
        found = telling.state
        view = {"state": found.state, "since": utc_text(found.since)}
        return {"telling": view | ({"reason": found.reason} if found.reason else {})}
