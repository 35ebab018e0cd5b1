"""The tab of goldens: records with what is expected of them, kept by those who keep the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from dsl import Decision, FrameworkError, Structure, Workbook, build
from dsl.model import Field, Record
from dsl.values import header_key
from sheets_adapter.scaffold.forms import samples
from sheets_adapter.scaffold.layout import ColumnPlan, SheetPlan
from sheets_adapter.scaffold.notes import note

GOLDENS = "Goldens"
"""The title of the tab."""

_AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
_MOST_EXAMPLES = 3
# What is left blank in examples: switches, people and moments, which say nothing about a territory.
_BLANK = {"boolean", "rep", "date", "datetime"}

_EXPECTED = (
    ColumnPlan(
        "expected owner",
        note(
            "Who must get the record.",
            (
                ("ana@acme.example", "a person"),
                ("pool: NAME", "a pool"),
                ("queue: NAME", "a queue"),
            ),
            "Blank: anybody. One of expected owner and expected step is needed.",
        ),
        needed=False,
        width=200,
    ),
    ColumnPlan(
        "expected step",
        note("The step of the framework that must decide.", (), "Blank: any step."),
        needed=False,
        width=160,
    ),
    ColumnPlan("note", note("What the row is there for.", (), "May stay blank."), needed=False),
)


def goldens_plan(structure: Structure, workbook: Workbook, locale: str) -> SheetPlan:
    """The tab, with examples that hold in a workbook; without any when it has errors."""
    several = len(structure.records) > 1
    names: dict[str, str] = {}
    for record in structure.records.values():
        for field in _asked(record):
            names.setdefault(header_key(_source(field)), _source(field))
    help_ = note("A field of the record, as in the CRM.", (), "Blank: the record has none.")
    kinds = tuple(structure.records)
    columns = (
        *((ColumnPlan("record type", _kind_note(kinds), needed=False, choices=kinds),) * several),
        *(ColumnPlan(name, help_, needed=False) for name in names.values()),
        *_EXPECTED,
    )
    headers = [column.header for column in columns]
    rows = tuple(
        tuple(cells.get(header, "") for header in headers)
        for cells in _examples(structure, workbook, locale)
    )
    return SheetPlan(GOLDENS, columns, rows, needed=False)


def _asked(record: Record) -> Iterator[Field]:
    """The fields that come with a record."""
    return (field for field in record.fields if field.derivation is None)


def _source(field: Field) -> str:
    """The column in which a CRM most likely has the field: the first that the framework names."""
    return field.sources[1] if len(field.sources) > 1 else field.name


def _kind_note(kinds: tuple[str, ...]) -> str:
    return note("Which kind of record it is.", tuple((kind, "") for kind in kinds), "Needed.")


def _examples(structure: Structure, workbook: Workbook, locale: str) -> Iterator[Mapping[str, str]]:
    """Records that reach different steps, with what comes of them."""
    try:
        framework = build(structure, workbook)
    except FrameworkError:
        return
    reached: set[str] = set()
    for record in structure.records.values():
        for cells in _records(record):
            decision = framework.decide(cells, record.name, now=_AT)
            away = framework.roster.rep(decision.assigned_to)
            if decision.step in reached or len(reached) == _MOST_EXAMPLES:
                continue
            if away is not None and away.time_off:
                continue  # who has holidays would not get it on all days
            reached.add(decision.step)
            yield {
                **cells,
                "record type": record.name,
                "expected owner": _owner(decision),
                "expected step": decision.step,
                "note": "An example",
            }


def _records(record: Record) -> Iterator[dict[str, str]]:
    """Made-up records, the fullest first, then ever fewer fields of the ones at the left."""
    fields = [field for field in _asked(record) if field.type.name not in _BLANK]
    for skipped in range(len(fields)):
        for at in range(_MOST_EXAMPLES):
            texts = {_source(field): samples(field.type) for field in fields[skipped:]}
            yield {name: cells[at % len(cells)] for name, cells in texts.items()}


def _owner(decision: Decision) -> str:
    kind = decision.assigned_kind
    return decision.assigned_to if kind == "rep" else f"{kind}: {decision.assigned_to}"
