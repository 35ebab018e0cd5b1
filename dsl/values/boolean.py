"""The ``boolean`` type: yes or no, in the words that spreadsheets and CRMs use."""

from typing import Any

from dsl.values.base import Invalid, ValueType
from dsl.values.reading import reading_other

_YES = ("true", "yes", "y", "1", "on", "✓", "✔", "✅", "☑")
_NO = ("false", "no", "n", "0", "off")
_WORDS = {
    written: words is _YES
    for words in (_YES, _NO)
    for word in words
    for written in (word, word.upper(), word.title())
}

NOT_A_BOOLEAN = Invalid("not yes or no")


def _parse(text: str) -> bool | Invalid:
    # U+FE0F only asks for a coloured tick.
    return _WORDS.get(text.lower().removesuffix("\ufe0f"), NOT_A_BOOLEAN)


_read_other = reading_other(_parse)


def _read(raw: object) -> Any:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw in _WORDS:
        return _WORDS[raw]
    return _read_other(raw)


BOOLEAN = ValueType("boolean", _read, _read, universe=(True, False))
