"""The JSON that goes in and out: the source of the OpenAPI document.

Requests are decoded with these types. Decisions and their traces come from the language as plain
objects; the types here describe them, and the tests hold real answers against the description.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

EVENTS = ("new", "update", "sla_breach", "rejected", "reopened")

Time = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
Hash = Annotated[str, Meta(description="sha256: and 64 hexadecimal digits.")]


class RouteRequest(Struct):
    """A record to route. Members that are not named here are ignored."""

    fields: Annotated[
        dict[str, Any],
        Meta(
            description="The record as the CRM sends it: source names and values. What cannot be "
            "read counts as missing, and the rest is routed."
        ),
    ]
    record_type: Annotated[
        str | None,
        Meta(description="May be left out when the framework has one record type."),
    ] = None
    record_id: Annotated[
        str | int | None, Meta(description="The record's id in the CRM; comes back as text.")
    ] = None
    event: Annotated[str | None, Meta(description="What happened to the record.")] = "new"
    dry_run: Annotated[
        bool | None, Meta(description="Decide without any effect on pools, timers or the log.")
    ] = False
    idempotency_key: Annotated[
        Annotated[str, Meta(max_length=255)] | None,
        Meta(
            description="For callers that cannot set the Idempotency-Key header. The same key "
            "with the same record gets the decision that was made first; with another, a problem."
        ),
    ] = None


class Assignee(Struct, omit_defaults=True):
    """Who or what a record goes to."""

    kind: Annotated[str, Meta(description="rep, queue or pool.")]
    id: Annotated[str, Meta(description="The rep's e-mail address, or the name.")]


class ReleaseReference(Struct):
    """The release a decision was made with."""

    id: str
    framework: Hash
    workbook: Hash
    activated_at: Time


class PassedOver(Struct, omit_defaults=True):
    """A source of a field that held something unreadable, so that the next one was asked."""

    source: str
    raw: Annotated[Any, Meta(description="As it was sent.")]
    because: Annotated[str, Meta(description="Why it could not be read.")]


class FieldReading(Struct, omit_defaults=True):
    """What a field was read as, and from what."""

    status: Annotated[str, Meta(description="read, missing, invalid, default or derived.")]
    value: Annotated[Any, Meta(description="As it was read.")] = None
    raw: Annotated[Any, Meta(description="As it was sent.")] = None
    source: Annotated[
        str, Meta(description="The source name that held it, or the expression it comes from.")
    ] = ""
    because: Annotated[str, Meta(description="Why it could not be read.")] = ""
    passed_over: list[PassedOver] = []


class UnmetCondition(Struct, omit_defaults=True):
    """The first condition of a guard that is not true."""

    condition: Annotated[str, Meta(description="As it is written in the framework.")]
    field: str = ""
    actual: Annotated[Any, Meta(description="The field's value.")] = None
    missing: Annotated[bool, Meta(description="The field has no value.")] = False


class NearestMiss(Struct, omit_defaults=True):
    """The row that came closest, and the cell at which it failed."""

    row: int
    cell: str
    value: Annotated[str, Meta(description="The text of the cell.")]
    link: str = ""


class LookupTrace(Struct, omit_defaults=True):
    """What was looked up in a table, and the row that answered or how far the search came."""

    table: str
    key: Annotated[dict[str, Any], Meta(description="Field names and the values looked up.")]
    row: Annotated[int, Meta(description="The row of the sheet, counted from 1.")] = 0
    matched: Annotated[str, Meta(description="The text of the cell that matched.")] = ""
    cell: str = ""
    link: Annotated[str, Meta(description="Opens the spreadsheet at the row.")] = ""
    version: Annotated[str, Meta(description="The table's version.")] = ""
    others: Annotated[list[int], Meta(description="Rows that matched too and gave way.")] = []
    survivors: Annotated[list[int], Meta(description="Rows left after each key column.")] = []
    nearest: NearestMiss | msgspec.UnsetType = msgspec.UNSET


class StepTrace(Struct, omit_defaults=True):
    """What came of one step."""

    step: str
    verdict: Annotated[str, Meta(description="matched, skipped, no row, no key or unavailable.")]
    at: Annotated[str, Meta(description="file:line:column in the framework.")] = ""
    because: UnmetCondition | msgspec.UnsetType = msgspec.UNSET
    lookup: LookupTrace | msgspec.UnsetType = msgspec.UNSET


class CandidateTrace(Struct, omit_defaults=True):
    """Somebody who was considered, and why they were chosen or not; a rep, pool or queue."""

    verdict: str
    because: str = ""
    rep: str = ""
    pool: str = ""
    queue: str = ""


class AssignmentTrace(Struct, omit_defaults=True):
    """How it came from whom the row names to who takes the record."""

    candidates: list[CandidateTrace]
    pool: str = ""
    method: str = ""
    turn: int = 0


class BrokenAssumption(Struct):
    """An assumption of the framework that does not hold for the record."""

    assumption: str
    at: str
    held: bool


class Trace(Struct, omit_defaults=True):
    """Why the record goes where it goes: every field read and every step gone through."""

    fields: Annotated[dict[str, FieldReading], Meta(description="By field name.")] = {}
    steps: list[StepTrace] = []
    assignment: AssignmentTrace | msgspec.UnsetType = msgspec.UNSET
    assignments: Annotated[
        dict[str, AssignmentTrace], Meta(description="Of the roles other than the owner's.")
    ] = {}
    assumptions: list[BrokenAssumption] = []
    unread: Annotated[list[str], Meta(description="Fields sent that no field reads.")] = []


class Decision(Struct):
    """Where a record goes, with which release, and why."""

    decision_id: str
    record_type: str
    record_id: str | None
    event: str
    outcome: Annotated[str, Meta(description="assigned, kept, queued or offered.")]
    assigned_to: Annotated[str, Meta(description="The owner's id.")]
    assigned_kind: Annotated[str, Meta(description="rep, queue or pool.")]
    roles: Annotated[dict[str, Assignee], Meta(description="owner and the other roles.")]
    step: Annotated[str, Meta(description="The name of the step that decided.")]
    values: Annotated[dict[str, Any], Meta(description="The row's columns that are no assignee.")]
    release: ReleaseReference
    decided_at: Time
    trace: Trace | msgspec.UnsetType = msgspec.UNSET


class ProblemView(Struct, omit_defaults=True):
    """Something wrong with the newest framework or sheet, where, and what to do about it."""

    code: str
    severity: Annotated[str, Meta(description="error, warning or info.")]
    message: str
    help: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    sheet: str = ""
    cell: str = ""
    since: Time = ""


class TableSummary(Struct):
    """A table as it is live. held: the sheet has errors, and its last good version answers."""

    name: str
    sheet: str
    rows: int
    version: Hash
    state: Annotated[str, Meta(description="live or held.")]
    problems: list[ProblemView]
    source: Annotated[str, Meta(description="A link that opens the sheet, or empty.")]


class Cell(Struct):
    """The text of one cell."""

    column: Annotated[str, Meta(description="The column's name in the framework.")]
    text: str


class TableRow(Struct):
    """A row of a table."""

    row: Annotated[int, Meta(description="Counted in the sheet, from 1.")]
    cells: list[Cell]
    link: Annotated[str, Meta(description="Opens the sheet at this row, or empty.")]
    problems: list[ProblemView]


class TablePage(Struct):
    """A table and some of its rows."""

    name: str
    sheet: str
    version: Hash
    state: str
    source: str
    columns: list[str]
    total: Annotated[int, Meta(description="How many rows the table has.")]
    offset: Annotated[int, Meta(description="How many rows come before the first one here.")]
    rows: list[TableRow]
    problems: list[ProblemView]


class FieldView(Struct):
    """A field of a record type."""

    name: str
    type: str
    sources: list[str]
    private: bool


class RecordView(Struct):
    """A record type."""

    name: str
    fields: list[FieldView]


class FrameworkView(Struct):
    """The framework text that is live. held: a newer text has errors."""

    name: str
    file: str
    version: Hash
    state: Annotated[str, Meta(description="live or held.")]
    source: str
    records: list[RecordView]
    problems: list[ProblemView]


class TellingView(Struct, omit_defaults=True):
    """Whether people are told in their spreadsheet what became of their edits."""

    state: Annotated[
        str,
        Meta(description="starting, ok, failing, or elsewhere when another replica tells."),
    ]
    since: Time
    reason: Annotated[str, Meta(description="Why it fails, and what to do.")] = ""


class ReleaseMove(Struct, rename={"from_": "from"}):
    """Records that would go to somebody else."""

    from_: Annotated[str, Meta(description="Who has them by the release before.")]
    to: Annotated[str, Meta(description="Who would get them.")]
    count: int
    example: Annotated[str, Meta(description="The decision on one of them.")]


class ReleaseImpact(Struct):
    """What a release does to the records that were routed last."""

    records: Annotated[int, Meta(description="How many of them were routed again by both.")]
    moved: Annotated[int, Meta(description="How many of these would go to somebody else.")]
    moves: Annotated[list[ReleaseMove], Meta(description="The most frequent ones first.")]


class HeldRelease(Struct):
    """The newest edit, which waits for somebody to accept or reject it."""

    id: str
    since: Time
    reasons: list[str]
    changes_total: int
    impact: ReleaseImpact | msgspec.UnsetType = msgspec.UNSET


class ReleaseView(Struct):
    """What is live, and how fresh it is."""

    id: str
    framework: Hash
    workbook: Hash
    activated_at: Time
    age_seconds: Annotated[int, Meta(description="Since the tables were last read in full.")]
    held: Annotated[list[str], Meta(description="Tables that stay at their last good version.")]
    problems: list[ProblemView]
    held_release: HeldRelease | msgspec.UnsetType = msgspec.UNSET
    telling: TellingView | msgspec.UnsetType = msgspec.UNSET


class RefreshView(Struct):
    """What a refresh did."""

    changed: Annotated[list[str], Meta(description="Tables that have a new version.")]
    held: Annotated[list[str], Meta(description="Tables that stay at their last good version.")]
    problems: list[ProblemView]
    release: ReleaseReference | msgspec.UnsetType = msgspec.UNSET


class Sample(Struct):
    """A sample record to try."""

    name: str
    fields: dict[str, str]


class Health(Struct):
    """The process answers."""

    status: str


class Readiness(Struct):
    """Whether a release is live."""

    status: Annotated[str, Meta(description="ready or not ready.")]
    age_seconds: Annotated[int | None, Meta(description="Since the tables were last read in full.")]
    held: list[str]
    problems: list[ProblemView]
    release: ReleaseReference | msgspec.UnsetType = msgspec.UNSET
    held_release: HeldRelease | msgspec.UnsetType = msgspec.UNSET
