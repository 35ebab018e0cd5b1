"""The ``us_zip`` type: five digits as text. Zeros are kept and never invented."""

import re
from typing import Any

from dsl.values.base import Invalid, ValueType
from dsl.values.reading import reading_other

_is_zip = re.compile(r"(\d{5})(?:[ ‐‑–—-]*\d{4})?", re.ASCII).fullmatch
_lost_zero = re.compile(r"\d{3,4}(?:-\d{4})?|\d{8}", re.ASCII).fullmatch

NOT_A_ZIP = Invalid("not a US ZIP code of five digits")
LOST_ZERO = Invalid(
    "too few digits for a US ZIP code: format the column as plain text to keep leading zeros"
)


def _parse(text: str) -> str | Invalid:
    matched = _is_zip(text)
    if matched:
        return matched[1]
    return LOST_ZERO if _lost_zero(text) else NOT_A_ZIP


_read_other = reading_other(_parse)


def _read(raw: object) -> Any:
    if isinstance(raw, str) and len(raw) == 5 and raw.isascii() and raw.isdecimal():
        return raw
    return _read_other(raw)


def _step(value: str, by: int) -> str | None:
    number = int(value) + by
    return f"{number:05}" if 0 <= number <= 99_999 else None


US_ZIP = ValueType("us_zip", _read, _read, ordered=True, step=_step)
