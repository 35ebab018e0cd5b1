"""Key cells: from what people type to patterns. One reader per match kind."""

from __future__ import annotations

import re
from collections.abc import Callable

from dsl.diagnostics import quoted
from dsl.model import Column, MatchKind, Ref
from dsl.resolve.types import affix_key
from dsl.tables.cell_problem import CellProblem, error_cell
from dsl.tables.pattern import AnyValue, Initials, Pattern, Phrase, Prefix, Suffix
from dsl.tables.unary import ANY, UnaryTests
from dsl.values import Invalid, ValueType, domain_suffix, initial, words

Reader = Callable[[str], "tuple[Pattern, ...] | CellProblem"]


def key_reader(column: Column, type_: ValueType, decimal_comma: bool) -> Reader:
    """How cells of a key column are read. ``decimal_comma``: the workbook writes 1,5 for 1.5."""
    readers: dict[MatchKind, Reader] = {
        "exact": UnaryTests(column, type_, decimal_comma),
        "range": UnaryTests(column, type_, decimal_comma),
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
            message = f"`{text}` stands for every value, which this column does not take"
            return CellProblem(message, "Write values, or ask for `or any` in the framework")
        return error_cell(text) or read(text)

    return read_cell


def phrase_words(text: str) -> tuple[str, ...]:
    """The words of a text, case and punctuation aside."""
    return words(text) or ()


def _pieces(text: str) -> list[str]:
    return [piece.strip() for piece in re.split(r"[,;\n]", text) if piece.strip()]


def _prefixes(text: str, type_: ValueType) -> tuple[Pattern, ...] | CellProblem:
    found: list[Pattern] = []
    for piece in _pieces(text):
        start = affix_key(Ref("", 0, type_), piece.rstrip("*").strip())
        if not start or "*" in piece.rstrip("*"):
            message = f"{quoted(piece)} is not the beginning of a value"
            return CellProblem(message, "Write the first characters, as in `941` or `941*`")
        if type_.name == "us_zip" and not (start.isdecimal() and len(start) <= 5):
            message = f"{quoted(piece)} is not the beginning of a US ZIP code"
            return CellProblem(message, "Write up to five digits, as in `941`")
        if type_.name == "phone" and not start.startswith("+"):
            message = f"{quoted(piece)} has no country code"
            return CellProblem(message, "Write it with one, as in `+1 415`")
        found.append(Prefix(start, piece))
    return tuple(found) or _nothing(text)


def _suffixes(text: str) -> tuple[Pattern, ...] | CellProblem:
    found: list[Pattern] = []
    for piece in _pieces(text):
        # Fields lose their `www.`, so a cell that kept it would match nothing.
        domain = domain_suffix(re.sub(r"^(?:@|www\.)", "", piece, flags=re.IGNORECASE))
        if isinstance(domain, Invalid):
            message = f"{quoted(piece)} is not a domain or the end of one"
            return CellProblem(message, "Write it as in `.gov` or `mitre.org`")
        found.append(Suffix(domain, piece))
    return tuple(found) or _nothing(text)


def _initials(text: str) -> tuple[Pattern, ...] | CellProblem:
    found: list[Pattern] = []
    for piece in _pieces(text) or [text]:
        if piece.casefold() in ("other", "others"):
            found.append(Initials(frozenset(), True, piece))
            continue
        ends = re.fullmatch(r"(\S)\s*(?:-|–|—|\.\.|\bto\b)\s*(\S)", piece)
        low, high = (ends[1], ends[2]) if ends else (piece, piece)
        first, last = initial(low), initial(high)
        if len(low) != 1 or first is None or last is None:
            message = f"{quoted(piece)} is not a first letter or a range of them"
            return CellProblem(message, "Write it as in `A-F`, `G`, `0-9` or `other`")
        if last < first:
            message = f"The range {quoted(piece)} ends before it begins"
            return CellProblem(message, "Swap the two ends")
        characters = frozenset(map(chr, range(ord(first), ord(last) + 1)))
        found.append(Initials(characters, False, piece))
    return tuple(found)


def _phrases(text: str) -> tuple[Pattern, ...] | CellProblem:
    found: list[Pattern] = []
    for piece in _pieces(text):
        found_words = phrase_words(piece)
        if not found_words:
            message = f"{quoted(piece)} has no words in it"
            return CellProblem(message, "Write words, with commas between phrases")
        found.append(Phrase(found_words, piece))
    return tuple(found) or _nothing(text)


def _nothing(text: str) -> CellProblem:
    return CellProblem(f"{quoted(text)} holds no value", "Write one, or clear the row")
