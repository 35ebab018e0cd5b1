"""The JSON of the event feed, for the OpenAPI document; `server.events` makes it."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct


class EventView(Struct):
    """Something that happened: an entry of the log."""

    seq: Annotated[int, Meta(description="Its number in the log; a cursor of this feed.")]
    kind: Annotated[str, Meta(description="What happened: decision and others.")]
    at: Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
    decision_id: Annotated[str, Meta(description="Of the decision it belongs to, or empty.")]
    record_type: Annotated[str, Meta(description="Of the record it belongs to, or empty.")]
    record_id: str | None
    data: Annotated[
        Any,
        Meta(
            description="For a decision, the decision. Private values are masked; of an erased "
            "record's events only erased is left."
        ),
    ]


class EventPage(Struct):
    """A page of the log, the oldest first."""

    events: list[EventView]
    next: Annotated[int, Meta(description="Send it as after to get the next page.")]
