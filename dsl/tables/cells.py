"""Key cells: from what people type to patterns. One reader per match kind.

The forms in exact and range cells are the unary tests of DMN (OMG, "Decision Model and Notation"
1.5, 7.3.10 and 10.3.1.2: comparisons, intervals, lists, `-`, quoted strings, `not(…)`), and those
that people write without having heard of it: `90001-90899`, `1000+`, `941*`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dsl.model import Column, MatchKind, Ref
from dsl.resolve.types import affix_key, match_key
from dsl.resolve.wording import misspelt
from dsl.tables.pattern import (
    AnyValue,
    Exactly,
    Except,
    Initials,
    Interval,
    Pattern,
    Phrase,
    Prefix,
    Suffix,
)
from dsl.values import Invalid, ValueType, domain_suffix, fold, initial, words


@dataclass(frozen=True, slots=True)
class CellProblem:
    """Why a cell cannot be read, and what to write instead."""

    message: str
    help: str


Reader = Callable[[str], "tuple[Pattern, ...] | CellProblem"]

ANY = ("*", "-")
_ERROR_CELL = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|ERROR!|SPILL!|CALC!)|Loading\.\.\.")
_COMPARISON = re.compile(r"(>=|<=|!=|<>|=|>|<|≥|≤|≠)\s*(.+)", re.DOTALL)
_BRACKETS = re.compile(r"([\[\](])\s*(.+?)\s*\.\.\s*(.+?)\s*([\[\])])", re.DOTALL)
_NOT = re.compile(r"not\s*\((.*)\)", re.DOTALL | re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
# What separates the ends of a range, surest first: a date or a negative number holds a hyphen.
_BETWEEN = tuple(
    re.compile(sign) for sign in (r"\.\.", r"\s+to\s+", r"[–—]", r"\s-\s", r"(?<=[^\s-])-", r"\s-|-\s")
)
# By far the most frequent: two ends and one sign between them.
_PLAIN_RANGE = re.compile(r"([^\s.,–—-]+)(?:-|–|—|\.\.)([^\s.,–—-]+)")

_LIST_SIGNS = re.compile(r'[,;\n"(\[\]]')
_FIRST_SIGNS = frozenset("<>=!≥≤≠[](\"nN*-")


def error_cell(text: str) -> CellProblem | None:
    """The problem of a cell that holds a spreadsheet error instead of a value."""
    if text and text[0] in "#L" and _ERROR_CELL.fullmatch(text):
        return CellProblem(f"The formula in this cell gives `{text}`", "Mend the formula")
    return None


def key_reader(column: Column, type_: ValueType, decimal_comma: bool) -> Reader:
    """How cells of a key column are read. ``decimal_comma``: the workbook writes 1,5 for 1.5."""
    readers: dict[MatchKind, Reader] = {
        "exact": _Tests(column, type_, decimal_comma),
        "range": _Tests(column, type_, decimal_comma),
        "prefix": lambda text: _prefixes(text, type_),
        "suffix": _suffixes,
        "alphabet": _initials,
        "phrase": _phrases,
    }
    read = readers[column.kind or "exact"]

    def read_cell(text: str) -> tuple[Pattern, ...] | CellProblem:
        if text in ANY:
            if column.any:
                return (AnyValue(text),)
            message = f"`{text}` stands for every value, and this column does not take that"
            return CellProblem(message, "Write the values; or have `or any` added in the framework")
        return error_cell(text) or read(text)

    return read_cell


def phrase_words(text: str) -> tuple[str, ...]:
    """The words of a text, case and punctuation aside."""
    return words(text) or ()


# Exact and range ----------------------------------------------------------------------------


class _Refused(Exception):
    """A piece of a cell that cannot be read; never leaves this module."""

    def __init__(self, message: str, help_: str) -> None:
        super().__init__(message)
        self.problem = CellProblem(message, help_)


class _Tests:
    """Reads unary tests of one type."""

    def __init__(self, column: Column, type_: ValueType, decimal_comma: bool) -> None:
        self._ranges = column.kind == "range"
        self._type = type_
        self._is_text = type_.name in {"text", "rep", "url", "email"}
        numeric = type_.name in {"integer", "decimal"}
        if not numeric:
            self._separator = re.compile(r"[,\n]" if self._is_text else r"[,;\n]")
        elif decimal_comma:
            self._separator = re.compile(r"[;\n]|,(?=\s)")
        else:
            # A comma before three digits, without a space, groups thousands.
            self._separator = re.compile(r"[;\n]|(?<!\d),|,(?!\d{3}(?!\d))")

    def __call__(self, text: str) -> tuple[Pattern, ...] | CellProblem:
        try:
            return tuple(self._cell(text))
        except _Refused as refused:
            return refused.problem

    def _cell(self, text: str) -> list[Pattern]:
        plain = _PLAIN_RANGE.fullmatch(text) if self._ranges else None
        if plain and (found := self._between(plain[1], plain[2], text)):
            return [found]
        if text[0] not in _FIRST_SIGNS and not self._is_text:
            value = self._type.parse(text)
            if not isinstance(value, Invalid):
                return [Exactly(match_key(self._type, value), text)]
        pieces = self._split(text) if _LIST_SIGNS.search(text) else [text]
        found = [pattern for piece in pieces for pattern in self._piece(piece)]
        if self._is_text and len(pieces) > 1:
            # `Leisure, Travel & Tourism` is a list of two, and may be one name as well.
            found.append(Exactly(fold(text), text))
        return found

    def _split(self, text: str) -> list[str]:
        """The cell at its separators, but not inside quotes or brackets."""
        masked = _QUOTED.sub(lambda found: "\x00" * len(found[0]), text)
        depth, protected = 0, []
        for sign in masked:
            depth += (sign == "(") - (sign == ")")
            protected.append("\x00" if depth > 0 else sign)
        cuts = [found.span() for found in self._separator.finditer("".join(protected))]
        starts = [0, *(end for _, end in cuts)]
        ends = [*(start for start, _ in cuts), len(text)]
        pieces = [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
        return [piece for piece in pieces if piece]

    def _piece(self, text: str) -> list[Pattern]:
        if text[0] in _FIRST_SIGNS:
            special = self._special(text)
            if special is not None:
                return special
        if self._ranges or not self._is_text:
            return [self._range(text)]
        return [Exactly(self._value(text), text)]

    def _special(self, text: str) -> list[Pattern] | None:
        """What begins with a sign that may mean more than a value; None when it does not."""
        if found := _NOT.fullmatch(text):
            return self._complement(found[1], text)
        if found := _QUOTED.fullmatch(text):
            return [Exactly(self._value(found[1].replace('""', '"')), text)]
        if found := _COMPARISON.fullmatch(text):
            return self._comparison(found[1], found[2].strip(), text)
        if found := _BRACKETS.fullmatch(text):
            low, high = self._value(found[2]), self._value(found[3])
            return [self._interval(low, high, text, found[1] != "[", found[4] != "]")]
        if text in ANY:
            raise _Refused(f"`{text}` stands for every value", "Let it stand alone in the cell")
        return None

    def _comparison(self, sign: str, operand: str, text: str) -> list[Pattern]:
        quoted = _QUOTED.fullmatch(operand)
        value = self._value(quoted[1] if quoted else operand)
        match sign:
            case "=":
                return [Exactly(value, text)]
            case "!=" | "<>" | "≠":
                return [Except(frozenset({value}), text)]
            case ">" | ">=" | "≥":
                return [self._interval(value, None, text, low_open=sign == ">")]
            case _:
                return [self._interval(None, value, text, high_open=sign == "<")]

    def _range(self, text: str) -> Pattern:
        value = self._type.parse(text)
        if not isinstance(value, Invalid) and not (self._ranges and self._is_text):
            return Exactly(match_key(self._type, value), text)
        if not self._type.ordered:
            raise self._unreadable(text, value)
        if text.endswith("+") and not self._is_text:
            return self._interval(self._value(text[:-1].strip()), None, text)
        if text.endswith("*") and self._type.name == "us_zip":
            digits = text.rstrip("*")
            if 0 < len(digits) < 5 and digits.isdecimal():
                return self._interval(digits.ljust(5, "0"), digits.ljust(5, "9"), text)
        for between in _BETWEEN:
            for cut in between.finditer(text):
                low, high = text[: cut.start()].strip(), text[cut.end() :].strip()
                if low and high and (found := self._between(low, high, text)):
                    return found
        if not isinstance(value, Invalid):
            return Exactly(match_key(self._type, value), text)
        raise self._unreadable(text, value)

    def _between(self, low: str, high: str, text: str) -> Pattern | None:
        """The range of two ends, both included; None when one of them is no value."""
        first, last = self._type.parse(low), self._type.parse(high)
        if isinstance(first, Invalid) or isinstance(last, Invalid):
            return None
        return self._interval(match_key(self._type, first), match_key(self._type, last), text)

    def _complement(self, inside: str, text: str) -> list[Pattern]:
        parts = [p for piece in self._split(inside) for p in self._piece(piece)]
        if not parts or any(isinstance(part, Except) for part in parts):
            raise _Refused(f"`{text}` excludes nothing that can be listed", "Write not(A, B)")
        points = frozenset(part.value for part in parts if isinstance(part, Exactly))
        intervals = [part for part in parts if isinstance(part, Interval)]
        if not intervals:
            return [Except(points, text)]
        intervals += [Interval(value, value, False, False, text) for value in points]
        # `begins` orders intervals by their lower end; None is minus infinity.
        intervals.sort(key=lambda i: (i.low is not None, *((i.low,) if i.low is not None else ())))
        rest: list[Pattern] = []
        low, low_open, unlimited = None, False, True
        for interval in intervals:
            if interval.low is not None and (unlimited or interval.low >= low):
                gap = Interval(low, interval.low, low_open, not interval.low_open, text)
                rest += self._not_empty(gap)
            if interval.high is None:
                return rest
            if unlimited or interval.high > low or (interval.high == low and low_open):
                low, low_open = interval.high, not interval.high_open
            unlimited = False
        return [*rest, self._interval(low, None, text, low_open)]

    def _not_empty(self, gap: Interval) -> list[Pattern]:
        try:
            return [self._interval(gap.low, gap.high, gap.text, gap.low_open, gap.high_open)]
        except _Refused:
            return []  # nothing lies between two neighbours

    def _interval(
        self,
        low: Any,
        high: Any,
        text: str,
        low_open: bool = False,
        high_open: bool = False,
    ) -> Pattern:
        type_ = self._type
        if not type_.ordered:
            message = f"Values of type {type_.name} have no order"
            raise _Refused(message, "List the values, with commas")
        if type_.step is not None:
            # Whole values: (10..20] is [11..20], and neighbours leave no gap.
            if low_open and low is not None:
                low, low_open = type_.step(low, 1), False
            if high_open and high is not None:
                high, high_open = type_.step(high, -1), False
        if low is not None and high is not None:
            if high < low or (low == high and (low_open or high_open)):
                raise _Refused(f"The range `{text}` ends before it begins", "Swap the two ends")
            if low == high:
                return Exactly(low, text)
        return Interval(low, high, low_open, high_open, text)

    def _value(self, text: str) -> Any:
        value = self._type.parse(text.strip())
        if isinstance(value, Invalid):
            raise self._unreadable(text, value)
        return match_key(self._type, value)

    def _unreadable(self, text: str, invalid: Invalid) -> _Refused:
        near = misspelt(self._type, text)
        form = "90001-90899, >= 1000 or 1000+" if self._ranges else "one value, or several: A, B"
        help_ = f"Did you mean `{near}`?" if near else f"Write {form}"
        return _Refused(f"`{text}` is no value of type {self._type.name}: {invalid.reason}", help_)


# The other kinds ----------------------------------------------------------------------------


def _pieces(text: str) -> list[str]:
    return [piece.strip() for piece in re.split(r"[,;\n]", text) if piece.strip()]


def _prefixes(text: str, type_: ValueType) -> tuple[Pattern, ...] | CellProblem:
    found: list[Pattern] = []
    for piece in _pieces(text):
        start = affix_key(Ref("", 0, type_), piece.rstrip("*").strip())
        if not start or "*" in start:
            message = f"`{piece}` is no prefix"
            return CellProblem(message, "Write the first characters: 941 or 941*")
        found.append(Prefix(start, piece))
    return tuple(found)


def _suffixes(text: str) -> tuple[Pattern, ...] | CellProblem:
    found: list[Pattern] = []
    for piece in _pieces(text):
        domain = domain_suffix(piece.removeprefix("@"))
        if isinstance(domain, Invalid):
            message = f"`{piece}` is no domain or domain suffix"
            return CellProblem(message, "Write it as in `.gov` or `mitre.org`")
        found.append(Suffix(domain, piece))
    return tuple(found)


def _initials(text: str) -> tuple[Pattern, ...] | CellProblem:
    found: list[Pattern] = []
    for piece in _pieces(text) or [text]:
        if piece.casefold() in ("other", "others"):
            found.append(Initials(frozenset(), True, piece))
            continue
        ends = re.fullmatch(r"(\S)\s*(?:-|–|—|\.\.|\bto\b)\s*(\S)", piece)  # noqa: RUF001
        low, high = (ends[1], ends[2]) if ends else (piece, piece)
        first, last = initial(low), initial(high)
        if len(low) != 1 or first is None or last is None:
            message = f"`{piece}` is no initial and no range of them"
            return CellProblem(message, "Write it as in A-F, G, 0-9 or other")
        if last < first:
            return CellProblem(f"The range `{piece}` ends before it begins", "Swap the two ends")
        characters = frozenset(map(chr, range(ord(first), ord(last) + 1)))
        found.append(Initials(characters, False, piece))
    return tuple(found)


def _phrases(text: str) -> tuple[Pattern, ...] | CellProblem:
    found: list[Pattern] = []
    for piece in _pieces(text):
        words = phrase_words(piece)
        if not words:
            return CellProblem(f"`{piece}` has no words", "Write words, with commas between phrases")
        found.append(Phrase(words, piece))
    return tuple(found) or CellProblem(f"`{text}` has no words", "Write words")
