"""The JSON of feedback, reroutes and claims: the source of their part of the OpenAPI document."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from history.lifecycle import FEEDBACK

REROUTES = ("rejected", "sla_breach", "reopened")

_KINDS = "; ".join(f"{kind}: {meaning}" for kind, meaning in FEEDBACK.items())
_Rep = Annotated[str, Meta(description="The rep's e-mail address.", min_length=1, max_length=320)]


class FeedbackRequest(Struct):
    """What became of a record."""

    kind: Annotated[str, Meta(description=f"{_KINDS}.", extra_json_schema={"enum": [*FEEDBACK]})]
    note: Annotated[
        Annotated[str, Meta(max_length=2_000)] | None,
        Meta(description="For people; it stands in the log, where every reader sees it."),
    ] = None


class FeedbackView(Struct):
    """Feedback that is in the log. The same feedback, sent again, is answered alike."""

    decision_id: str
    kind: str
    recorded: bool
    credited: Annotated[bool, Meta(description="A turn was given back: the lead was bad.")]


class RerouteRequest(Struct):
    """Why a record is to be routed again."""

    event: Annotated[
        str,
        Meta(
            description="What happened to the record; its route for this event decides.",
            extra_json_schema={"enum": [*REROUTES]},
        ),
    ]
    idempotency_key: Annotated[
        Annotated[str, Meta(max_length=255)] | None,
        Meta(description="For callers that cannot set the Idempotency-Key header."),
    ] = None


class ClaimRequest(Struct):
    """Who claims a record that was offered."""

    rep: _Rep


class ClaimView(Struct):
    """Who has a claim on a record."""

    decision_id: str
    claimed_by: Annotated[str | None, Meta(description="The rep, or null: it can be claimed.")]
    pool: Annotated[str, Meta(description="The pool whose members it was offered to.")]


REQUESTS: tuple[type[msgspec.Struct], ...] = (FeedbackRequest, RerouteRequest, ClaimRequest)
ANSWERS: tuple[type[msgspec.Struct], ...] = (FeedbackView, ClaimView)
