"""What a request is refused with: problem details (RFC 9457) with stable types.

``type`` is ``urn:routebook:problem:NAME``; the names, statuses and titles here are public.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from starlette.responses import Response

CONTENT_TYPE = "application/problem+json"

# name: (status, title)
PROBLEMS: Mapping[str, tuple[int, str]] = {
    "malformed-http": (400, "The bytes received are not an HTTP request"),
    "invalid-json": (400, "The body is not valid JSON"),
    "too-deeply-nested": (400, "The body is nested too deeply"),
    "key-required": (401, "An API key is required"),
    "key-unknown": (401, "The API key is not known, or no longer"),
    "signature-wrong": (401, "The signature is not right"),
    "scope-missing": (403, "The API key may not do this"),
    "not-found": (404, "There is nothing at this address"),
    "method-not-allowed": (405, "This address does not take this method"),
    "request-timeout": (408, "The request took too long to arrive"),
    "conflict": (409, "What was asked does not go with what has happened since"),
    "erased": (410, "The content has been erased"),
    "body-too-large": (413, "The body is too large"),
    "not-json": (415, "The body is declared to be something other than JSON"),
    "foreign-host": (421, "This server answers only to local names"),
    "invalid-request": (422, "The request is not as the API describes it"),
    "unknown-record-type": (422, "The framework has no such record type"),
    "idempotency-key-reused": (422, "The idempotency key was used for another request"),
    "head-too-large": (431, "The request line and headers are too large"),
    "internal-error": (500, "Routebook failed"),
    "history-unavailable": (503, "The history cannot be written or read"),
    "not-ready": (503, "No release is live yet"),
    "shutting-down": (503, "The server is shutting down"),
}


class PathReason(msgspec.Struct, frozen=True):
    """One member of the request that cannot be accepted, and why."""

    path: str
    reason: str


class ProblemDetails(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a request was refused (RFC 9457). The type is stable, the texts are for people."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[PathReason] = []
    error_id: str | None = None


class Refused(Exception):
    """A request that is answered with a problem instead of what it asked for.

    ``name`` is one of ``PROBLEMS``; ``detail`` says what is wrong with this request in one
    sentence; ``errors`` names the members at fault.
    """

    def __init__(
        self,
        name: str,
        detail: str,
        errors: Sequence[PathReason] = (),
        headers: Mapping[str, str] | None = None,
        error_id: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.name = name
        self.status, title = PROBLEMS[name]
        self.headers = dict(headers or {})
        self.details = ProblemDetails(
            f"urn:routebook:problem:{name}", title, self.status, detail, list(errors), error_id
        )

    def body(self) -> bytes:
        """The problem as JSON."""
        return msgspec.json.encode(self.details)

    def response(self) -> Response:
        """The answer that says so."""
        return Response(self.body(), self.status, self.headers, CONTENT_TYPE)


def invalid(path: str, reason: str) -> Refused:
    """One member of the request is not as the API describes it."""
    return Refused("invalid-request", f"{path}: {reason}", [PathReason(path, reason)])


def as_object(refused: Refused) -> dict[str, Any]:
    """The problem as a JSON object, to stand inside another answer."""
    found = msgspec.to_builtins(refused.details)
    assert isinstance(found, dict)
    return found
