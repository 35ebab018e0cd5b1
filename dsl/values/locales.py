"""What the locale of a workbook says about numbers and dates, from CLDR by way of Babel."""

import re
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError

DEFAULT_LOCALE = "en_US"

_parts_of_date = re.compile(r"([dMy])\1*|[./-]").finditer


@dataclass(frozen=True, slots=True)
class Habits:
    """How a locale writes.

    ``decimal_comma``   whether a comma starts the decimals (de_DE) instead of a point (en_US).
    ``date_order``      the parts of a numeric date: ``Mdy``, ``dMy`` or ``yMd``.
    ``date_separator``  the one character between them.
    ``months``          folded month names and abbreviations, without dots -> 1 … 12.
    """

    decimal_comma: bool
    date_order: str
    date_separator: str
    months: dict[str, int]

    @property
    def example(self) -> str:
        """The 30th of November 2026 as the locale writes it."""
        parts = {"d": "30", "M": "11", "y": "2026"}
        return self.date_separator.join(parts[part] for part in self.date_order)


@lru_cache(maxsize=64)
def habits(locale: str) -> Habits:
    """The habits of a locale such as ``de_DE`` or ``de-DE``; those of en_US for an unknown one."""
    try:
        known = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        known = Locale.parse(DEFAULT_LOCALE)
    order, separator = _date_form(known.date_formats["short"].pattern)
    return Habits(
        decimal_comma=known.number_symbols["latn"]["decimal"] == ",",
        date_order=order,
        date_separator=separator,
        months=_months(known) | _months(Locale.parse("en")) | {"sept": 9},
    )


def _date_form(pattern: str) -> tuple[str, str]:
    found = [part[0] for part in _parts_of_date(pattern)]
    order = "".join(part[0] for part in found if part[0] in "dMy")
    separators = [part for part in found if part in "./-"]
    return order, separators[0] if separators else "/"


def _months(locale: Locale) -> dict[str, int]:
    return {
        name.casefold().replace(".", ""): number
        for names in (locale.months["format"], locale.months["stand-alone"])
        for width in ("wide", "abbreviated")
        for number, name in names[width].items()
    }
