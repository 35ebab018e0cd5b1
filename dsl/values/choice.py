"""The ``one of`` type: one of the texts that a framework lists, in the spelling it lists them."""

from collections.abc import Iterable

from dsl.values.base import Invalid, ValueType
from dsl.values.reading import remembering
from dsl.values.text import fold


def one_of(options: Iterable[str]) -> ValueType:
    """The type whose values are these options; case and white space do not count in reading."""
    listed = tuple(options)
    by_key: dict[str, str] = {}
    for option in listed:
        by_key.setdefault(fold(option), option)
    written = ", ".join(_quoted(option) for option in listed)
    refusal = Invalid(f"not one of {written}")

    def parse(text: str) -> str | Invalid:
        return by_key.get(fold(text), refusal)

    read = remembering(parse, size=1024)
    return ValueType(f"one of {written}", read, read, universe=tuple(by_key.values()))


def _quoted(option: str) -> str:
    escaped = option.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
