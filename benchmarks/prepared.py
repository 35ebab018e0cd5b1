"""What hand-written functions prepare once, at the start: the rows in the shape that is fastest.

The rows come typed from a loaded framework, so that both sides have the same. Every row's answer
stands ready, with those who are away stood in for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from benchmarks.acme import NOW
from dsl.choosing import Ask, RosterChooser
from dsl.roster import Assignee, Roster
from dsl.tables.pattern import Exactly, Initials, Interval, Phrase, Suffix
from dsl.tables.table import Row
from dsl.values import Invalid

ANY = "*"
usual_email = re.compile(r"[a-z0-9_+.-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}").fullmatch
words_of = re.compile(r"[^\W_]+").findall


class Answer(NamedTuple):
    """Where a lead goes: the step that decided, who for which role, and the territory if any."""

    step: str
    owner: Assignee
    sdr: Assignee | None = None
    territory: str | None = None


UNROUTED = Answer("otherwise", Assignee("queue", "Unrouted"))


class Memo(dict[str | None, Any]):
    """What texts read as; blank and unreadable ones read as None."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__({None: None, "": None})
        self._read = read

    def __missing__(self, text: str) -> Any:
        if len(self) > 10_000:
            self.clear()
            self.update({None: None, "": None})
        value = self._read(text)
        self[text] = None if value.__class__ is Invalid else value
        return self[text]


def first_readable(
    lead: Mapping[str, Any], sources: Iterable[str], read: Callable[[object], Any]
) -> Any:
    """The first source whose value can be read: for leads whose first value cannot."""
    for source in sources:
        value = read(lead.get(source))
        if value is not None and value.__class__ is not Invalid:
            return value
    return None


def kept_owners(roster: Roster) -> dict[str, Answer]:
    """Who may keep a lead, by address and by name, folded: also somebody who is on holiday."""
    reps = roster.reps or {}
    return {
        key: Answer("Override", Assignee("rep", rep.id)) for key, rep in reps.items() if rep.active
    }


def answer_of(step: str, row: Row, roster: Roster) -> Answer:
    """What a row answers. Who is away is stood in for already, as nothing changes meanwhile."""
    owner = _present(row.assignees["owner"], roster)
    if owner is None:
        return UNROUTED
    sdr = row.assignees.get("sdr")
    territory = row.values.get("territory")
    return Answer(step, owner, sdr and _present(sdr, roster), territory)


def _present(assignee: Assignee, roster: Roster) -> Assignee | None:
    """Whoever is there at the time of the leads, with days in UTC as in both frameworks."""
    return RosterChooser(roster).choose(assignee, Ask("owner", NOW)).assignee


def by_suffix(step: str, rows: Iterable[Row], roster: Roster) -> dict[str, Answer]:
    """By domain; the caller takes labels off the front of its own until one is here."""
    found: dict[str, Answer] = {}
    for row in rows:
        for pattern in row.keys[0]:
            assert isinstance(pattern, Suffix)
            found[pattern.domain] = answer_of(step, row, roster)
    return found


def by_suffix_and_exact(
    step: str, rows: Iterable[Row], roster: Roster
) -> dict[str, dict[str, Answer]]:
    """By domain, then by the second key, where ``ANY`` stands for every value."""
    found: dict[str, dict[str, Answer]] = {}
    for row in rows:
        for pattern in row.keys[0]:
            assert isinstance(pattern, Suffix)
            by_second = found.setdefault(pattern.domain, {})
            for second in row.keys[1]:
                key = second.value if isinstance(second, Exactly) else ANY
                by_second[key] = answer_of(step, row, roster)
    return found


def by_exact_and_range(
    step: str, rows: Iterable[Row], roster: Roster
) -> dict[str | None, list[tuple[int, float, Answer]]]:
    """By the first key (or ``ANY``), integer ranges with both ends included, narrowest first."""
    found: dict[str | None, list[tuple[int, float, Answer]]] = {}
    for row in rows:
        answer = answer_of(step, row, roster)
        for first in row.keys[0]:
            ranges = found.setdefault(first.value if isinstance(first, Exactly) else ANY, [])
            for size in row.keys[1]:
                assert isinstance(size, Interval)
                high = float("inf") if size.high is None else size.high - size.high_open
                ranges.append((size.low + size.low_open, high, answer))
    for ranges in found.values():
        ranges.sort(key=lambda each: each[1] - each[0])
    return found


def by_range(
    step: str, rows: Iterable[Row], roster: Roster
) -> tuple[list[Any], list[tuple[Any, Answer]]]:
    """Where the disjoint ranges of one key column begin, in order; where each ends, its answer."""
    found: list[tuple[Any, Any, Answer]] = []
    for row in rows:
        answer = answer_of(step, row, roster)
        for pattern in row.keys[0]:
            if isinstance(pattern, Exactly):
                found.append((pattern.value, pattern.value, answer))
            else:
                assert isinstance(pattern, Interval)
                found.append((pattern.low, pattern.high, answer))
    found.sort(key=lambda each: each[0])
    return [low for low, _, _ in found], [(high, answer) for _, high, answer in found]


def by_value(step: str, rows: Iterable[Row], roster: Roster) -> dict[Any, Answer]:
    """By the value of the one key column, or by the pair of both."""
    found: dict[Any, Answer] = {}
    for row in rows:
        keys = [[pattern.value for pattern in column] for column in row.keys]  # type: ignore[union-attr]
        pairs = keys[0] if len(keys) == 1 else [(a, b) for a in keys[0] for b in keys[1]]
        found |= dict.fromkeys(pairs, answer_of(step, row, roster))
    return found


def by_phrase(
    step: str, rows: Iterable[Row], roster: Roster
) -> tuple[list[tuple[str, Answer]], frozenset[str]]:
    """Phrases between spaces in the order of the sheet, and the words they begin with."""
    phrases: list[tuple[str, Answer]] = []
    openings: set[str] = set()
    for row in rows:
        for pattern in row.keys[0]:
            assert isinstance(pattern, Phrase)
            openings.add(pattern.words[0])
            phrases.append((f" {' '.join(pattern.words)} ", answer_of(step, row, roster)))
    return phrases, frozenset(openings)


def by_initial(step: str, rows: Iterable[Row], roster: Roster) -> tuple[dict[str, Answer], Answer]:
    """By initial, and the answer for every other."""
    found: dict[str, Answer] = {}
    other = UNROUTED
    for row in rows:
        for pattern in row.keys[0]:
            assert isinstance(pattern, Initials)
            answer = answer_of(step, row, roster)
            if pattern.other:
                other = answer
            else:
                found |= dict.fromkeys(pattern.characters, answer)
    return found, other
