"""What a table leaves uncovered of what its framework says it must cover. Exact, not sampled.

The conditions on the other key columns fall into finitely many classes, cut at the ends of the
patterns that stand in them; one sample of each class stands for all of it (``samples``). For every
combination of samples, the values of the first column that no row takes are computed as sets and
intervals.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from string import ascii_uppercase, digits
from typing import Any

from dsl import syntax
from dsl.diagnostics import counted
from dsl.gently import steps
from dsl.resolve.types import build_type, match_key
from dsl.tables.open_intervals import open_intervals
from dsl.tables.pattern import AnyValue, Exactly, Initials, Pattern
from dsl.tables.samples import JUST_AFTER, SOME_OTHER, Days, column_samples, takes
from dsl.tables.table import Table
from dsl.values import ValueType, countries_in, spellings

_MOST_COMBINATIONS = 10_000
_MOST_WORK = 2_000_000  # rows by combinations they take part in
_WHOLE = {"us_zip": ("00000", "99999")}  # of the ordered types that end somewhere
_MOST_SHOWN = 60
_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Gap:
    """``missing`` in words; ``circumstances`` tell for which values of the other keys, if not all.

    ``witness`` is a record that falls into the gap, by column name; ``today`` is the day.
    """

    missing: str
    circumstances: str
    witness: dict[str, Any]
    analysed: bool = True


def gaps(table: Table, covers: syntax.Coverage, locale: str) -> Iterator[Gap]:
    """Each set of values that no row covers, with the circumstances under which it is open."""
    key = table.schema.keys[0]
    type_ = build_type(key.type, locale)
    others = [column.name for column in table.schema.keys[1:]]
    samples: list[Sequence[Any]] = [
        column_samples(table.rows, at, table.key_types[at]) or [SOME_OTHER]
        for at in range(1, len(others) + 1)
    ]
    exact_keys = [
        {p.value for row in table.rows for p in row.keys[at] if isinstance(p, Exactly)}
        for at in range(1, len(others) + 1)
    ]
    days = Days(table.rows, len(others) + 1) if table.schema.effective else None
    if days is not None:
        samples.append(days.samples)
    patterns = _by_combination(table, samples)
    if patterns is None:
        yield Gap("", "", {}, analysed=False)
        return
    found: dict[str, list[tuple[Any, ...]]] = {}
    examples: dict[str, Any] = {}
    for combination, (exact, wider) in patterns.items():
        missing = list(_missing(covers, exact, wider, type_, key.kind == "alphabet"))
        if missing:
            text = _in_words(missing, type_)
            found.setdefault(text, []).append(combination)
            if text not in examples:
                examples[text] = _inside(missing[0], (exact, wider), type_)
    for text, combinations in found.items():
        everywhere = len(combinations) == len(patterns)
        circumstances = "" if everywhere else _circumstances(others, exact_keys, days, combinations)
        names = [key.name, *others, *(["today"] if days else [])]
        values = (examples[text], *combinations[0])
        witness = {
            name: _json(value)
            for name, value in zip(names, values, strict=True)
            if value is not None and value is not SOME_OTHER
        }
        yield Gap(text, circumstances, witness)


_Patterns = tuple[set[Any], list[Pattern]]


def _by_combination(
    table: Table, samples: Sequence[Sequence[Any]]
) -> dict[tuple[Any, ...], _Patterns] | None:
    """For each combination of samples: the values and other patterns of the rows that take it.

    None when there are too many.
    """
    size = 1
    for column in samples:
        size *= len(column)
    if size > _MOST_COMBINATIONS:
        return None
    found: dict[tuple[Any, ...], _Patterns] = {
        combination: (set(), []) for combination in product(*samples)
    }
    taken: dict[tuple[int, Any], list[Any]] = {}
    work = 0
    for row in steps(table.rows):
        columns = []
        for at, column in enumerate(samples):
            known = (at, row.keys[at + 1])
            if known not in taken:
                taken[known] = [value for value in column if takes(row.keys[at + 1], value)]
            columns.append(taken[known])
        for combination in product(*columns):
            exact, wider = found[combination]
            for pattern in row.keys[0]:
                if isinstance(pattern, Exactly):
                    exact.add(pattern.value)
                else:
                    wider.append(pattern)
            work += 1
        if work > _MOST_WORK:
            return None
    return found


# What is missing ----------------------------------------------------------------------------


def _missing(
    covers: syntax.Coverage,
    exact: set[Any],
    wider: Sequence[Pattern],
    type_: ValueType,
    alphabet: bool,
) -> Iterable[Any]:
    """Values, and (first, last) pairs of intervals, in order."""
    wanted: Sequence[Any] = ()
    match covers:
        case syntax.CoversAll(excluded) if alphabet:
            return _missing_initials(wider, {literal.text.upper() for literal in excluded})
        case syntax.CoversAll(excluded):
            left_out = {_key(type_, literal) for literal in excluded}
            if type_.universe is None:
                return open_intervals(exact, wider, type_, _all_but(left_out, type_))
            wanted = [v for v in type_.universe if match_key(type_, v) not in left_out]
        case syntax.CoversRegion(region):
            wanted = sorted(countries_in(region.text) or ())
        case syntax.CoversValues(spans):
            if any(span.last is not None for span in spans):
                ends = [
                    (_key(type_, span.first), _key(type_, span.last or span.first))
                    for span in spans
                ]
                return open_intervals(exact, wider, type_, ends)
            wanted = [_key(type_, span.first) for span in spans]
    keys = [(value, match_key(type_, value)) for value in wanted]
    return [v for v, k in keys if k not in exact and not any(p.matches(k) for p in wider)]


def _all_but(left_out: set[Any], type_: ValueType) -> list[tuple[Any, Any]]:
    """The intervals between the values that need not be covered; all, where no value has a next."""
    first, last = _WHOLE.get(type_.name, (None, None))
    ends: list[Any] = [first]
    step = type_.step
    if step is not None:
        ends += [
            neighbour
            for value in sorted(left_out)
            for neighbour in (step(value, -1), step(value, 1))
        ]
    ends.append(last)
    pairs = zip(ends[::2], ends[1::2], strict=True)
    return [(low, high) for low, high in pairs if low is None or high is None or low <= high]


def _missing_initials(patterns: Sequence[Pattern], left_out: set[str]) -> list[str]:
    """Initials that no row takes: letters, digits, and what else cells name.

    ``other``, when none takes all the rest. A pattern ``other`` knows what the whole column names.
    """
    named = {c for p in patterns if isinstance(p, Initials) for c in p.characters}
    missing = [
        character
        for character in dict.fromkeys((*ascii_uppercase, *digits, *sorted(named)))
        if character not in left_out and not any(p.matches(character) for p in patterns)
    ]
    rest = any(isinstance(p, AnyValue) or (isinstance(p, Initials) and p.other) for p in patterns)
    return missing if rest or "OTHER" in left_out else [*missing, "other"]


def _key(type_: ValueType, literal: syntax.Literal) -> Any:
    return match_key(type_, type_.parse(literal.text))


def _inside(missing: Any, patterns: _Patterns, type_: ValueType) -> Any:
    """A value that is missing; None where any would do."""
    if not isinstance(missing, tuple):
        return missing
    exact, wider = patterns
    low, high = missing
    for value in _candidates(low, high, type_):
        if value not in exact and not any(pattern.matches(value) for pattern in wider):
            return value
    return None


def _candidates(low: Any, high: Any, type_: ValueType) -> list[Any]:
    """Values of an interval, whose own ends may be taken when it is of a dense type."""
    ends = [end for end in (low, high) if end is not None]
    if type_.step is not None or not ends:
        return ends
    if isinstance(ends[0], str):
        return [*ends, *(end + JUST_AFTER for end in ends[:1]), "!"]
    one: Any = timedelta(days=1) if isinstance(ends[0], datetime) else 1
    between = [low + (high - low) / 2] if low is not None and high is not None else []
    return [*ends, *between, ends[0] + one if high is None else ends[-1] - one]


# Words --------------------------------------------------------------------------------------


def _in_words(missing: Sequence[Any], type_: ValueType) -> str:
    if type_.name == "country" and len(missing) <= _MOST_NAMED:
        names = {code: name for name, code in spellings(type_).items() if name != code}
        return ", ".join(f"{names.get(code, code)} ({code})" for code in missing)
    shown = [_text(value, type_.step is not None) for value in missing[:_MOST_SHOWN]]
    more = len(missing) - _MOST_SHOWN
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _text(value: Any, whole: bool) -> str:
    """A missing value, or an interval of them; ``whole``: its ends belong to it."""
    if not isinstance(value, tuple):
        return "yes" if value is True else "no" if value is False else str(value)
    low, high = value
    if low is None and high is None:
        return "any value"
    if low is None:
        return f"{high} and below" if whole else f"what is below {high}"
    if high is None:
        return f"{low} and above" if whole else f"what is above {low}"
    return f"{low}-{high}"


def _sample_text(name: str, value: Any, named: Collection[Any]) -> str:
    """A sample of another column; one that no cell names stands for others like it."""
    if value is SOME_OTHER:
        return f"any other {name}"
    if isinstance(value, bool):
        return f"{name} {'yes' if value else 'no'}"
    shown = " ".join(value) if isinstance(value, tuple) else str(value).removesuffix(JUST_AFTER)
    return f"{name} {shown}" if value in named else f"a {name} like {shown}"


def _circumstances(
    names: Sequence[str],
    exact: Sequence[Collection[Any]],
    days: Days | None,
    combinations: Sequence[tuple[Any, ...]],
) -> str:
    """``for language de from 2026-02-01 to 2026-02-28; for …``; ``exact``: values of cells."""
    shown = []
    for combination in combinations[:3]:
        pairs = list(zip(names, combination, strict=False))
        texts = [
            _sample_text(name, value, named)
            for (name, value), named in zip(pairs, exact, strict=True)
        ]
        said = [f"for {' and '.join(texts)}"] if texts else []
        if days is not None:
            said.append(days.span(combination[-1]))
        shown.append(" ".join(said))
    more = len(combinations) - 3
    rest = f"; and in {counted(more, 'other case')}" if more > 0 else ""
    return "; ".join(shown) + rest


def _json(value: Any) -> Any:
    if isinstance(value, str | int | bool):
        return value
    return " ".join(value) if isinstance(value, tuple) else str(value)
