"""What every value type is made of: how it reads, compares and prints."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any


@dataclass(frozen=True, slots=True)
class Invalid:
    """A value that could not be read, with why.

    ``reason`` is one plain clause in lower case without a full stop: ``not a US state``.
    """

    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class ValueType:
    """How values of one type are read, compared and printed. Nothing in it ever raises.

    ``name``      as written in the language: ``us_state``, ``list of text``, ``one of "A", "B"``.
    ``parse``     one trimmed text that is not blank -> value or ``Invalid``.
    ``read``      any JSON value -> value, ``None`` when blank, or ``Invalid``.
    ``key``       value -> what matching and ordering compare (hashable); ``None`` when it is the
                  value itself, so that callers can leave the call out.
    ``show``      value -> its JSON form; ``None`` when the value already is JSON.
    ``ordered``   whether ``<`` and ranges make sense.
    ``step``      the neighbour of a value of a discrete ordered type, for +1 or -1; ``None`` past
                  either end. The whole field is ``None`` for dense and unordered types.
    ``universe``  every value of a finite type, in display order.
    """

    name: str
    parse: Callable[[str], Any]
    read: Callable[[object], Any]
    key: Callable[[Any], Any] | None = None
    show: Callable[[Any], Any] | None = None
    ordered: bool = False
    step: Callable[[Any, int], Any] | None = None
    universe: tuple[Any, ...] | None = None


NOT_FINITE = Invalid("not a finite number")
TOO_MANY_DIGITS = Invalid("a number with too many digits")
A_LIST = Invalid("a list where one value belongs")
AN_OBJECT = Invalid("an object where one value belongs")
NOT_READABLE = Invalid("not a text, a number or a boolean")


def as_text(raw: object) -> str | Invalid | None:
    """The text that a JSON value stands for, for the types that read texts.

    ``None`` and the empty list are blank. Whole floats lose their ``.0``, because CRMs and
    spreadsheets send ``94105.0``.
    """
    if isinstance(raw, str):
        return str(raw)
    if raw is None or raw == []:
        return None
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, int):
        try:
            return str(raw)
        except ValueError:
            return TOO_MANY_DIGITS
    if isinstance(raw, float):
        return number_text(raw)
    return _other_text(raw)


def number_text(raw: float) -> str | Invalid:
    """The shortest decimal text of a float, without an exponent and without a trailing ``.0``."""
    if not isfinite(raw):
        return NOT_FINITE
    return str(int(raw)) if raw.is_integer() else format(Decimal(repr(raw)), "f")


def _other_text(raw: object) -> str | Invalid:
    if isinstance(raw, list | tuple):
        return A_LIST
    if isinstance(raw, dict):
        return AN_OBJECT
    if isinstance(raw, date):  # a datetime too
        return raw.isoformat()
    if isinstance(raw, Decimal):
        return format(raw, "f") if raw.is_finite() else NOT_FINITE
    return NOT_READABLE
