"""What is sent: an event as a message of Standard Webhooks (``type``, ``timestamp``, ``data``)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from dsl import encode
from history import Event
from server.events import event_view


@dataclass(frozen=True, slots=True)
class Message:
    """``id`` tells a repetition: it is the same each time that the event is sent."""

    id: str
    body: bytes


def message(event: Event) -> Message:
    """The message about an event.

    The time is in the id too: after a backup was put back, a log gives the same numbers again.
    """
    view = event_view(event)
    body = {"type": event_type(event), "timestamp": view["at"], "data": view}
    return Message(f"evt_{event.seq}_{int(event.at.timestamp() * 1000)}", encode(body))


def event_type(event: Event) -> str:
    """``decision.made``, ``decision.KIND`` for what happened to a decision, else the kind."""
    if event.kind == "decision":
        return "decision.made"
    return f"decision.{event.kind}" if event.decision_id else event.kind


def endpoint_name(url: str) -> str:
    """How an endpoint is named in the log, the metrics and the store: its host, and which one.

    The rest of a URL may be a password, so only a hash of it is shown.
    """
    try:
        host = urlsplit(url).hostname or "?"
    except ValueError:
        host = "?"
    return f"{host} {sha256(url.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
