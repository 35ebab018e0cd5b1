"""The ``date`` type: ISO, the form of the workbook's locale, or a month by its name."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from dsl.values.base import Invalid, ValueType
from dsl.values.locales import Habits, habits
from dsl.values.reading import remembering

_iso = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+\d{1,2}:\d{2}.*)?", re.ASCII).fullmatch
_year_first = re.compile(r"(\d{4})[./年] ?(\d{1,2})[./月] ?(\d{1,2})日?", re.ASCII).fullmatch
_compact = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII).fullmatch
_day_month_year = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.)?[ /-]*([^\W\d_]+)\.?,?[ /-]*(\d{4}|\d{2})", re.I
).fullmatch
_month_day_year = re.compile(
    r"([^\W\d_]+)\.?[ /-]*(\d{1,2})(?:st|nd|rd|th)?(?:,? +|[/-])(\d{4}|\d{2})", re.I
).fullmatch

NO_SUCH_DAY = Invalid("not a day of the calendar")


def date_type(locale: str) -> ValueType:
    """The type for a workbook of this locale: 11/30/2026 in en_US, 30.11.2026 in de_DE."""
    read = remembering(date_parser(habits(locale)))
    return ValueType("date", read, read, show=date.isoformat, ordered=True, step=_step)


def date_parser(local: Habits) -> Callable[[str], date | Invalid]:
    """The parser of one locale. A date with a time of day keeps the day it is written with."""
    gap = rf" *{re.escape(local.date_separator)} *"
    form = {"d": r"(?P<d>\d{1,2})", "M": r"(?P<M>\d{1,2})", "y": r"(?P<y>\d{4}|\d{2})"}
    pattern = gap.join(form[part] for part in local.date_order) + r"\.?"
    in_locale = re.compile(pattern, re.ASCII).fullmatch
    examples = dict.fromkeys(("2026-11-30", local.example))
    not_a_date = Invalid(f"not a date such as {' or '.join(examples)}")
    no_such_day = Invalid(f"not a day of the calendar, read like {local.example}")

    def parse(text: str) -> date | Invalid:
        if matched := _iso(text) or _compact(text) or _year_first(text):
            return _day(matched[1], matched[2], matched[3])
        if matched := in_locale(text):
            day = _day(matched["y"], matched["M"], matched["d"])
            return no_such_day if isinstance(day, Invalid) else day
        if matched := _day_month_year(text):
            written_day, month, year = matched.groups()
        elif matched := _month_day_year(text):
            month, written_day, year = matched.groups()
        else:
            return not_a_date
        number = local.months.get(month.casefold())
        return _day(year, str(number), written_day) if number else not_a_date

    return parse


def _day(year: str, month: str, day: str) -> date | Invalid:
    try:
        return date(_full_year(year), int(month), int(day))
    except ValueError:
        return NO_SUCH_DAY


def _full_year(year: str) -> int:
    """Two digits are of 1969 … 2068, as in POSIX."""
    number = int(year)
    if len(year) > 2:
        return number
    return 2000 + number if number < 69 else 1900 + number


def _step(value: date, by: int) -> date | None:
    try:
        return value + timedelta(days=by)
    except OverflowError:
        return None
