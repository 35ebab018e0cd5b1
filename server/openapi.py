"""``/openapi.json``: the API as OpenAPI 3.0.3, for people, clients and Salesforce."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from dsl.model import Structure
from server.problems import CONTENT_TYPE, PROBLEMS
from server.schemas import Schema, reference, schemas

_JSON = "application/json"
_NDJSON = "application/x-ndjson"
_TEXT: Schema = {"type": "string"}
_DESCRIPTION = (
    "Routes records (leads, accounts, …) to owners by a framework over spreadsheet tables, and "
    "says why: a record in, an owner and a full trace out. Errors are problem details (RFC 9457) "
    "with a stable type. A malformed request is refused; a poor record never is: what cannot be "
    "read counts as missing, and the rest is routed. Keys go into Authorization: Bearer KEY or "
    "X-API-Key: KEY; scope route may route, read may also look, admin may do everything."
)
_TRACE = {
    "name": "trace",
    "in": "query",
    "description": "full; steps, without the fields read; none.",
    "schema": {"type": "string", "enum": ["full", "steps", "none"], "default": "full"},
}
_TABLE = {
    "name": "name",
    "in": "path",
    "required": True,
    "description": "The table's name in the framework.",
    "schema": {"type": "string"},
}


def document(structure: Structure | None) -> dict[str, Any]:
    """The whole document, with the names of ``structure`` in its schemas."""
    return {
        "openapi": "3.0.3",
        "info": {"title": "Routebook", "description": _DESCRIPTION, "version": _version()},
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}, {"apiKey": []}, {}],
        "paths": _paths(),
        "components": {
            "schemas": schemas(structure),
            "responses": {f"Problem{status}": _problem(status) for status in sorted(_statuses())},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            },
        },
    }


def _paths() -> dict[str, Any]:
    listed = {"type": "array", "items": reference("TableSummary")}
    samples = {"type": "array", "items": reference("Sample")}
    ready = _operation("isReady", "Whether a release is live", "Readiness", problems=(), key=False)
    ready["responses"]["503"] = _content("Not yet, or no longer.", reference("Readiness"))
    metrics = _operation("getMetrics", "Counts for Prometheus", _TEXT, media="text/plain")
    return {
        "/v1/route": {"post": _route()},
        "/v1/route/batch": {"post": _batch()},
        "/v1/framework": {
            "get": _operation(
                "getFramework", "The framework text that is live", "FrameworkView", (503,)
            )
        },
        "/v1/release": {"get": _operation("getRelease", "What is live", "ReleaseView", (503,))},
        "/v1/tables": {"get": _operation("listTables", "All tables", listed, (503,))},
        "/v1/tables/{name}": {
            "get": _operation(
                "getTable",
                "A table, row by row",
                "TablePage",
                (404, 422, 503),
                parameters=[
                    _TABLE,
                    _number("limit", "Rows of a page.", 1, 1_000, 100),
                    _number("offset", "Rows to pass over.", 0, 10**12, 0),
                    _number("around", "Instead: the sheet's row to show.", 1, 10**12),
                ],
            )
        },
        "/v1/tables/refresh": {
            "post": _operation("refreshTables", "Read all sheets now", "RefreshView")
        },
        "/v1/samples": {"get": _operation("listSamples", "Records to try", samples)},
        "/healthz": {"get": _operation("isAlive", "The process answers", "Health", key=False)},
        "/readyz": {"get": ready},
        "/metrics": {"get": metrics},
    }


def _route() -> dict[str, Any]:
    found = _operation(
        "routeRecord",
        "Route one record",
        "Decision",
        (400, 408, 413, 415, 422, 503),
        parameters=[_TRACE],
        description="The same record with the same release gives the same decision. An "
        "idempotency key is taken from the header Idempotency-Key or from the body; it is checked "
        "and not used yet, since a decision has no effect that a repetition could double.",
    )
    body = {"required": True, "content": {_JSON: {"schema": reference("RouteRequest")}}}
    return found | {"requestBody": body}


def _batch() -> dict[str, Any]:
    found = _operation(
        "routeBatch",
        "Route many records",
        _TEXT,
        (415, 422, 503),
        media=_NDJSON,
        parameters=[_TRACE],
        description="A RouteRequest a line in, a Decision a line out, in order, as they come. A "
        'line that cannot be routed is answered by {"line": 7, "error": {…}}, with its number and '
        "the problem, and stops nothing. Blank lines are passed over.",
    )
    return found | {"requestBody": {"required": True, "content": {_NDJSON: {"schema": _TEXT}}}}


def _operation(
    operation: str,
    summary: str,
    answer: str | Schema,
    problems: Sequence[int] = (),
    *,
    parameters: Sequence[Schema] = (),
    description: str = "",
    media: str = _JSON,
    key: bool = True,
) -> dict[str, Any]:
    schema = reference(answer) if isinstance(answer, str) else answer
    statuses = sorted({*problems, 421, 500, *((401, 403) if key else ())})
    found: dict[str, Any] = {"operationId": operation, "summary": summary}
    if description:
        found["description"] = description
    if parameters:
        found["parameters"] = list(parameters)
    found["responses"] = {"200": _content(f"{summary}.", schema, media)} | {
        str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in statuses
    }
    return found if key else found | {"security": []}


def _number(name: str, description: str, low: int, high: int, default: int | None = None) -> Schema:
    schema: Schema = {"type": "integer", "format": "int64", "minimum": low, "maximum": high}
    if default is not None:
        schema["default"] = default
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _content(description: str, schema: Schema, media: str = _JSON) -> dict[str, Any]:
    return {"description": description, "content": {media: {"schema": schema}}}


def _statuses() -> set[int]:
    return {status for status, _ in PROBLEMS.values()}


def _problem(status: int) -> dict[str, Any]:
    titles = [title for other, title in PROBLEMS.values() if other == status]
    description = "; or: ".join(titles) + "."
    return _content(description, reference("ProblemDetails"), CONTENT_TYPE)


def _version() -> str:
    try:
        return version("routebook")
    except PackageNotFoundError:
        return "0"
