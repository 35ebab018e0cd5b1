"""The application: every route, its key scope and what stands around it, listed in one place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from server.answers import Answers
from server.auth import Guard
from server.batch import RouteBatch
from server.decisions import Decisions
from server.events import Events
from server.failures import Failures
from server.framework import FrameworkAndRelease
from server.health import Health
from server.hint import Hinted
from server.keys import Scope as KeyScope
from server.lifecycle import Lifecycle
from server.measure import Measure
from server.outside import keep_calendars, send_webhooks
from server.pages import Pages
from server.problems import Refused
from server.protocol import APPLICATION
from server.records import Records
from server.releases import Releases
from server.retention import Retention
from server.route import PATH, RouteOne
from server.samples import Samples
from server.service import Service
from server.tables import Tables
from server.telling import tell_people
from server.timers import Timers

# How long a start waits for the source: while the stored release could answer, and without any.
_FIRST_READ_SECONDS = 5.0
_FIRST_RELEASE_SECONDS = 30.0
_FLUSH_SECONDS = 1.0
_GRACE_SECONDS = 1.0  # how long a stop waits for what is under way at Google


class Application:
    """The service as one ASGI callable: routing one record first, everything else by Starlette."""

    def __init__(self, service: Service) -> None:
        answers = Answers(service)
        self.service = service
        self.route_one = RouteOne(service, answers)
        self._others = _starlette(self, answers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["path"] == PATH and scope["method"] == "POST":
            await self.route_one(scope, receive, send)
        else:
            await self._others(scope, receive, send)


def _starlette(application: Application, answers: Answers) -> Starlette:
    service = application.service
    batch = RouteBatch(service, answers)
    lifecycle = Lifecycle(service, answers)
    tables = Tables(service)
    live = FrameworkAndRelease(service)
    decisions = Decisions(service)
    records = Records(service)
    releases = Releases(service)
    health = Health(service)
    pages = Pages(service)
    samples = Samples(service.settings.samples)

    def needs(scope: KeyScope) -> list[Middleware]:
        return [Middleware(Guard, gate=service.gate, needed=scope)]

    routes = [
        Route(PATH, application.route_one, methods=["POST"]),
        Route("/v1/route/batch", batch, methods=["POST"], middleware=needs("route")),
        Route(
            "/v1/decisions/{id}/feedback",
            lifecycle.feedback,
            methods=["POST"],
            middleware=needs("route"),
        ),
        Route(
            "/v1/decisions/{id}/reroute",
            lifecycle.reroute,
            methods=["POST"],
            middleware=needs("route"),
        ),
        Route(
            "/v1/decisions/{id}/claim",
            lifecycle.claims,
            methods=["POST", "DELETE"],
            middleware=needs("route"),
        ),
        Route("/v1/framework", live.framework, middleware=needs("read")),
        Route("/v1/release", live.release, middleware=needs("read")),
        Route("/v1/releases", releases.list, middleware=needs("read")),
        Route("/v1/releases/{id}", releases.one, middleware=needs("read")),
        Route("/v1/releases/{id}/impact", releases.impact, middleware=needs("read")),
        Route("/v1/draft", releases.draft, middleware=needs("read")),
        *(
            Route(f"/v1/releases/{{id}}/{verb}", act, methods=["POST"], middleware=needs("admin"))
            for verb, act in releases.decisions.items()
        ),
        Route("/v1/events", Events(service).list, middleware=needs("read")),
        Route("/v1/decisions", decisions.list, middleware=needs("read")),
        Route("/v1/decisions/{id}", decisions.one, middleware=needs("read")),
        Route(
            "/v1/decisions/{id}/replay",
            decisions.replay,
            methods=["POST"],
            middleware=needs("read"),
        ),
        Route(
            "/v1/records/{type}/{id:path}",
            records.erase,
            methods=["DELETE"],
            middleware=needs("admin"),
        ),
        Route("/v1/tables", tables.list, middleware=needs("read")),
        Route(
            "/v1/tables/refresh",
            tables.refresh,
            methods=["POST"],
            middleware=[Middleware(Hinted, service=service)],
        ),
        Route("/v1/tables/{name}", tables.one, middleware=needs("read")),
        Route("/v1/samples", samples.list, middleware=needs("read")),
        Route("/metrics", health.metrics, middleware=needs("read")),
        Route("/healthz", health.alive),
        Route("/readyz", health.ready),
        Route("/openapi.json", pages.openapi),
        Route("/docs", pages.docs),
        Route("/docs.css", pages.docs_style),
        Route("/", pages.home),
        Route("/console/{file}", pages.console),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Measure, service=service), Middleware(Failures)],
        exception_handlers={Refused: _refused, HTTPException: _http_exception},
        lifespan=lambda _: _running(application),
    )
    app.router.redirect_slashes = False
    return app


@asynccontextmanager
async def _running(application: Application) -> AsyncIterator[dict[str, Any]]:
    """Read the tables, then keep them fresh and the time-outs kept for as long as requests come."""
    service = application.service
    first = asyncio.create_task(service.refresher.start())
    await asyncio.wait([first], timeout=_FIRST_READ_SECONDS)
    if service.live.release is None:
        await asyncio.wait([first], timeout=_FIRST_RELEASE_SECONDS - _FIRST_READ_SECONDS)
    tasks = [
        first,
        asyncio.create_task(service.refresher.run()),
        asyncio.create_task(service.bodies.watch()),
        asyncio.create_task(_flush(service)),
        asyncio.create_task(Timers(service).run()),
        asyncio.create_task(keep_calendars(service)),
        asyncio.create_task(send_webhooks(service)),
        asyncio.create_task(tell_people(service)),
    ]
    if service.store is not None:
        retention = Retention(service.store, service.settings.retention_days, service.clock)
        tasks.append(asyncio.create_task(retention.run()))
    try:
        yield {APPLICATION: application}
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=_GRACE_SECONDS)
        service.give_up()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(service.close)
        if service.request_log is not None:
            service.request_log.flush()


async def _flush(service: Service) -> None:
    while service.request_log is not None:
        await asyncio.sleep(_FLUSH_SECONDS)
        service.request_log.flush()


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return error.response()


async def _http_exception(request: Request, error: Exception) -> Response:
    """What Starlette's router refuses."""
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        allow = (error.headers or {}).get("Allow", "")
        detail = f"{request.method} is not among {allow}"
        return Refused("method-not-allowed", detail, headers={"Allow": allow}).response()
    return Refused("not-found", "see /docs for what there is").response()
