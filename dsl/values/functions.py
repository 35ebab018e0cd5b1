"""The functions of derived fields, such as ``domain(email)``."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any

from publicsuffixlist import PublicSuffixList

from dsl.values import phone, text
from dsl.values.base import Invalid
from dsl.values.domain import DOMAIN, without_www
from dsl.values.territories import region_of

TEXTS = frozenset({"text", "one of", "rep", "email", "domain", "url", "postal_code"})
ANY: frozenset[str] = frozenset()
"""The accepted types of a parameter that takes every type."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language.

    ``parameters``     the accepted types of each argument, by family: ``one of``, ``list of``.
    ``result``         the type of the answer; ``None`` when it is the type of the arguments, which
                       must then be one type.
    ``call``           canonical values -> a value of the result type, ``None`` when there is none,
                       or ``Invalid``. A missing argument makes the answer missing without a call.
    ``variadic``       the last parameter may be repeated.
    ``takes_missing``  the function is called with ``None`` for missing arguments too.
    ``needs_today``    ``call`` takes today's date as one more argument, the last.
    """

    name: str
    parameters: tuple[frozenset[str], ...]
    result: str | None
    call: Callable[..., Any]
    variadic: bool = False
    takes_missing: bool = False
    needs_today: bool = False

    def accepts(self, position: int, type_name: str) -> bool:
        """Whether the argument at this position (from 0) may be of a type, by its full name."""
        if position >= len(self.parameters) and not self.variadic:
            return False
        accepted = self.parameters[min(position, len(self.parameters) - 1)]
        return accepted == ANY or family(type_name) in accepted

    def takes(self, count: int) -> bool:
        """Whether the function can be called with so many arguments."""
        least = len(self.parameters)
        return count >= least if self.variadic else count == least


def family(type_name: str) -> str:
    """The type without its own parameters: ``one of "A", "B"`` is of the family ``one of``."""
    for name in ("one of", "list of"):
        if type_name.startswith(name + " "):
            return name
    return type_name


def _domain(address: str) -> str | Invalid:
    """The domain of an e-mail address or a URL, of a free mail provider too."""
    if "://" not in address:  # a canonical address has its domain in A-form already
        return without_www(address.rpartition("@")[2])
    found: str | Invalid = DOMAIN.parse(address)
    return found


@cache
def _public_suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=8192)
def registered_domain(domain: str) -> str | None:
    """The part of a domain that somebody registered: ``acme.co.uk`` for ``mail.acme.co.uk``.

    By the Public Suffix List with its private section, so ``acme.github.io`` stays whole. ``None``
    for a public suffix itself.
    """
    found: str | None = _public_suffixes().privatesuffix(domain)
    return found


def words(value: str) -> tuple[str, ...] | None:
    """The words of a text, folded, without punctuation, in order."""
    return tuple(re.findall(r"[^\W_]+", text.fold(value))) or None


def _year(day: date) -> int:
    return day.year


def days_since(day: date, today: date) -> int:
    """Whole days from a day (or the UTC day of an instant) to today; negative in the future."""
    since = day.astimezone(UTC).date() if isinstance(day, datetime) else day
    return (today - since).days


def _coalesce(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


_DATES = frozenset({"date", "datetime"})

FUNCTIONS: dict[str, Function] = {
    function.name: function
    for function in (
        Function("domain", (frozenset({"email", "url"}),), "domain", _domain),
        Function("initial", (TEXTS,), "text", text.initial),
        Function("area_code", (frozenset({"phone"}),), "text", phone.area_code),
        Function("region", (frozenset({"country"}),), "text", region_of),
        Function("registered_domain", (frozenset({"domain"}),), "domain", registered_domain),
        Function("lower", (TEXTS,), "text", str.lower),
        Function("words", (TEXTS,), "list of text", words),
        Function("year", (_DATES,), "integer", _year),
        Function("days_since", (_DATES,), "integer", days_since, needs_today=True),
        Function("coalesce", (ANY, ANY), None, _coalesce, variadic=True, takes_missing=True),
    )
}
"""Every function by its name."""
