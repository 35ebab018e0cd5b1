"""``/openapi.json``: the API as OpenAPI 3.0.3, for people, clients and Salesforce."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from dsl.model import Structure
from server.openapi_releases import release_paths
from server.operations import JSON, body_of, content, in_path, number, operation, text_filter
from server.problems import CONTENT_TYPE, PROBLEMS
from server.schemas import Schema, reference, schemas

_NDJSON = "application/x-ndjson"
_TEXT: Schema = {"type": "string"}
_DESCRIPTION = (
    "Routes records (leads, accounts, …) to owners by a framework over spreadsheet tables, and "
    "says why: a record in, an owner and a full trace out. Errors are problem details (RFC 9457) "
    "with a stable type. A malformed request is refused; a poor record never is: what cannot be "
    "read counts as missing, and the rest is routed. Keys go into Authorization: Bearer KEY or "
    "X-API-Key: KEY; scope route may route, read may also look, admin may do everything."
)


def _trace(default: str = "full") -> Schema:
    return {
        "name": "trace",
        "in": "query",
        "description": "full; steps, without the fields read; none.",
        "schema": {"type": "string", "enum": ["full", "steps", "none"], "default": default},
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
    ready = operation("isReady", "Whether a release is live", "Readiness", problems=(), key=False)
    ready["responses"]["503"] = content("Not yet, or no longer.", reference("Readiness"))
    metrics = operation("getMetrics", "Counts for Prometheus", _TEXT, media="text/plain")
    return {
        "/v1/route": {"post": _route()},
        "/v1/route/batch": {"post": _batch()},
        "/v1/decisions/{id}/feedback": {"post": _feedback()},
        "/v1/decisions/{id}/reroute": {"post": _reroute()},
        "/v1/decisions/{id}/claim": {"post": _claim(), "delete": _release_claim()},
        "/v1/framework": {
            "get": operation(
                "getFramework", "The framework text that is live", "FrameworkView", (503,)
            )
        },
        "/v1/release": {"get": operation("getRelease", "What is live", "ReleaseView", (503,))},
        **_history(),
        "/v1/tables": {"get": operation("listTables", "All tables", listed, (503,))},
        "/v1/tables/{name}": {
            "get": operation(
                "getTable",
                "A table, row by row",
                "TablePage",
                (404, 422, 503),
                parameters=[
                    in_path("name", "The table's name in the framework."),
                    number("limit", "Rows of a page.", 1, 1_000, 100),
                    number("offset", "Rows to pass over.", 0, 10**12, 0),
                    number("around", "Instead: the sheet's row to show.", 1, 10**12),
                ],
            )
        },
        "/v1/tables/refresh": {
            "post": operation(
                "refreshTables", "Read all sheets now", "RefreshView", (408, 413, 503)
            )
        },
        "/v1/samples": {"get": operation("listSamples", "Records to try", samples)},
        "/healthz": {"get": operation("isAlive", "The process answers", "Health", key=False)},
        "/readyz": {"get": ready},
        "/metrics": {"get": metrics},
    }


def _history() -> dict[str, Any]:
    decision = in_path("id", "The decision's id.")
    page = operation(
        "listDecisions",
        "Decisions that were made, the newest first",
        "DecisionPage",
        (404, 422, 503),
        parameters=[
            text_filter("record_type", "Only of this type of record."),
            text_filter("record_id", "Only on this record."),
            text_filter("assigned_to", "Only those that went there."),
            text_filter("outcome", "Only with this outcome."),
            text_filter("step", "Only by this step."),
            text_filter("since", "From this moment on.", format="date-time"),
            text_filter("until", "Before this moment.", format="date-time"),
            number("limit", "Decisions of a page.", 1, 500, 50),
            number("after", "The next of the page before.", 1, 10**18 - 1),
            _trace("none"),
        ],
    )
    erase = operation(
        "eraseRecord",
        "Erase what is known of a record",
        "ErasedRecord",
        (404, 503),
        parameters=[
            in_path("type", "The record's type."),
            in_path("id", "The record's id in the CRM."),
        ],
        description="Of its decisions only the number, the time, the release and the assignee are "
        "left, for the counts. It cannot be undone.",
    )
    events = operation(
        "listEvents",
        "Everything that happened, in order",
        "EventPage",
        (404, 422, 503),
        parameters=[
            number("after", "The next of the page before; 0 at first.", 0, 10**18 - 1, 0),
            number("limit", "Events of a page.", 1, 1_000, 100),
            text_filter(
                "kind",
                "Only events of this kind; may be given several times.",
                pattern="^[a-z][a-z0-9_.]{0,63}$",
            ),
        ],
    )
    return {
        "/v1/events": {"get": events},
        "/v1/decisions": {"get": page},
        "/v1/decisions/{id}": {
            "get": operation(
                "getDecision",
                "A decision as it was given",
                "Decision",
                (404, 410, 422, 503),
                parameters=[decision, _trace()],
            )
        },
        "/v1/decisions/{id}/replay": {
            "post": operation(
                "replayDecision",
                "Make a decision again and compare",
                "Replay",
                (404, 409, 410, 503),
                parameters=[decision],
                description="By its release, time, people and turn as they were then. Nothing "
                "changes, neither the log nor a pool.",
            )
        },
        "/v1/records/{type}/{id}": {"delete": erase},
        **release_paths(),
    }


def _route() -> dict[str, Any]:
    found = operation(
        "routeRecord",
        "Route one record",
        "Decision",
        (400, 408, 410, 413, 415, 422, 503),
        parameters=[_trace()],
        description="The decision is in the log before it is answered. An idempotency key is taken "
        "from the header Idempotency-Key or from the body: the same key with the same record gets "
        "the decision that was made first, and takes no second turn in a pool.",
    )
    body = {"required": True, "content": {JSON: {"schema": reference("RouteRequest")}}}
    return found | {"requestBody": body}


def _batch() -> dict[str, Any]:
    found = operation(
        "routeBatch",
        "Route many records",
        _TEXT,
        (415, 422, 503),
        media=_NDJSON,
        parameters=[_trace()],
        description="A RouteRequest a line in, a Decision a line out, in order, as they come. A "
        'line that cannot be routed is answered by {"line": 7, "error": {…}}, with its number and '
        "the problem, and stops nothing. Blank lines are passed over.",
    )
    return found | {"requestBody": {"required": True, "content": {_NDJSON: {"schema": _TEXT}}}}


_A_DECISION = in_path("id", "The decision's id.")
_OF_A_DECISION = (400, 404, 408, 409, 410, 413, 415, 422, 503)


def _feedback() -> dict[str, Any]:
    found = operation(
        "sendFeedback",
        "Say what became of a record",
        "FeedbackView",
        _OF_A_DECISION,
        parameters=[_A_DECISION],
        description="It is logged once, however often it is sent. All but accepted end the "
        "deadlines and the claims of the record.",
    )
    return found | body_of("FeedbackRequest")


def _reroute() -> dict[str, Any]:
    found = operation(
        "rerouteRecord",
        "Route a record again",
        "Decision",
        _OF_A_DECISION,
        parameters=[_A_DECISION, _trace()],
        description="As it was sent, by the release that is live, and to nobody from a pool who "
        "had it since it was new. Only the record's latest decision can be rerouted.",
    )
    return found | body_of("RerouteRequest")


def _claim() -> dict[str, Any]:
    found = operation(
        "claimRecord",
        "Claim an offered record",
        "ClaimView",
        _OF_A_DECISION,
        parameters=[_A_DECISION],
        description="The first claim wins; whoever comes later is answered 409.",
    )
    return found | body_of("ClaimRequest")


def _release_claim() -> dict[str, Any]:
    rep = {
        "name": "rep",
        "in": "query",
        "required": True,
        "description": "Who has the claim: the rep's e-mail address.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 320},
    }
    return operation(
        "releaseClaim",
        "Give a claim back",
        "ClaimView",
        _OF_A_DECISION,
        parameters=[_A_DECISION, rep],
        description="The others may claim the record anew, for as long as at first.",
    )


def _statuses() -> set[int]:
    return {status for status, _ in PROBLEMS.values()}


def _problem(status: int) -> dict[str, Any]:
    titles = [title for other, title in PROBLEMS.values() if other == status]
    description = "; or: ".join(titles) + "."
    return content(description, reference("ProblemDetails"), CONTENT_TYPE)


def _version() -> str:
    try:
        return version("routebook")
    except PackageNotFoundError:
        return "0"
