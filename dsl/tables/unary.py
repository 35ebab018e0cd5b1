"""Exact and range cells: the unary tests of DMN, and what people write without having heard of it.

The first are those of OMG, "Decision Model and Notation" 1.5, 7.3.10 and 10.3.1.2: comparisons,
intervals, lists, `-`, quoted strings, `not(…)`. The others: `90001-90899`, `1000+`, `941*`.
"""

from __future__ import annotations

import re
from typing import Any, NoReturn

from dsl.diagnostics import quoted
from dsl.model import Column
from dsl.resolve.types import match_key
from dsl.tables.cell_problem import CellProblem, no_value
from dsl.tables.pattern import Exactly, Except, Interval, Pattern, begins
from dsl.values import Invalid, ValueType, fold

ANY = ("*", "-")
_COMPARISON = re.compile(r"((?>>=|<=|!=|<>|=|>|<|≥|≤|≠))\s*(.+)", re.DOTALL)
_BRACKETS = re.compile(r"([\[\](])\s*(.+?)\s*\.\.\s*(.+?)\s*([\[\])])", re.DOTALL)
_NOT = re.compile(r"not\s*\((.*)\)", re.DOTALL | re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
# What separates the ends of a range, surest first: a date or a negative number holds a hyphen.
_BETWEEN = tuple(
    re.compile(sign)
    for sign in (r"\.\.", r"\s+to\s+", r"[–—]", r"\s-\s", r"(?<=[^\s-])-", r"\s-|-\s")
)
# By far the most frequent form: two ends and one sign between them.
_PLAIN_RANGE = re.compile(r"([^\s.,–—-]+)(?:-|–|—|\.\.)([^\s.,–—-]+)")
_LIST_SIGNS = re.compile(r'[,;\n"(\[\]]')
_FIRST_SIGNS = frozenset('<>=!≥≤≠[]("*-')
_RANGES = {
    "us_zip": ("90001-90899", ">= 90001"),
    "date": ("2026-01-01..2026-12-31", ">= 2026-01-01"),
    "datetime": ("2026-01-01..2026-12-31", ">= 2026-01-01"),
}
_A_RANGE = "Write a value, a range as in `{}`, or a limit as in `{}`"


class _Refused(Exception):
    """A piece of a cell that cannot be read; never leaves this module."""

    def __init__(self, problem: CellProblem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class UnaryTests:
    """Reads the cells of an exact or range column of one type."""

    def __init__(self, column: Column, type_: ValueType, decimal_comma: bool) -> None:
        self._ranges = column.kind == "range"
        self._type = type_
        self._is_text = type_.name in {"text", "rep", "url", "email"}
        self._form = ""
        if self._ranges:
            self._form = _A_RANGE.format(*_RANGES.get(type_.name, ("10-20", ">= 10")))
        numeric = type_.name in {"integer", "decimal"}
        if not numeric:
            self._separator = re.compile(r"[,\n]" if self._is_text else r"[,;\n]")
        elif decimal_comma:
            self._separator = re.compile(r"[;\n]|,(?=\s)")
        else:
            # A comma before three digits, without a space, groups thousands.
            self._separator = re.compile(r"[;\n]|(?<!\d),|,(?!\d{3}(?!\d))")

    def __call__(self, text: str) -> tuple[Pattern, ...] | CellProblem:
        """The patterns of a cell that is not blank."""
        try:
            return tuple(self._cell(text))
        except _Refused as refused:
            return refused.problem

    def _cell(self, text: str) -> list[Pattern]:
        ends = _PLAIN_RANGE.fullmatch(text) if self._ranges and not self._is_text else None
        if ends and (plain := self._between(ends[1], ends[2], text)):
            return [plain]
        if not self._is_text and text[0] not in _FIRST_SIGNS and "*" not in text:
            value = self._type.parse(text)
            if not isinstance(value, Invalid):
                return [Exactly(match_key(self._type, value), text)]
        pieces = self._split(text) if _LIST_SIGNS.search(text) else [text]
        if not pieces:
            _refuse(f"{quoted(text)} holds no value", "Write one, or clear the row")
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
            _refuse(f"`{text}` stands for every value", "Let it stand alone in the cell")
        if self._ranges or not self._is_text:
            return [self._range(text)]
        return [Exactly(self._value(text), text)]

    def _comparison(self, sign: str, operand: str, text: str) -> list[Pattern]:
        unquoted = _QUOTED.fullmatch(operand)
        value = self._value(unquoted[1] if unquoted else operand)
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
            self._refuse_value(text, value)
        if text.endswith("+") and not self._is_text and len(text) > 1:
            return self._interval(self._value(text[:-1].strip()), None, text)
        if text.endswith("*") and self._type.name == "us_zip":
            digits = text.rstrip("*")
            if 0 < len(digits) < 5 and digits.isdecimal():
                return self._interval(digits.ljust(5, "0"), digits.ljust(5, "9"), text)
        half: tuple[str, Invalid] | None = None
        for between in _BETWEEN:
            for cut in between.finditer(text):
                ends = text[: cut.start()].strip(), text[cut.end() :].strip()
                if all(ends) and (found := self._between(*ends, text)):
                    return found
                low, high = (self._type.parse(end or "?") for end in ends)
                if all(ends) and isinstance(low, Invalid) != isinstance(high, Invalid):
                    wrong = (ends[0], low) if isinstance(low, Invalid) else (ends[1], high)
                    half = half or wrong
        if not isinstance(value, Invalid):
            return Exactly(match_key(self._type, value), text)
        # Of a range with one end that reads, the other is what is wrong.
        wrong = half or self._shorter_of_range(text) or (text, value)
        return self._refuse_value(*wrong)

    def _between(self, low: str, high: str, text: str) -> Pattern | None:
        """The range of two ends, both included; None when one of them is no value."""
        first, last = self._type.parse(low), self._type.parse(high)
        if isinstance(first, Invalid) or isinstance(last, Invalid):
            return None
        return self._interval(match_key(self._type, first), match_key(self._type, last), text)

    def _shorter_of_range(self, text: str) -> tuple[str, Invalid] | None:
        """The first end of a range of ZIP codes that have lost their zeros."""
        ends = re.fullmatch(r"(\d{3,4})\s*(?:-|–|\.\.)\s*(\d{3,5})", text)
        if ends is None or self._type.name != "us_zip":
            return None
        return ends[1], self._type.parse(ends[1])

    def _complement(self, inside: str, text: str) -> list[Pattern]:
        parts = [p for piece in self._split(inside) for p in self._piece(piece)]
        if not parts or any(isinstance(part, Except) for part in parts):
            message = f"{quoted(text)} does not say what to leave out"
            _refuse(message, "Write it as in `not(A, B)`")
        points = frozenset(part.value for part in parts if isinstance(part, Exactly))
        intervals = [part for part in parts if isinstance(part, Interval)]
        if not intervals:
            return [Except(points, text)]
        intervals += [Interval(value, value, False, False, text) for value in points]
        intervals.sort(key=begins)
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
            message = f"{quoted(text)} compares, and the values of this column have no order"
            _refuse(message, "List the values, with commas between them")
        if low is not None and high is not None and high < low:
            _refuse(f"The range {quoted(text)} ends before it begins", "Swap the two ends")
        first, last, step = low, high, type_.step
        if step is not None:
            # Whole values: (10..20] is [11..20], and neighbours leave no gap.
            first = step(low, 1) if low_open and low is not None else low
            last = step(high, -1) if high_open and high is not None else high
            low_open = high_open = False
        past_the_end = (first is None) != (low is None) or (last is None) != (high is None)
        both = first is not None and last is not None
        if past_the_end or (both and (last < first or (last == first and (low_open or high_open)))):
            message = f"No value lies in the range {quoted(text)}"
            _refuse(message, "Widen it, or clear the row")
        if both and first == last:
            return Exactly(first, text)
        return Interval(first, last, low_open, high_open, text)

    def _value(self, text: str) -> Any:
        value = self._type.parse(text.strip() or "?")
        if isinstance(value, Invalid):
            self._refuse_value(text, value)
        return match_key(self._type, value)

    def _refuse_value(self, text: str, invalid: Invalid) -> NoReturn:
        raise _Refused(no_value(self._type, text, invalid, self._form))


def _refuse(message: str, help_: str) -> NoReturn:
    raise _Refused(CellProblem(message, help_))
