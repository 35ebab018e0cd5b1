"""``/healthz``, ``/readyz`` and ``/metrics``: for load balancers, orchestrators and Prometheus."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from server.metrics import CONTENT_TYPE, Exposition, RoutebookCollector
from server.releases import held_view
from server.respond import json_response
from server.service import Service, problem_view


class Health:
    """The endpoints."""

    def __init__(self, service: Service) -> None:
        self._service = service
        collector = RoutebookCollector(service.tallies, service.live, service.clock)
        self._exposition = Exposition(collector)

    async def alive(self, request: Request) -> Response:
        """200 as long as the process answers."""
        return json_response({"status": "alive"})

    async def ready(self, request: Request) -> Response:
        """200 once a release is live, with its age however old; 503 with the problems before.

        Not ready again while shutting down, so that load balancers turn elsewhere.
        """
        service = self._service
        release, problems = service.live.release, service.live.problems
        ready = release is not None and not service.stopping.is_set()
        found: dict[str, Any] = {
            "status": "ready" if ready else "not ready",
            "age_seconds": service.age_seconds(),
            "held": sorted(problems.held),
            "problems": [problem_view(one) for one in problems.errors()],
        }
        if release is not None:
            found["release"] = release.public()
        found |= held_view(service.live)
        return json_response(found, 200 if ready else 503)

    async def metrics(self, request: Request) -> Response:
        """The counts in the Prometheus text format."""
        return Response(self._exposition.text(), media_type=CONTENT_TYPE)
