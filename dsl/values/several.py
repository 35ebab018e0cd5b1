"""The ``list of`` type: several values of one type, from a JSON list or a delimited text."""

import re
from collections.abc import Iterable
from typing import Any

from dsl.values.base import Invalid, ValueType
from dsl.values.text import clean

_parts_at = {
    delimiters: re.compile(rf'(?:"[^"]*"|[^{delimiters}])+').findall
    for delimiters in (";\n\r", ",")
}
# Every text of these types is a value, so that a whole list would read as one.
_TAKE_ANY_TEXT = frozenset({"text", "rep", "url"})


def list_of(item: ValueType) -> ValueType:
    """The type of lists of ``item``. Values are tuples, so that they can be keys; JSON is a list.

    A text is split at semicolons and line ends (as CRMs write multiple choices), else at commas;
    double quotes hold a part together. A text that is a value as a whole stays whole, so ``1,000``
    in a list of integers is a thousand. Blank items are left out; one invalid item makes the list
    invalid.
    """
    takes_any_text = item.name in _TAKE_ANY_TEXT

    def read(raw: object) -> Any:
        if isinstance(raw, list | tuple):
            return _read_all(item, raw)
        if not isinstance(raw, str):
            return _read_all(item, (raw,))
        if not takes_any_text:
            value = item.read(raw)
            if not isinstance(value, Invalid):
                return None if value is None else (value,)
        return _read_all(item, split(raw))

    return ValueType(f"list of {item.name}", read, read, key=_key(item), show=_show(item))


def split(text: str) -> list[str]:
    """The parts of a delimited text, without their quotes and surrounding white space."""
    delimiters = ";\n\r" if re.search(r"[;\n\r]", text) else ","
    parts = (clean(part) for part in _parts_at[delimiters](text))
    return [_unquoted(part) for part in parts]


def _unquoted(part: str) -> str:
    quoted = len(part) > 1 and part[0] == part[-1] == '"'
    return part[1:-1] if quoted else part


def _read_all(item: ValueType, raws: Iterable[object]) -> Any:
    values = []
    for number, raw in enumerate(raws, start=1):
        value = item.read(raw)
        if isinstance(value, Invalid):
            return Invalid(f"item {number} is {value.reason}")
        if value is not None:
            values.append(value)
    return tuple(values) or None


def _key(item: ValueType) -> Any:
    key = item.key
    return None if key is None else lambda values: tuple(key(value) for value in values)


def _show(item: ValueType) -> Any:
    show = item.show
    return list if show is None else lambda values: [show(value) for value in values]
