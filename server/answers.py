"""From a decoded request and a release to the decision that goes out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Literal
from urllib.parse import parse_qs

import msgspec

from dsl import encode
from dsl.diagnostics import did_you_mean
from history import SealError
from history.deciding import Asked, document
from history.errors import OutcomeUnknown, StoreError
from history.journal import Erased, Given, KeyReused, Order
from history.masking import masked, private_fields
from releases import Release
from server.keys import Scope
from server.problems import PathReason, Refused, invalid
from server.service import Service
from server.stored import storable
from server.wire import EVENTS, RouteRequest

TraceSize = Literal["full", "steps", "none"]
_SIZES: Mapping[str, TraceSize] = {"full": "full", "steps": "steps", "none": "none"}
_LONGEST_KEY = 255  # characters
_LONGEST_ID = 500  # characters; longer ones fit in no address, and in no index
_in_order = msgspec.json.Encoder(enc_hook=str, order="deterministic").encode

Done = Callable[[bytes | None, Exception | None], None]


class Wanted(msgspec.Struct):
    """How an answer is wanted: by which release, how fully, for whom, under which key."""

    release: Release
    size: TraceSize
    scope: Scope
    key: str = ""


class Answers:
    """Decides for the endpoints that route. It knows what is private in the latest release."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._release: Release | None = None
        self._private: dict[str, frozenset[str]] = {}

    def begin(self, request: RouteRequest, wanted: Wanted, done: Done) -> None:
        """Decide, and call ``done`` with the JSON of the decision once it is durable.

        Raises `Refused` for a request that cannot be answered; what goes wrong later is given to
        ``done``, and is a `Refused` too.
        """
        order = self._order(request, wanted)
        journal = self._service.journal
        if journal is None:
            done(self.told(self._undurable(order), wanted), None)
            return

        def answered(given: Given | None, error: BaseException | None) -> None:
            try:
                if given is None:
                    raise refusal(error)
                answer = self.told(given, wanted)
            except Exception as refused:
                done(None, refused)
            else:
                done(answer, None)
                self._service.wake()

        journal.submit(order, answered)

    async def answer(self, request: RouteRequest, wanted: Wanted) -> bytes:
        """As `begin`, for those who wait."""
        order = self._order(request, wanted)
        journal = self._service.journal
        if journal is None:
            return self.told(self._undurable(order), wanted)
        try:
            given = await journal.decide(order)
        except (KeyReused, Erased, SealError, StoreError) as error:
            raise refusal(error) from error
        self._service.wake()
        return self.told(given, wanted)

    def _order(self, request: RouteRequest, wanted: Wanted) -> Order:
        event = request.event or "new"
        if event not in EVENTS:
            raise invalid("$.event", unknown(event, EVENTS))
        record_type = self._record_type(request, wanted.release)
        # Forms and scripts send a blank where there is no id; it is none.
        record_id = None if request.record_id is None else str(request.record_id).strip() or None
        if record_id is not None and len(record_id) > _LONGEST_ID:
            raise invalid("$.record_id", f"at most {_LONGEST_ID:,} characters")
        if record_id is not None and not storable(record_id):
            raise invalid("$.record_id", "an id cannot hold the character U+0000")
        service = self._service
        asked = Asked(record_type, record_id, event, request.fields)
        key = "" if request.dry_run else wanted.key or request.idempotency_key or ""
        return Order(
            wanted.release.ruling,
            asked,
            service.new_id(),
            service.clock(),
            key,
            hashlib.sha256(_in_order(asked)).digest() if key else b"",
            bool(request.dry_run),
        )

    def _undurable(self, order: Order) -> Given:
        """A decision without a history: nothing is known of the record, and a pool stays one."""
        asked, ruling = order.asked, order.ruling
        found = ruling.framework.decide(asked.fields, asked.record_type, asked.event, order.now)
        return Given(document(ruling, asked, found, order.decision_id))

    def told(self, given: Given, wanted: Wanted) -> bytes:
        """The JSON that goes out: of the wanted size, without what the caller may not see."""
        found = given.document
        if not given.again:
            tally = found["record_type"], found["event"], found["outcome"], found["step"]
            self._service.tallies.decisions[tally] += 1
        private = self._private_of(wanted.release, found["record_type"])
        if wanted.scope == "route" and given.masked is not None:  # by the release of that time
            given = Given(msgspec.json.decode(given.masked), given.masked)
            found = given.document
        if wanted.scope != "route":
            private = frozenset()
        if wanted.size == "full" and not private:
            return given.body or encode(found)
        found = sized(found, wanted.size)
        if private and "trace" in found:
            found = found | {"trace": masked(found["trace"], private)}
        return encode(found)

    def _private_of(self, release: Release, record_type: str) -> frozenset[str]:
        if release is not self._release:
            records = release.framework.structure.records
            self._release = release
            self._private = {name: private_fields(record) for name, record in records.items()}
        return self._private.get(record_type, frozenset())

    @staticmethod
    def _record_type(request: RouteRequest, release: Release) -> str:
        records = release.framework.structure.records
        name = request.record_type
        if name in records:
            return name
        if name:
            problem = unknown(name, records)
        elif len(records) == 1:
            return next(iter(records))
        else:
            problem = f"say which of {', '.join(records)} it is"
        raise Refused("unknown-record-type", problem, errors=[PathReason("$.record_type", problem)])


def refusal(error: BaseException | None) -> Exception:
    """What a request is told when its decision could not be made durable."""
    match error:
        case KeyReused():
            detail = "this key came with another request before; use a new key for a new request"
            return Refused("idempotency-key-reused", detail)
        case Erased():
            return Refused("erased", str(error))
        case OutcomeUnknown():
            detail = (
                "the connection to the database broke while the decision was committed; "
                "send the same request with the same Idempotency-Key to learn what came of it"
            )
            return Refused("history-unavailable", detail, headers={"Retry-After": "1"})
        case StoreError() | SealError():
            return Refused("history-unavailable", str(error), headers={"Retry-After": "1"})
        case Exception():
            return error
    return RuntimeError("no decision was made")


def sized(decision: dict[str, Any], size: TraceSize) -> dict[str, Any]:
    """A decision with as much of its trace as is wanted."""
    if size == "full":
        return decision
    if size == "none":
        return {name: part for name, part in decision.items() if name != "trace"}
    steps = {name: part for name, part in decision["trace"].items() if name != "fields"}
    return decision | {"trace": steps}


def trace_size(query: bytes, default: TraceSize = "full") -> TraceSize:
    """The ``trace`` parameter of a query string. Raises `Refused` (422)."""
    if not query:
        return default
    given = parse_qs(query.decode("latin-1"), keep_blank_values=True).get("trace", [default])[-1]
    size = _SIZES.get(given)
    if size is None:
        raise invalid("query.trace", unknown(given, _SIZES))
    return size


def idempotency_key(headers: Mapping[bytes, bytes]) -> str:
    """The key in the header, which goes before the one in the body. Raises `Refused` (422)."""
    given = headers.get(b"idempotency-key")
    if given is None:
        return ""
    key = given.decode("latin-1").strip()
    if len(key) > 1 and key[0] == key[-1] == '"':  # the draft of the IETF quotes it
        key = key[1:-1]
    if len(key) > _LONGEST_KEY:
        raise invalid("header.Idempotency-Key", f"at most {_LONGEST_KEY} characters")
    return key


def unknown(given: str, choices: Mapping[str, Any] | tuple[str, ...]) -> str:
    """Why a name is refused: what was said, shortened, and what would have been right."""
    near = did_you_mean(given[:100], choices)
    said = given if len(given) <= 100 else given[:100] + "…"
    return f'there is no "{said}"; ' + (
        f'did you mean "{near}"?' if near else f"use one of {', '.join(choices)}"
    )
