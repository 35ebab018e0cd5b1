"""What a key cell says: which values of its column it stands for.

Patterns compare match keys (see ``ValueType.key``). Two patterns that stand for the same values are
equal, however they are spelled; ``text`` keeps the spelling for traces. Of patterns that overlap,
the one of lower ``rank`` is the narrower (see ``narrower``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Rank = tuple[Any, ...]


@dataclass(slots=True)
class _Ranked:
    """A pattern knows its rank from the start, as lookups compare ranks."""

    rank: Rank = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        self.rank = self._rank()

    def matches(self, value: Any) -> bool:
        """Whether the pattern holds for a match key; None is a missing one."""
        raise NotImplementedError

    def _rank(self) -> Rank:
        raise NotImplementedError


@dataclass(slots=True, unsafe_hash=True)
class Exactly(_Ranked):
    """One value."""

    value: Any
    text: str = field(compare=False)

    def matches(self, value: Any) -> bool:
        """Whether the value is this one; a missing value (None) is not."""
        return bool(value == self.value)

    def _rank(self) -> Rank:
        """The narrowest."""
        return (0,)


@dataclass(slots=True, unsafe_hash=True)
class Interval(_Ranked):
    """All values between two ends; an end of None is open for ever."""

    low: Any
    high: Any
    low_open: bool
    high_open: bool
    text: str = field(compare=False)

    def matches(self, value: Any) -> bool:
        """Whether the value lies between the ends."""
        if value is None:
            return False
        if self.low is not None and (value < self.low or (self.low_open and value == self.low)):
            return False
        return self.high is None or value < self.high or (value == self.high and not self.high_open)

    def _rank(self) -> Rank:
        """Finite intervals by width (0: it has none), before half-lines."""
        if self.low is not None and self.high is not None:
            return (1, 0, _width(self.low, self.high))
        return (1, 1)


@dataclass(slots=True, unsafe_hash=True)
class Prefix(_Ranked):
    """Texts that begin so."""

    start: str
    text: str = field(compare=False)

    def matches(self, value: Any) -> bool:
        """Whether the value begins with the prefix."""
        return value is not None and value.startswith(self.start)

    def _rank(self) -> Rank:
        """The longer, the narrower."""
        return (1, 0, -len(self.start))


@dataclass(slots=True, unsafe_hash=True)
class Suffix(_Ranked):
    """A domain and everything under it."""

    domain: str
    text: str = field(compare=False)

    def matches(self, value: Any) -> bool:
        """Whether the value is the domain, or ends with it at a label."""
        return value is not None and f".{value}".endswith(f".{self.domain}")

    def _rank(self) -> Rank:
        """The longer, the narrower."""
        return (1, 0, -len(self.domain))


@dataclass(slots=True, unsafe_hash=True)
class Initials(_Ranked):
    """Initials, as ``values.initial`` gives them; ``other`` turns the set inside out."""

    characters: frozenset[str]
    other: bool
    text: str = field(compare=False)

    def matches(self, value: Any) -> bool:
        """Whether the initial is one of these; for ``other``, whether it is none of these."""
        return value is not None and (value in self.characters) is not self.other

    def _rank(self) -> Rank:
        """The fewer characters, the narrower; ``other`` comes last."""
        size = len(self.characters)
        return (2, -size) if self.other else (1, 0, size)


@dataclass(slots=True, unsafe_hash=True)
class Phrase(_Ranked):
    """Whole words, one after another, anywhere in a text; values are tuples of words."""

    words: tuple[str, ...]
    text: str = field(compare=False)

    def matches(self, value: Any) -> bool:
        """Whether the words stand in the value."""
        if value is None:
            return False
        size = len(self.words)
        return any(value[at : at + size] == self.words for at in range(len(value) - size + 1))

    def _rank(self) -> Rank:
        """More words are narrower, then longer ones."""
        return (1, 0, -len(self.words), -sum(map(len, self.words)))


@dataclass(slots=True, unsafe_hash=True)
class Except(_Ranked):
    """Every value that is present but these."""

    excluded: frozenset[Any]
    text: str = field(compare=False)

    def matches(self, value: Any) -> bool:
        """Whether the value is present and not excluded."""
        return value is not None and value not in self.excluded

    def _rank(self) -> Rank:
        """Wider than anything that says which values it wants."""
        return (2, -len(self.excluded))


@dataclass(slots=True, unsafe_hash=True)
class AnyValue(_Ranked):
    """Every value, a missing one too."""

    text: str = field(compare=False)

    def matches(self, value: Any) -> bool:
        """Always."""
        return True

    def _rank(self) -> Rank:
        """The widest."""
        return (3,)


Pattern = Exactly | Interval | Prefix | Suffix | Initials | Phrase | Except | AnyValue


def narrower(one: Pattern, other: Pattern) -> int:
    """-1 when ``one`` is the narrower of two patterns that overlap, 1 when ``other`` is, else 0."""
    a, b = one.rank, other.rank
    if isinstance(one, Interval) and isinstance(other, Interval):
        no_width = a[:2] == b[:2] and 0 in (a[-1], b[-1])
        if a == b or no_width:
            # An interval inside the other is narrower, all else ties.
            return _lies_within(other, one) - _lies_within(one, other)
    return -1 if a < b else int(a > b)


def _lies_within(one: Interval, other: Interval) -> bool:
    from_low = other.low is None or (
        one.low is not None
        and (one.low > other.low or (one.low == other.low and one.low_open >= other.low_open))
    )
    to_high = other.high is None or (
        one.high is not None
        and (one.high < other.high or (one.high == other.high and one.high_open >= other.high_open))
    )
    return from_low and to_high


def _width(low: Any, high: Any) -> Any:
    """Numbers and dates subtract; ZIP codes are digits; other texts have no width (0)."""
    if isinstance(low, str):
        are_zips = len(low) == len(high) == 5 and low.isdecimal() and high.isdecimal()
        return int(high) - int(low) if are_zips else 0
    return high - low


def overlap(one: Pattern, other: Pattern) -> bool:
    """Whether some value that is present matches both. Exact for patterns of one column.

    ``Except`` and ``other`` leave infinitely many values, so two of them always overlap.
    """
    match one, other:
        case (AnyValue(), _) | (_, AnyValue()):
            return True
        case (Exactly(value=value), _):
            return other.matches(value)
        case (_, Exactly(value=value)):
            return one.matches(value)
        case (Except(), _) | (_, Except()):
            return True
        case (Interval(), Interval()):
            return not (ends_before(one, other) or ends_before(other, one))
        case (Prefix(start=a), Prefix(start=b)):
            return a.startswith(b) or b.startswith(a)
        case (Suffix(domain=a), Suffix(domain=b)):
            return one.matches(b) or other.matches(a)
        case (Initials(), Initials()):
            return _initials_overlap(one, other)
        case (Phrase(), Phrase()):
            return one == other
    raise TypeError(f"{one!r} and {other!r} do not stand in one column")


def ends_before(one: Interval, other: Interval) -> bool:
    """Whether the whole of ``one`` lies below ``other``."""
    if one.high is None or other.low is None:
        return False
    if one.high == other.low:
        return one.high_open or other.low_open
    return bool(one.high < other.low)


def begins(interval: Interval) -> tuple[Any, ...]:
    """Sorts intervals by their lower ends; None is minus infinity, and closed ends come first."""
    return () if interval.low is None else (interval.low, interval.low_open)


def _initials_overlap(one: Initials, other: Initials) -> bool:
    if one.other and other.other:
        return True
    if one.other or other.other:
        inverted, plain = (one, other) if one.other else (other, one)
        return not plain.characters <= inverted.characters
    return bool(one.characters & other.characters)
