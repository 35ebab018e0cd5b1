"""The ``decimal`` type: exact numbers (``decimal.Decimal``), never rounded."""

from collections.abc import Callable
from decimal import Decimal
from math import isfinite
from typing import Any

from dsl.values.base import NOT_FINITE, TOO_MANY_DIGITS, ValueType
from dsl.values.locales import habits
from dsl.values.numbers import A_BOOLEAN, MOST_DIGITS, plain, read_number
from dsl.values.reading import remembering

_EXACT_IN_JSON = 2**53
_TOO_LARGE = 10**MOST_DIGITS


def decimal(locale: str) -> ValueType:
    """The type for a workbook of this locale: ``2,5`` is a number in de_DE only."""
    comma = habits(locale).decimal_comma
    read_text = remembering(lambda text: read_number(text, comma, whole=False))
    read = _reader(read_text)
    return ValueType("decimal", read, read, show=show, ordered=True)


def _reader(read_text: Callable[[object], Any]) -> Callable[[object], Any]:
    def read(raw: object) -> Any:
        if isinstance(raw, str):
            return read_text(raw)
        if isinstance(raw, bool):
            return A_BOOLEAN
        if isinstance(raw, int):
            return Decimal(raw) if -_TOO_LARGE < raw < _TOO_LARGE else TOO_MANY_DIGITS
        if isinstance(raw, float):  # repr is the shortest text of the number that was sent
            return plain(Decimal(repr(raw))) if isfinite(raw) else NOT_FINITE
        if isinstance(raw, Decimal):
            return plain(raw)
        return read_text(raw)

    return read


def show(value: Decimal) -> int | float | str:
    """A JSON number where that is exact, else the digits as a text.

    Whole numbers up to 2**53 are ints. Others are floats when the float prints these digits (2.5
    does, a third of 30 digits does not).
    """
    if value == value.to_integral_value():
        return int(value) if abs(value) <= _EXACT_IN_JSON else format(value, "f")
    nearest = float(value)
    return nearest if Decimal(repr(nearest)) == value else format(value, "f")
