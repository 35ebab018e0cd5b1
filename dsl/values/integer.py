"""The ``integer`` type: whole numbers of at most 18 digits, which 64 bits hold."""

from collections.abc import Callable
from decimal import Decimal
from math import isfinite
from typing import Any

from dsl.values.base import NOT_FINITE, TOO_MANY_DIGITS, Invalid, ValueType
from dsl.values.locales import habits
from dsl.values.numbers import A_BOOLEAN, read_number
from dsl.values.reading import remembering

LIMIT = 10**18
"""Integers lie between -LIMIT and LIMIT, neither included."""

NOT_WHOLE = Invalid("not a whole number")


def integer(locale: str) -> ValueType:
    """The type for a workbook of this locale: ``1.000`` is a thousand in de_DE only."""
    comma = habits(locale).decimal_comma

    def parse(text: str) -> int | Invalid:
        number = read_number(text, comma, whole=True)
        return number if isinstance(number, Invalid) else _whole(number)

    read = _reader(remembering(parse))
    return ValueType("integer", read, read, ordered=True, step=_step)


def _reader(read_other: Callable[[object], Any]) -> Callable[[object], Any]:
    def read(raw: object) -> Any:
        if isinstance(raw, str):
            if len(raw) <= 18 and raw.isdecimal():
                return int(raw)
            return read_other(raw)
        if isinstance(raw, bool):
            return A_BOOLEAN
        if isinstance(raw, int):
            return raw if -LIMIT < raw < LIMIT else TOO_MANY_DIGITS
        if isinstance(raw, float):
            return _whole_float(raw)
        return read_other(raw)

    return read


def _whole_float(number: float) -> int | Invalid:
    """JSON does not tell 250 from 250.0."""
    if not isfinite(number):
        return NOT_FINITE
    if not number.is_integer():
        return NOT_WHOLE
    return int(number) if -LIMIT < number < LIMIT else TOO_MANY_DIGITS


def _whole(number: Decimal) -> int | Invalid:
    if number != number.to_integral_value():
        return NOT_WHOLE
    return int(number) if -LIMIT < number < LIMIT else TOO_MANY_DIGITS


def _step(value: int, by: int) -> int | None:
    stepped = value + by
    return stepped if -LIMIT < stepped < LIMIT else None
