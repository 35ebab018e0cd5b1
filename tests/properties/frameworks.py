"""Strategies for whole frameworks, as text: what the parser reads is what the engine runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import strategies as st

from tests.properties.plans import FieldPlan, KeyPlan, Plan, TablePlan
from tests.properties.routes import assumptions, route
from tests.properties.vocabulary import LISTS, ORDERED, TEXTUAL, TYPES

T = TypeVar("T")
Draw = Callable[[st.SearchStrategy[T]], T]

_NAMES = ("alpha", "beta_value", "gamma", "delta_2", "epsilon", "zeta", "eta", "theta", "Iota")
_SOURCES = ("Alpha", "BETA VALUE", "Delta 2", "Source", "source", "So_urce", "Other source", "eta")
_ROSTERS: tuple[tuple[str, ...] | None, ...] = (
    None,
    (),
    ("reps",),
    ("pools",),
    ("reps", "pools"),
    ("reps", "pools", "members", "time_off"),
)
_ZONES = ("", "", ' time zone "America/New_York"', ' time zone "Pacific/Auckland"')


@st.composite
def plans(draw: Draw) -> Plan:  # type: ignore[type-arg]
    """A framework and what it declares."""
    names = ("lead", "account")[: draw(st.sampled_from((1, 1, 1, 2)))]
    records = {name: draw(_fields()) for name in names}
    tables: list[TablePlan] = []
    for number in range(draw(st.integers(1, 4))):
        fields = records[draw(st.sampled_from(names))]
        tables.append(draw(_table(f"table_{number}", fields)))
    roster = draw(st.sampled_from(_ROSTERS))
    parts = [f"framework generated{draw(st.sampled_from(_ZONES))}"]
    for name, fields in records.items():
        lines = "\n".join(f"  {field.text}" for field in fields)
        parts.append(f"record {name} {{\n{lines}\n}}")
    if roster is not None:
        lines = "\n".join(f'  {part} "{part.title()}"' for part in roster)
        parts.append(f"roster {{\n{lines}\n}}")
    uses: list[str] = []
    for name, fields in records.items():
        if len(records) == 1:  # it would speak of every record that has its fields
            uses += draw(assumptions(fields, tables))
        uses.append(draw(route(name, "", fields, tables)))
        for events in draw(st.sampled_from(((), (), ("sla_breach",), ("update, rejected", "new")))):
            uses.append(draw(route(name, f" on {events}", fields, tables)))
    parts += [table.text(any(f"in {table.name}" in use for use in uses)) for table in tables]
    parts += uses
    return Plan("\n\n".join(parts) + "\n", records, tuple(tables), roster)


# Records --------------------------------------------------------------------------------------


@st.composite
def _fields(draw: Draw) -> tuple[FieldPlan, ...]:  # type: ignore[type-arg]
    names = draw(st.permutations(_NAMES))[: draw(st.integers(2, 7))]
    fields: list[FieldPlan] = []
    for name in names:
        derivations = _derivations(fields)
        if derivations and draw(st.integers(0, 3)) == 0:
            type_, expression = draw(st.sampled_from(derivations))
            text = f"{name} {type_} = {expression}{draw(_default(type_))}{draw(_marks())}"
            fields.append(FieldPlan(name, type_, text, (), derived=True))
        else:
            type_ = draw(st.sampled_from((*TYPES, *TYPES, *LISTS, "text", "text", "email")))
            sources = draw(st.lists(st.sampled_from(_SOURCES), max_size=3, unique=True))
            written = ", ".join(f'"{source}"' for source in sources)
            from_ = f" from {written}" if sources else ""
            text = f"{name} {type_}{from_}{draw(_default(type_))}{draw(_marks())}"
            fields.append(FieldPlan(name, type_, text, (name, *sources)))
    return tuple(fields)


def _default(type_: str) -> st.SearchStrategy[str]:
    if type_ in LISTS:
        return st.just("")
    literals = st.sampled_from(TYPES[type_].literals).map(lambda literal: f" default {literal}")
    return st.one_of(st.just(""), st.just(""), st.just(""), literals)


def _marks() -> st.SearchStrategy[str]:
    return st.sampled_from(("", "", "", "", "", " private", " required"))


_ON_TEXT = (
    ("text", "initial({0})"),
    ("text", "lower({0})"),
    ("text", "initial(lower({0}))"),
    ("list of text", "words({0})"),
    ("integer", "lower({0})"),
    ("us_state", 'coalesce({0}, "CA")'),
)
_FUNCTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "text": _ON_TEXT,
    "email": (*_ON_TEXT, ("domain", "domain({0})"), ("text", "initial(domain({0}))")),
    "url": (
        ("domain", "domain({0})"),
        ("domain", "registered_domain(domain({0}))"),
        ("text", "initial(domain({0}))"),
        ("text", "coalesce(domain({0}), {0})"),
    ),
    "domain": (("domain", "registered_domain({0})"), ("text", "initial({0})")),
    "phone": (("text", "area_code({0})"), ("integer", "area_code({0})")),
    "country": (("text", "region({0})"), ("text", "lower(region({0}))")),
    "date": (("integer", "year({0})"), ("integer", "days_since({0})"), ("text", "year({0})")),
    "datetime": (("integer", "days_since({0})"), ("date", "coalesce({0}, {0})")),
    "rep": (("text", "lower({0})"), ("email", 'coalesce({0}, "ana@acme.example")')),
}


def _derivations(fields: Sequence[FieldPlan]) -> list[tuple[str, str]]:
    """Types and expressions over fields that are there already."""
    found: list[tuple[str, str]] = []
    for field in fields:
        for type_, pattern in _FUNCTIONS.get(field.type, ()):
            found.append((type_, pattern.format(field.name)))
        for other in fields:
            if other is not field and other.type == field.type:
                found.append((field.type, f"coalesce({field.name}, {other.name})"))
    return found


# Tables ---------------------------------------------------------------------------------------


@st.composite
def _table(draw: Draw, name: str, fields: Sequence[FieldPlan]) -> TablePlan:  # type: ignore[type-arg]
    keys = tuple(
        draw(_key(f"key_{number}", draw(st.sampled_from(fields))))
        for number in range(draw(st.sampled_from((1, 1, 2, 3))))
    )
    values = [("owner", "Owner", "assignee", draw(st.sampled_from((False, False, True))))]
    if draw(st.booleans()):
        values.append(("sdr", "Second one", "assignee", draw(st.booleans())))
    if draw(st.booleans()):
        type_ = draw(st.sampled_from(("text", "integer", "date", "list of country", "decimal")))
        values.append(("note", "note", type_, draw(st.booleans())))
    effective = ("Live from", "until") if draw(st.integers(0, 3)) == 0 else None
    clauses = draw(_covers(keys[0]))
    hit = draw(st.sampled_from(("", "unique", "first", "specific", "specific")))
    if hit:
        clauses.append(f"hit {hit}")
    if effective:
        clauses.append('effective "Live from" .. until')
    return TablePlan(name, f"Sheet of {name}", keys, tuple(values), effective, tuple(clauses))


_READ_FROM_TEXT = {
    "exact": ("us_state", "integer", "country", "domain"),
    "prefix": ("us_zip", "phone"),
    "range": ("us_zip", "integer", "date"),
}


@st.composite
def _key(draw: Draw, name: str, field: FieldPlan) -> KeyPlan:  # type: ignore[type-arg]
    type_ = field.item
    kinds = ["exact", "exact"]
    if type_ in ORDERED:
        kinds += ["range", "range"]
    if type_ in TEXTUAL:
        kinds += ["prefix", "alphabet"]
    if type_ in ("text", "rep", "url"):
        kinds += ["phrase", "phrase"]
    if type_ in ("domain", "email", "url", "text"):
        kinds += ["suffix", "suffix"]
    kind = draw(st.sampled_from(kinds))
    stated = kind in ("exact", "range", "prefix") and draw(st.integers(0, 3)) == 0
    if kind == "exact" and type_ in ("email", "url"):
        type_ = "domain"
    if stated and type_ == "text":
        type_ = draw(st.sampled_from(_READ_FROM_TEXT[kind]))
    header = draw(st.sampled_from((name, f"The {name}")))
    return KeyPlan(name, header, kind, type_, draw(st.booleans()), stated)


@st.composite
def _covers(draw: Draw, key: KeyPlan) -> list[str]:  # type: ignore[type-arg]
    choices = [""]
    spans = TYPES[key.type].spans
    if key.kind == "alphabet" or (key.kind == "range" and key.type in ("integer", "us_zip")):
        choices.append("covers all")
    if key.kind == "exact" and key.type in ("us_state", "boolean"):
        choices.append("covers all")
    if key.kind == "exact" and key.type == "us_state":
        choices.append("covers all except CA, NY")
    if key.kind == "exact" and key.type == "country":
        choices += ['covers region "DACH"', "covers DE, CH"]
    if key.kind == "range" and spans:
        choices.append(f"covers {spans[0]}")
    chosen = draw(st.sampled_from(choices))
    return [chosen] if chosen else []


__all__ = ["plans"]
