"""The JSON of releases, for the OpenAPI document; `server.releases` makes it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from server.wire import Hash, ProblemView, ReleaseImpact, Time

NOTE_LENGTH = 2_000


class ReleaseNote(Struct):
    """Why somebody accepts, rejects or activates a release."""

    note: Annotated[
        Annotated[str, Meta(max_length=NOTE_LENGTH)] | None,
        Meta(description="For people; it stands in the log, where every reader sees it."),
    ] = None


class ReleaseChange(Struct):
    """A row that is new, gone or different."""

    table: Annotated[str, Meta(description="The table's name, or roster, or framework.")]
    sheet: Annotated[str, Meta(description="The sheet's title, or the framework's file.")]
    row: Annotated[int, Meta(description="Where it is now, or was; counted from 1.")]
    link: Annotated[str, Meta(description="Opens the sheet at this row, or empty.")]
    columns: Annotated[list[str], Meta(description="The names of the cells.")]
    before: Annotated[list[str] | None, Meta(description="The cells; null for a new row.")]
    after: Annotated[list[str] | None, Meta(description="The cells; null for a row that is gone.")]


class PastRelease(Struct):
    """A release that is kept: what decisions are or were made with, or what somebody decided on."""

    id: str
    framework: Hash
    workbook: Hash
    activated_at: Annotated[
        str | None,
        Meta(
            description="When it last became live; null when it never did.",
            extra_json_schema={"format": "date-time"},
        ),
    ]
    saved_at: Time
    live: bool
    state: Annotated[
        str,
        Meta(
            description="live; held: it waits for somebody to accept it; rejected; superseded: "
            "held until a newer edit took its place; past: it was live before."
        ),
    ]
    may_accept: Annotated[
        bool,
        Meta(
            description="Whether it may be accepted: it is held, or was rejected and nothing else "
            "went live since."
        ),
    ]
    by: Annotated[
        str,
        Meta(description="What brought it there: start, edit, accept, reject, activate or empty."),
    ]
    who: Annotated[str, Meta(description="The name of the key that did so, or empty.")]
    note: str
    reasons: Annotated[list[str], Meta(description="Why it was held.")]
    impact: ReleaseImpact | msgspec.UnsetType = msgspec.UNSET


class PastReleases(Struct):
    """Releases that are kept, the newest first."""

    releases: list[PastRelease]
    may_decide: Annotated[
        bool, Meta(description="Whether the key of this request may accept, reject and activate.")
    ] = False


class ReleaseAccount(PastRelease):
    """A release with what changed in it."""

    previous: Annotated[str | None, Meta(description="What was live before, or is.")] = None
    changes: Annotated[list[ReleaseChange], Meta(description="The first 200 of them.")] = []
    changes_total: int = 0


class DraftView(Struct):
    """What a draft would do in the place of what is live."""

    tables: Annotated[list[str], Meta(description="Tables that it has in another version.")]
    reasons: Annotated[list[str], Meta(description="Why it would be held.")]
    problems: list[ProblemView]
    changes: Annotated[list[ReleaseChange], Meta(description="The first 200 of them.")]
    changes_total: int
    impact: ReleaseImpact | msgspec.UnsetType = msgspec.UNSET


REQUESTS: tuple[type[msgspec.Struct], ...] = (ReleaseNote,)
ANSWERS: tuple[type[msgspec.Struct], ...] = (PastReleases, ReleaseAccount, ReleaseImpact, DraftView)
