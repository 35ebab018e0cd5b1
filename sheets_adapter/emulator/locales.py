"""What a spreadsheet's locale says: marks in numbers, the order of a date, the words for true."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import babel
from babel.numbers import get_decimal_symbol, get_group_symbol, get_territory_currencies

_FALLBACK = "en_US"
_BOOLEANS = {
    "da": ("SAND", "FALSK"),
    "de": ("WAHR", "FALSCH"),
    "es": ("VERDADERO", "FALSO"),
    "fi": ("TOSI", "EPÄTOSI"),
    "fr": ("VRAI", "FAUX"),
    "it": ("VERO", "FALSO"),
    "nl": ("WAAR", "ONWAAR"),
    "pl": ("PRAWDA", "FAŁSZ"),
    "pt": ("VERDADEIRO", "FALSO"),
    "sv": ("SANT", "FALSKT"),
}
_ENGLISH = ("TRUE", "FALSE")


@dataclass(frozen=True, slots=True)
class Customs:
    """How people of a locale write."""

    locale: babel.Locale
    decimal: str
    group: str
    date_pattern: str
    """Google's pattern for a date, such as ``M/d/yyyy``."""
    true: str
    false: str
    currency: str
    """The sign of the money, or nothing."""

    @property
    def date_order(self) -> str:
        """The order in which day, month and year are written: ``mdy``, ``dmy`` or ``ymd``."""
        letters = re.sub(r"[^dmy]", "", self.date_pattern.lower())
        return "".join(dict.fromkeys(letters))


@cache
def customs(name: str) -> Customs:
    """The customs of a locale such as ``de_DE``; those of en_US for one that nobody knows."""
    try:
        locale = babel.Locale.parse(name.replace("-", "_"))
    except (ValueError, babel.UnknownLocaleError):
        locale = babel.Locale.parse(_FALLBACK)
    short = locale.date_formats["short"].pattern
    true, false = _BOOLEANS.get(locale.language, _ENGLISH)
    return Customs(
        locale,
        get_decimal_symbol(locale),
        get_group_symbol(locale),
        re.sub(r"y+", "yyyy", short),
        true,
        false,
        _currency(locale),
    )


def _currency(locale: babel.Locale) -> str:
    if not locale.territory:
        return ""
    names = get_territory_currencies(locale.territory)
    return str(locale.currency_symbols.get(names[-1], "")) if names else ""
