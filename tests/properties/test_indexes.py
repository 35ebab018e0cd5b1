"""Every index against the linear scan, and overlaps against trying every value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.tables.index import INDEXES, Entry, Index
from dsl.tables.index.linear import LinearIndex
from dsl.tables.pattern import AnyValue, narrower, overlap
from tests.properties.patterns import DOMAINS, Domain, several

each_domain = pytest.mark.parametrize("domain", DOMAINS, ids=[domain.id for domain in DOMAINS])


def indexes(data: st.DataObject, domain: Domain) -> tuple[Index, LinearIndex]:
    """The index of a kind and the linear one, over the same entries."""
    patterns = data.draw(several(domain))
    entries = [Entry(pattern, [], 0) for pattern in patterns]
    return INDEXES[domain.kind](entries), LinearIndex(entries)


@each_domain
@given(data=st.data())
def test_an_index_finds_what_a_linear_scan_finds(domain: Domain, data: st.DataObject) -> None:
    index, linear = indexes(data, domain)
    for value in (*domain.values, None):
        found, expected = index.find(value), linear.find(value)
        assert len(found) == len(expected), value
        assert set(found) == set(expected), value


@each_domain
@given(data=st.data())
def test_an_index_finds_the_same_overlaps(domain: Domain, data: st.DataObject) -> None:
    index, linear = indexes(data, domain)
    patterns = [entry.pattern for entry in index.entries]
    for pattern in [*patterns, data.draw(domain.patterns), AnyValue("*")]:
        found, expected = list(index.overlapping(pattern)), list(linear.overlapping(pattern))
        assert len(found) == len(expected), pattern
        assert set(found) == set(expected), pattern


@each_domain
@given(data=st.data())
def test_an_index_pairs_each_two_that_overlap_once(domain: Domain, data: st.DataObject) -> None:
    index, _ = indexes(data, domain)
    entries = index.entries
    expected = {
        frozenset((one, other))
        for at, one in enumerate(entries)
        for other in entries[at + 1 :]
        if overlap(one.pattern, other.pattern)
    }
    found = [frozenset(pair) for pair in index.pairs()]
    assert len(found) == len(expected)
    assert set(found) == expected


@each_domain
@given(data=st.data())
def test_the_nearest_miss_is_an_entry_that_does_not_match(
    domain: Domain, data: st.DataObject
) -> None:
    index, linear = indexes(data, domain)
    for value in domain.values:
        if not linear.find(value):
            near = index.nearest(value)
            assert near is None or near in linear.entries


@each_domain
@given(data=st.data())
def test_patterns_overlap_where_some_value_matches_both(
    domain: Domain, data: st.DataObject
) -> None:
    one, other = data.draw(domain.patterns), data.draw(domain.patterns)
    if domain.kind == "phrase":  # by design: only equal phrases count as an overlap
        assert overlap(one, other) == (one == other)
        return
    both = [value for value in domain.values if one.matches(value) and other.matches(value)]
    assert overlap(one, other) == overlap(other, one) == bool(both)


@each_domain
@given(data=st.data())
def test_a_pattern_inside_another_is_the_narrower(domain: Domain, data: st.DataObject) -> None:
    one, other = data.draw(domain.patterns), data.draw(domain.patterns)
    inside = {value for value in domain.values if one.matches(value)}
    around = {value for value in domain.values if other.matches(value)}
    assert narrower(one, other) == -narrower(other, one)
    if inside and inside < around:
        assert narrower(one, other) == -1, (one, other)
    if one == other:
        assert narrower(one, other) == 0
