"""The JSON of the history's endpoints, for the OpenAPI document."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from server.wire import Decision


class DecisionPage(Struct):
    """A page of decisions, the newest first. Erased ones are left out."""

    decisions: list[Decision]
    next: Annotated[
        int | None, Meta(description="Send it as after to get the next page; null at the end.")
    ]


class Replay(Struct):
    """What came of making a decision again."""

    equal: Annotated[bool, Meta(description="Whether it is the same, byte by byte.")]
    differences: Annotated[
        list[str],
        Meta(description="Each place that differs: what was stored, what is decided now."),
    ]
    decision: Annotated[Decision, Meta(description="As it is decided now.")]


class ErasedRecord(Struct):
    """What was erased of a record."""

    record_type: str
    record_id: str
    erased: Annotated[int, Meta(description="How many events of the log lost their content.")]
