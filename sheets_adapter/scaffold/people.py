"""The tabs of people and pools: their columns, with what may stand in each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dsl.model import RosterSchema
from dsl.roster import METHODS
from dsl.roster.members import COLUMNS as MEMBERS
from dsl.roster.pools import COLUMNS as POOLS
from dsl.roster.reps import COLUMNS as REPS
from dsl.roster.sheet import Columns
from dsl.roster.time_off import COLUMNS as TIME_OFF
from sheets_adapter.scaffold.forms import Forms
from sheets_adapter.scaffold.layout import Choices, ColumnPlan, FromColumn, SheetPlan
from sheets_adapter.scaffold.notes import note

YES_NO = ("yes", "no")
_AUTOMATIC = {"out from", "out until", "from", "until", "start date"}
_WIDE = {"rep", "name", "hours", "backup", "when unavailable", "cover", "ramp", "calendar"}


class _Help(NamedTuple):
    """What a column is for, its cell forms, and what a blank cell means."""

    purpose: str
    forms: Forms
    blank: str


_DAY: Forms = (("2026-11-30", "a date"),)
_COUNT: Forms = (("12", "a whole number"),)
_SKILLS: Forms = (("clearance", "one"), ("data warehouse, security", "several"))
_STAND_IN: Forms = (
    ("bo@acme.example", "a person"),
    ("pool: NAME", "a pool"),
    ("queue: NAME", "a queue of your CRM"),
)

HELP: Mapping[str, _Help] = {
    "rep": _Help("A person, by e-mail address.", (), "Every row needs it."),
    "name": _Help("The person's name. Cells may name people by it.", (), "May stay blank."),
    "active": _Help(
        "Whether the person takes records. Write no when somebody leaves, and keep the row.",
        (("yes", "or no"),),
        "Blank: yes.",
    ),
    "time zone": _Help(
        "Where the person works.",
        (("America/New_York", "a zone of the IANA list"),),
        "Blank: the framework's.",
    ),
    "hours": _Help(
        "When the person works, in their time zone.",
        (("Mon-Fri 09:00-17:30", "days and times"), ("Mon-Thu 9am-5pm, Fri 9am-3pm", "several")),
        "Blank: any time.",
    ),
    "out from": _Help("The first day off.", _DAY, "Blank: open."),
    "out until": _Help("The last day off.", _DAY, "Blank: open."),
    "calendar": _Help(
        "A calendar that says when the person is busy.",
        (("https://calendar.example/ana.ics", "an iCalendar address"),),
        "May stay blank.",
    ),
    "daily cap": _Help("The most records a day.", _COUNT, "Blank: no limit."),
    "open cap": _Help("The most records that may be open.", _COUNT, "Blank: no limit."),
    "skills": _Help("What the person can do; steps may ask for it.", _SKILLS, "Blank: none."),
    "languages": _Help(
        "What the person speaks.", (("en, German", "codes or names"),), "Blank: none."
    ),
    "start date": _Help("The first day at work.", _DAY, "Blank: open."),
    "backup": _Help("Who stands in.", _STAND_IN, "Blank: nobody."),
    "crm id": _Help("The person's id in the CRM.", (), "May stay blank."),
    "pool": _Help("The pool's name.", (), "Every row needs it."),
    "method": _Help(
        "How the pool chooses who is next.",
        (
            ("round robin", "each in turn"),
            ("weighted", "by weight"),
            ("load balanced", "who has the fewest"),
            ("shark tank", "who claims it first"),
        ),
        "Blank: round robin.",
    ),
    "when unavailable": _Help(
        "Who gets the record when no member can take it.", _STAND_IN, "May stay blank."
    ),
    "sticky days": _Help(
        "A record that comes again within so many days stays with who has it.",
        (("30", "a whole number"),),
        "Blank: never.",
    ),
    "respect hours": _Help(
        "Whether only those within their hours get records.", (("yes", "or no"),), "Blank: no."
    ),
    "catch up": _Help(
        "Whether who was away gets the turns that were missed.", (("yes", "or no"),), "Blank: no."
    ),
    "claim within": _Help(
        "How long an offer of a shark tank stands.",
        (("30m", "minutes"), ("4h", "hours"), ("1d", "days")),
        "Blank: no limit.",
    ),
    "claim limit": _Help(
        "How many claimed records a person of a shark tank may hold.",
        (("3", "a whole number"),),
        "Blank: no limit.",
    ),
    "weight": _Help(
        "The person's share; only proportions count, 0 takes nothing.",
        (("3", "three times the share of 1"), ("50%", "half of it")),
        "Blank: 1.",
    ),
    "order": _Help(
        "The place in the turn.", (("1", "a number"),), "Blank: after those with a number."
    ),
    "ramp": _Help(
        "From each date on, this part of the weight.",
        (("2026-11-01: 10%, 2026-12-01: 50%, 2027-01-01: 100%", "days and shares"),),
        "Blank: 100%.",
    ),
    "from": _Help("The first day off.", _DAY, "Blank: open."),
    "until": _Help("The last day off.", _DAY, "Blank: open."),
    "cover": _Help("Who stands in meanwhile.", _STAND_IN, "Blank: the backup."),
}
"""For each column of the four tabs, by header."""

_PEOPLE = (
    ("ana@acme.example", "Ana Ferreira", "bo@acme.example"),
    ("bo@acme.example", "Bo Lindqvist", "cy@acme.example"),
    ("cy@acme.example", "Cy Okonjo", "ana@acme.example"),
)


def people_plans(
    roster: RosterSchema, named_reps: tuple[str, ...], named_pools: tuple[str, ...]
) -> list[SheetPlan]:
    """The tabs that the framework's roster names.

    The example rows have the reps and pools that the framework itself names, and some more.
    """
    reps = [*_PEOPLE, *((rep, "", "") for rep in named_reps)]
    pools = tuple(dict.fromkeys((*named_pools, "west")))
    people: list[dict[str, str]] = [
        {"rep": rep, "name": name, "active": "yes", "backup": backup} | _AT_WORK
        for rep, name, backup in reps
    ]
    in_pools = [
        {"pool": pool, "rep": rep, "weight": "1", "order": str(order)}
        for pool in pools
        for order, rep in enumerate(("ana@acme.example", "bo@acme.example"), 1)
    ]
    off = [{"rep": "bo@acme.example", "from": "2026-12-24", "until": "2027-01-01"}]
    listed: list[dict[str, str]] = [
        {"pool": pool, "method": "round robin", "when unavailable": "queue: Unassigned"}
        for pool in pools
    ]
    sheets = (
        (roster.reps, REPS, people),
        (roster.pools, POOLS, listed),
        (roster.members, MEMBERS, in_pools),
        (roster.time_off, TIME_OFF, off),
    )
    return [
        _sheet(title, columns, rows, roster) for title, columns, rows in sheets if title is not None
    ]


_AT_WORK = {"time zone": "America/New_York", "hours": "Mon-Fri 09:00-17:30"}


def rep_choices(roster: RosterSchema | None) -> Choices | None:
    """The drop-down of an assignee column: the reps, else the pools.

    A drop-down takes one range only. Who writes a pool or a queue instead is not refused.
    """
    if roster is None or roster.reps is None:
        return None
    return FromColumn(roster.reps, "rep")


def _sheet(
    title: str, columns: Columns, rows: list[dict[str, str]], roster: RosterSchema
) -> SheetPlan:
    needed = (*columns.filled, *columns.there)
    order = (*needed, *columns.optional)
    plans = tuple(
        ColumnPlan(
            header=name,
            note=note(*HELP[name]),
            plain_text=name not in _AUTOMATIC,
            key=name in columns.filled,
            needed=name in needed,
            choices=_choices(name, columns, roster),
            width=200 if name in _WIDE else 120,
        )
        for name in order
    )
    texts = tuple(tuple(row.get(name, "") for name in order) for row in rows)
    return SheetPlan(title, plans, texts)


def _choices(name: str, columns: Columns, roster: RosterSchema) -> Choices | None:
    if name == "method":
        return METHODS
    if name in ("active", "respect hours", "catch up"):
        return YES_NO
    if name == "pool" and columns is not POOLS and roster.pools is not None:
        return FromColumn(roster.pools, "pool")
    names_a_rep = name in ("backup", "cover", "when unavailable") or (
        name == "rep" and columns is not REPS
    )
    return rep_choices(roster) if names_a_rep else None
