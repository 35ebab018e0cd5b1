"""The ``postal_code`` type: the code of any country, in upper case; spaces do not count."""

import re

from dsl.values.base import Invalid, ValueType
from dsl.values.reading import remembering

_is_code = re.compile(r"[A-Z0-9](?:[A-Z0-9 -]{0,10}[A-Z0-9])?").fullmatch

NOT_A_CODE = Invalid("not a postal code")


def _parse(text: str) -> str | Invalid:
    code = text.upper()
    return code if _is_code(code) else NOT_A_CODE


def _key(value: str) -> str:
    return value.replace(" ", "").replace("-", "")


_read = remembering(_parse)

POSTAL_CODE = ValueType("postal_code", _read, _read, key=_key, ordered=True)
