"""Records as people and programs hand them in: a bare object of fields, or a request body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

from dsl import Framework

if TYPE_CHECKING:
    from golden_tests import Memory

_TEXTS = ("record_type", "event", "previous_owner", "previous_pool")


class BadRecord(Exception):
    """A text that holds no record. ``kind`` is the last part of a problem type of the service."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the command line says about every record, before what a record says itself."""

    at: datetime
    record_type: str | None = None
    event: str | None = None
    trace: str = "full"


@dataclass(frozen=True, slots=True)
class Request:
    """A record with what stands beside it; None where nothing was said."""

    fields: Mapping[str, Any]
    record_type: str | None = None
    record_id: str | None = None
    event: str | None = None
    attempts: int = 0
    previous_owner: str | None = None
    previous_pool: str | None = None


def parse_request(text: str) -> Request:
    """The record in a JSON text. Raises ``BadRecord``.

    An object with a member ``fields`` is a request body; any other object is the fields themselves.
    """
    found = _json(text)
    if not isinstance(found, dict):
        raise BadRecord("invalid-request", "it must be an object: the fields, or a request body")
    if "fields" not in found:
        return Request(found)
    if not isinstance(found["fields"], dict):
        raise BadRecord("invalid-request", "$.fields: it must be an object")
    for name in _TEXTS:
        if not isinstance(found.get(name), str | None):
            raise BadRecord("invalid-request", f"$.{name}: it must be text")
    attempts = found.get("attempts") or 0
    if type(attempts) is not int:
        raise BadRecord("invalid-request", "$.attempts: it must be a whole number")
    record_id = found.get("record_id")
    return Request(
        found["fields"],
        record_id=None if record_id is None else str(record_id),
        attempts=attempts,
        **{name: found.get(name) for name in _TEXTS},
    )


def decide(
    framework: Framework, request: Request, given: Circumstances, memory: Memory | None = None
) -> dict[str, Any]:
    """The decision as JSON has it. Raises ``UnknownRecordType`` and ``UnknownEvent``.

    With a ``memory`` a pool is gone on from to its member; without, the pool is the answer.
    """
    record_type = given.record_type or request.record_type
    event = given.event or request.event or "new"
    if memory is None:
        found = framework.decide(
            request.fields,
            record_type,
            event,
            given.at,
            attempts=request.attempts,
            previous_owner=request.previous_owner,
            previous_pool=request.previous_pool,
        )
    else:
        found = memory.decide(
            framework,
            request.fields,
            given.at,
            record_type=record_type,
            record_id=request.record_id,
            event=event,
            attempts=request.attempts or None,
            previous_owner=request.previous_owner,
            previous_pool=request.previous_pool,
        )
    decision = found.to_dict()
    if request.record_id is None:
        return decision
    record_type = decision.pop("record_type")
    return {"record_type": record_type, "record_id": request.record_id, **decision}


def cut_trace(decision: dict[str, Any], size: str) -> dict[str, Any]:
    """The decision with its ``full`` trace, with the ``steps`` alone, or with ``none``."""
    if size == "full":
        return decision
    found = {name: part for name, part in decision.items() if name != "trace"}
    if size == "steps":
        trace = decision["trace"]
        found["trace"] = {name: part for name, part in trace.items() if name != "fields"}
    return found


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        where = f"line {error.lineno}, column {error.colno}"
        raise BadRecord("invalid-json", f"it is not JSON: {where}: {reason}") from None
    except RecursionError:
        raise BadRecord("too-deeply-nested", "it is nested too deeply") from None
    except ValueError as error:  # a number of more than 4,300 digits
        raise BadRecord("invalid-json", f"it cannot be read: {error}") from None


def _no_constant(name: str) -> NoReturn:
    raise BadRecord("invalid-json", f"it is not JSON: {name} is no JSON value")
