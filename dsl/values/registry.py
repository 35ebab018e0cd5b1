"""The value types by the names that frameworks use."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from dsl.values.base import ValueType
from dsl.values.boolean import BOOLEAN
from dsl.values.country import COUNTRY
from dsl.values.date import date_type
from dsl.values.datetime import datetime_type
from dsl.values.decimal import decimal
from dsl.values.domain import DOMAIN
from dsl.values.email import EMAIL
from dsl.values.integer import integer
from dsl.values.language import LANGUAGE
from dsl.values.locales import DEFAULT_LOCALE
from dsl.values.phone import PHONE
from dsl.values.plain_text import TEXT
from dsl.values.postal_code import POSTAL_CODE
from dsl.values.rep import REP
from dsl.values.several import list_of
from dsl.values.subdivision import SUBDIVISION
from dsl.values.url import URL
from dsl.values.us_state import US_STATE
from dsl.values.us_zip import US_ZIP

_FIXED = {
    fixed.name: fixed
    for fixed in (TEXT, EMAIL, DOMAIN, URL, PHONE, COUNTRY, US_STATE, SUBDIVISION, US_ZIP,
                  POSTAL_CODE, LANGUAGE, BOOLEAN, REP)
}  # fmt: skip

_LOCAL: dict[str, Callable[[str], ValueType]] = {
    "integer": integer,
    "decimal": decimal,
    "date": date_type,
    "datetime": datetime_type,
}

TYPE_NAMES: tuple[str, ...] = (*_FIXED, *_LOCAL)
"""The types that have no parameters; the others are ``one of …`` and ``list of TYPE``."""


# A text that makes a type load all its data; a type that is not here does so for any other text.
_SPECIMENS = {"phone": "+1 415 555 0100"}


def warm_up(types: Iterable[ValueType]) -> None:
    """Load the names and rules that types load on first use, so that no record waits for them."""
    for used in types:
        used.read(_SPECIMENS.get(used.name, "?"))


@lru_cache(maxsize=512)
def value_type(name: str, locale: str = DEFAULT_LOCALE) -> ValueType:
    """The type of this name, the same object each time; ``list of TYPE`` is a name too.

    ``locale`` is the workbook's (``en_US``, ``de_DE``); numbers and dates depend on it. Raises
    ``ValueError`` for a name that is no type.
    """
    if name in _FIXED:
        return _FIXED[name]
    if name in _LOCAL:
        return _LOCAL[name](locale)
    if name.startswith("list of "):
        return list_of(value_type(name.removeprefix("list of "), locale))
    raise ValueError(f"no value type is called {name!r}")
