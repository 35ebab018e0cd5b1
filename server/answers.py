"""From a decoded request and a release to the decision that goes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import parse_qs

from dsl.diagnostics import did_you_mean
from releases import Release
from server.keys import Scope
from server.masking import masked, private_fields
from server.problems import PathReason, Refused, invalid
from server.service import Service
from server.wire import EVENTS, RouteRequest

TraceSize = Literal["full", "steps", "none"]
_SIZES: Mapping[str, TraceSize] = {"full": "full", "steps": "steps", "none": "none"}


class Answers:
    """Decides for the endpoints that route. It holds the public form of the latest release."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._release: Release | None = None
        self._public: dict[str, str] = {}
        self._private: dict[str, frozenset[str]] = {}

    def decide(
        self, request: RouteRequest, release: Release, size: TraceSize, scope: Scope
    ) -> dict[str, Any]:
        """The decision as ``wire.Decision`` describes it, to be encoded. Raises `Refused`."""
        event = request.event or "new"
        if event not in EVENTS:
            raise invalid("$.event", _unknown(event, EVENTS))
        record_type = self._record_type(request, release)
        if release is not self._release:
            self._learn(release)
        service = self._service
        found = release.framework.decide(request.fields, record_type, event, service.clock())
        service.tallies.decisions[record_type, event, found.outcome, found.step] += 1
        record_id = request.record_id
        answer: dict[str, Any] = {
            "decision_id": service.new_id(),
            "record_type": record_type,
            "record_id": None if record_id is None else str(record_id),
            "event": event,
            "outcome": found.outcome,
            "assigned_to": found.assigned_to,
            "assigned_kind": found.assigned_kind,
            "roles": found.roles,
            "step": found.step,
            "values": found.values,
            "release": self._public,
            "decided_at": found.decided_at,  # encoded as RFC 3339
        }
        if size != "none":
            private = self._private[record_type] if scope == "route" else frozenset[str]()
            answer["trace"] = _trace(found.trace, size, private)
        return answer

    def _learn(self, release: Release) -> None:
        """What every decision of a release shares is made once."""
        records = release.framework.structure.records
        self._release = release
        self._public = release.public()
        self._private = {name: private_fields(record) for name, record in records.items()}

    @staticmethod
    def _record_type(request: RouteRequest, release: Release) -> str:
        records = release.framework.structure.records
        name = request.record_type
        if name in records:
            return name
        if name:
            problem = _unknown(name, records)
        elif len(records) == 1:
            return next(iter(records))
        else:
            problem = f"say which of {', '.join(records)} it is"
        raise Refused("unknown-record-type", problem, errors=[PathReason("$.record_type", problem)])


def _trace(trace: dict[str, Any], size: TraceSize, private: frozenset[str]) -> dict[str, Any]:
    if size == "steps":
        trace = {name: part for name, part in trace.items() if name != "fields"}
    return masked(trace, private) if private else trace


def trace_size(query: bytes) -> TraceSize:
    """The ``trace`` parameter of a query string, ``full`` by default. Raises `Refused` (422)."""
    if not query:
        return "full"
    given = parse_qs(query.decode("latin-1"), keep_blank_values=True).get("trace", ["full"])[-1]
    size = _SIZES.get(given)
    if size is None:
        raise invalid("query.trace", _unknown(given, _SIZES))
    return size


def check_idempotency_key(headers: Mapping[bytes, bytes]) -> None:
    """The header is a short text; nothing is done with it yet. Raises `Refused` (422)."""
    if len(headers.get(b"idempotency-key", b"")) > 255:
        raise invalid("header.Idempotency-Key", "at most 255 characters")


def _unknown(given: str, choices: Mapping[str, Any] | tuple[str, ...]) -> str:
    """What was said, shortened, and what would have been right."""
    near = did_you_mean(given[:100], choices)
    said = given if len(given) <= 100 else given[:100] + "…"
    return f'there is no "{said}"; ' + (
        f'did you mean "{near}"?' if near else f"use one of {', '.join(choices)}"
    )
