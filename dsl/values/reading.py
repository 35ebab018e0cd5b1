"""The two usual ways to read a JSON value whose type is written as a text."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from dsl.values.base import as_text
from dsl.values.text import clean

# Longer texts are read each time: nothing that long is a usual value, and a cache of them could
# hold much memory.
_LONGEST_REMEMBERED = 200


def remembering(parse: Callable[[str], Any], size: int = 8192) -> Callable[[object], Any]:
    """A ``read`` that remembers what recent texts read as.

    ``parse`` takes a clean text that is not blank and answers a value or ``Invalid``. For types
    with few different values, or whose parsing is costly.
    """

    def read_text(text: str) -> Any:
        cleaned = clean(text)
        return parse(cleaned) if cleaned else None

    remembered = lru_cache(maxsize=size)(read_text)

    def read(raw: object) -> Any:
        if isinstance(raw, str) and len(raw) <= _LONGEST_REMEMBERED:
            return remembered(raw)
        text = as_text(raw)
        return read_text(text) if isinstance(text, str) else text

    return read


def reading_other(parse: Callable[[str], Any]) -> Callable[[object], Any]:
    """A ``read`` for what the fast path of a type did not take; it remembers nothing.

    ``parse`` takes a clean text that is not blank and answers a value or ``Invalid``.
    """

    def read(raw: object) -> Any:
        text = as_text(raw)
        if not isinstance(text, str):
            return text
        cleaned = clean(text)
        return parse(cleaned) if cleaned else None

    return read
