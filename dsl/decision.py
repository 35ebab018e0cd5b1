"""A decision: who gets the record, by which step, and everything that led there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from dsl.values import clean

_encoder = msgspec.json.Encoder(enc_hook=str)
# Lone surrogates, keys that are no text, nesting without end.
_UNENCODABLE = (UnicodeEncodeError, TypeError, RecursionError)


class Decision(msgspec.Struct):
    """The answer to one record. ``roles``, ``values`` and ``trace`` have the shape of the JSON.

    ``outcome`` is ``assigned``, ``kept`` or ``queued``; ``assigned_to`` the id of the role
    ``owner``, or of the first role where there is none.
    """

    record_type: str
    event: str
    outcome: str
    assigned_to: str
    assigned_kind: str
    roles: dict[str, dict[str, str]]
    step: str
    values: dict[str, Any]
    decided_at: datetime  # in UTC
    trace: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """The decision as JSON has it, its members in the documented order."""
        return msgspec.structs.asdict(self) | {"decided_at": timestamp(self.decided_at)}

    def to_json(self) -> str:
        """The decision as JSON text."""
        try:
            return _encoder.encode(self).decode()
        except _UNENCODABLE:
            return encode(self.to_dict()).decode()


def timestamp(moment: datetime) -> str:
    """An instant in UTC, such as ``2026-11-22T00:00:00Z``."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def encode(document: Any) -> bytes:
    """JSON bytes. Raw values that no encoder takes (lone surrogates, odd objects) become text."""
    try:
        return _encoder.encode(document)
    except _UNENCODABLE:
        return _encoder.encode(_encodable(document))


def _encodable(part: Any, depth: int = 0) -> Any:
    if depth > 50:
        return "…"
    if isinstance(part, dict):
        return {_encodable(str(key)): _encodable(value, depth + 1) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_encodable(value, depth + 1) for value in part]
    if isinstance(part, str):
        return clean(part)
    return part
