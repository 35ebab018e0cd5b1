"""Strategies for raw records: valid, dirty, missing, of the wrong JSON type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from dsl.model import EVENTS
from tests.properties.plans import FieldPlan, Plan
from tests.properties.vocabulary import DIRT, LISTS, TYPES

Draw = Callable[[st.SearchStrategy[Any]], Any]

_ALL_RAWS = tuple(raw for vocabulary in TYPES.values() for raw in vocabulary.raws)
_RESPELT: tuple[Callable[[str], str], ...] = (
    str, str, str.upper, lambda name: name.replace("_", " "), lambda name: name.replace(" ", ""),
)  # fmt: skip
_NEAR_MIDNIGHT = (
    datetime(2026, 3, 1, 0, 30, tzinfo=UTC),
    datetime(2026, 6, 15, 3, 59, tzinfo=timezone(-timedelta(hours=4))),
    datetime(2026, 6, 30, 12, tzinfo=UTC),
    datetime(2026, 11, 21, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 11, 22, tzinfo=timezone(timedelta(hours=9))),
    datetime(2027, 1, 1, tzinfo=UTC),
)


@st.composite
def leads(draw: Draw, plan: Plan) -> dict[str, Any]:
    """The arguments of a decision: a record of some type, an event, a moment, what came before."""
    record = draw(st.sampled_from(sorted(plan.records)))
    return {
        "fields": draw(_raw_fields(plan.records[record])),
        "record_type": record,
        "event": draw(st.sampled_from(EVENTS)),
        "now": draw(st.sampled_from(_NEAR_MIDNIGHT)),
        "attempts": draw(st.integers(0, 4)),
        "previous_owner": draw(st.sampled_from((None, "ana@acme.example", "left@acme.example"))),
        "previous_pool": draw(st.sampled_from((None, None, "West"))),
    }


@st.composite
def _raw_fields(draw: Draw, fields: Sequence[FieldPlan]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for field in fields:
        if not field.columns or draw(st.integers(0, 5)) == 0:
            continue
        # Mostly the field's own name: sources are shared, so what feeds one is dirt to another.
        named = (*[field.name] * 4, *field.columns)
        columns = draw(st.lists(st.sampled_from(named), min_size=1, max_size=2, unique=True))
        for column in columns:
            given[draw(st.sampled_from(_RESPELT))(column)] = draw(_raws(field))
    if draw(st.integers(0, 4)) == 0:
        given["Unknown column"] = draw(st.sampled_from(DIRT))
    return given


def _raws(field: FieldPlan) -> st.SearchStrategy[Any]:
    raws = LISTS[field.type][1] if field.type in LISTS else TYPES[field.type].raws
    good = st.sampled_from(raws)
    return st.one_of(
        *[good] * 7, st.sampled_from(TYPES[field.item].raws), st.sampled_from(DIRT),
        st.sampled_from(_ALL_RAWS), st.text(max_size=6),
    )  # fmt: skip


JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.sampled_from(DIRT)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)
    ),
    max_leaves=6,
)
"""Any JSON value, and what JSON libraries let through besides: NaN, lone surrogates."""
