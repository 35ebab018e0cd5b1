"""How numbers are written in cells and CRM fields: groups, currencies, thousands and millions."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from babel.numbers import list_currencies

from dsl.values.base import TOO_MANY_DIGITS, Invalid

MOST_DIGITS = 30

NOT_A_NUMBER = Invalid("not a number")
A_BOOLEAN = Invalid("yes or no, not a number")
A_RANGE = Invalid("a range, not one number")
AN_EXPONENT = Invalid("a number with an exponent, which is not read")
AMBIGUOUS = Invalid("ambiguous: the point could group thousands or start decimals")

_SCALES = {"k": 3, "thousand": 3, "m": 6, "mm": 6, "mn": 6, "mio": 6, "million": 6, "millions": 6,
           "b": 9, "bn": 9, "mrd": 9, "billion": 9, "billions": 9}  # fmt: skip
_SIGN = "[+\\-\u2212]"
_is_range = re.compile(
    r"\A[<>≥≤]|\d\s*[kmb]?\s*(?:-|\u2013|\u2014|\.\.\.?|\bto\b)\W*\d|\d\s*[kmb]?\s*\+\Z",
    re.IGNORECASE,
).search
_is_exponent = re.compile(rf"{_SIGN}?[\d.,]+e{_SIGN}?\d+", re.I).fullmatch


@lru_cache(maxsize=4)
def _amount(group: str, decimal: str) -> re.Pattern[str]:
    """One number with what may stand around it; ``group`` lists the characters between groups.

    Groups are of three digits with the same separator throughout, or Indian (``1,00,000``).
    """
    signs = "".join(c for c in map(chr, range(0x10000)) if unicodedata.category(c) == "Sc")
    currency = rf"(?:[A-Z]{{0,3}}[{signs}]|[A-Z]{{3}}(?![A-Z]))"
    groups = rf"(?!0)\d{{1,3}}(?P<group>[{group}])\d{{3}}(?:(?P=group)\d{{3}})*"
    indian = r"(?!0)\d{1,2}(?:,\d{2})+,\d{3}" if "," in group else r"(?!)"
    return re.compile(
        rf"(?P<minus>{_SIGN})?\s*(?P<before>{currency})?\s*(?P<minus_inside>{_SIGN})?"
        rf"(?P<whole>{indian}|{groups}|\d+)?(?:[{decimal}](?P<fraction>\d+))?"
        rf"(?:\s*(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})\b\.?)?"
        rf"\s*(?P<after>{currency})?",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _currency_codes() -> frozenset[str]:
    return frozenset(list_currencies())


def read_number(text: str, decimal_comma: bool, whole: bool) -> Decimal | Invalid:
    """The exact number a clean text stands for; currencies are read over.

    ``decimal_comma`` is the habit of the locale. With it, ``1.000`` is a thousand and ``2,5`` two
    and a half; a point that cannot group (``2.5``) is a decimal point even so. ``whole`` says that
    a whole number is wanted, so that ``1,000`` can only be a thousand, and that ``1.000`` without
    the habit is refused as ambiguous.
    """
    if len(text) > 100:
        return TOO_MANY_DIGITS if text.isdecimal() else NOT_A_NUMBER
    for group, decimal in _readings(decimal_comma, whole):
        matched = _amount(group, decimal).fullmatch(text)
        if matched:
            unclear = whole and not decimal_comma and _could_group(matched)
            return AMBIGUOUS if unclear else _number(matched)
    return _refusal(text)


def _readings(decimal_comma: bool, whole: bool) -> tuple[tuple[str, str], ...]:
    """Characters that group and that start decimals, in the order in which they are tried."""
    if not decimal_comma:
        return ((r" _,'’", "."),)
    usual = (r" _.'’", ",")
    point = (r" _'’", ".")
    return ((r" _.,'’", "."), usual, point) if whole else (usual, point)


def _could_group(matched: re.Match[str]) -> bool:
    """Whether ``1.000`` may have been meant as a thousand."""
    before = matched["whole"] or "0"
    return matched["fraction"] == "000" and len(before) <= 3 and before[0] != "0"


def _number(matched: re.Match[str]) -> Decimal | Invalid:
    part = matched.groupdict()
    whole = re.sub(r"\D", "", part["whole"] or "")
    fraction = part["fraction"] or ""
    if not whole + fraction or (part["minus"] and part["minus_inside"]):
        return NOT_A_NUMBER
    if not _is_currency(part["before"]) or not _is_currency(part["after"]):
        return NOT_A_NUMBER
    sign = "-" if (part["minus"] or part["minus_inside"] or "+") != "+" else ""
    scale = _SCALES[part["scale"].lower()] if part["scale"] else 0
    # Built as text: arithmetic would round to the precision of the decimal context.
    return plain(Decimal(f"{sign}{whole or 0}{fraction}E{scale - len(fraction)}"))


def _is_currency(written: str | None) -> bool:
    """Whether a currency is absent, has a sign (``US$``), or is a code (``EUR``)."""
    return not written or not written.isalpha() or written.upper() in _currency_codes()


def _refusal(text: str) -> Invalid:
    if _is_exponent(text):
        return AN_EXPONENT
    return A_RANGE if _is_range(text) else NOT_A_NUMBER


def plain(number: Decimal) -> Decimal | Invalid:
    """The same number without positive exponent or negative zero.

    More than 30 digits before or after the point are refused.
    """
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        return NOT_A_NUMBER
    if not number:
        return Decimal(0)
    if number.adjusted() >= MOST_DIGITS or exponent < -MOST_DIGITS:
        return TOO_MANY_DIGITS
    return Decimal(int(number)) if exponent > 0 else number
