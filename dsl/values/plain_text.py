"""The ``text`` type: any text, matched without regard to case and white space."""

from typing import Any

from dsl.values.base import ValueType
from dsl.values.reading import reading_other
from dsl.values.text import clean, fold


def _parse(text: str) -> str:
    return text


_read_other = reading_other(_parse)


def _read(raw: object) -> Any:
    if isinstance(raw, str):
        return clean(raw) or None
    return _read_other(raw)


def text_key(value: str) -> str:
    """The folded form of a clean text: what texts are matched and ordered by."""
    return value.lower() if value.isascii() else fold(value)


TEXT = ValueType("text", _read, _read, key=text_key, ordered=True)
