"""Working hours as people write them: ``Mon-Thu 08:30-17:30, Fri 8:30am-3pm, Sat closed``.

A cell is a row of groups, each of days and then their times (or ``closed``). What separates them
does not matter. A time that ends before it begins goes on after midnight, and is split there.
"""

from __future__ import annotations

import re
from datetime import time
from functools import lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError

from dsl.diagnostics import did_you_mean, quoted
from dsl.roster.people import Hours, Shift
from dsl.tables.cell_problem import CellProblem
from dsl.values import fold

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SEVERAL = {
    "daily": range(7), "everyday": range(7),
    "weekday": range(5), "weekdays": range(5),
    "weekend": range(5, 7), "weekends": range(5, 7),
}  # fmt: skip
_UNTIL = frozenset({"to", "till", "til", "until", "through", "thru"})
_CLOSED = frozenset({"closed", "off", "none"})
_NO_WORD = frozenset({"and", "from", "on"})
_NAMED_TIMES = {"noon": "12:00", "midday": "12:00", "midnight": "0:00"}
_DAY_LONG = 24 * 60
_FORM = "Write them as in `Mon-Fri 09:00-17:30, Sat 10:00-14:00`"

_token = re.compile(
    r"(?P<always>24 ?/ ?7)(?!\d)"
    r"|(?P<time>(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})|h(?P<h_minute>\d{2})?)?"
    r"(?: ?(?P<half>[ap])\.?m\b\.?)?)(?![\w:])"
    r"|(?P<until>[-\u2013\u2014~])"
    r"|(?P<word>[^\W\d_]+)\.?"
    r"|(?P<between>[ ,;&+/|:]+)"
).match


class _Time(NamedTuple):
    """A time of day as it is written; ``half`` is ``a``, ``p`` or empty."""

    text: str
    hour: int
    minute: int
    half: str
    bare: bool  # with neither minutes nor a half of the day


_Token = range | _Time | str  # days, a time, or one of the words `-`, `closed` and `always`


class _Unreadable(Exception):
    """Why the cell cannot be read; never leaves this module."""

    def __init__(self, message: str, help_: str = _FORM) -> None:
        self.problem = CellProblem(message, help_)


@lru_cache(maxsize=4096)
def read_hours(text: str, locale: str = "en_US") -> Hours | CellProblem:
    """The working hours that a cell says; ``locale`` (``de_DE``) adds its names of the days."""
    try:
        return _Reader(text, locale).hours()
    except _Unreadable as why:
        return why.problem


class _Reader:
    """Reads one cell; times are in minutes from the beginning of the day on which they begin."""

    def __init__(self, text: str, locale: str) -> None:
        self._text = text
        self._tokens = _tokens(text, locale)
        self._week: list[list[tuple[int, int]]] = [[] for _ in _DAYS]

    def hours(self) -> Hours:
        if self._tokens == ["always"]:
            self._tokens.insert(0, range(7))
        while self._tokens:
            days = self._days()
            if self._next("closed"):
                for day in days:
                    self._week[day].clear()
                continue
            spans = self._spans()
            for day in days:
                self._week[day] += spans
        return _week(self._week)

    def _next(self, wanted: str) -> bool:
        """Whether that token comes next, which is taken then."""
        found = self._tokens[:1] == [wanted]
        if found:
            del self._tokens[0]
        return found

    def _days(self) -> list[int]:
        found: list[int] = []
        while self._tokens and isinstance(days := self._tokens[0], range):
            del self._tokens[0]
            if self._next("-"):
                last = self._tokens.pop(0) if self._tokens else None
                if not isinstance(last, range):
                    raise _Unreadable(f"{quoted(self._text)} is not working hours")
                found += [day % 7 for day in range(days[0], days[0] + (last[-1] - days[0]) % 7 + 1)]
            else:
                found += days
        if not found:
            raise _Unreadable(f"{quoted(self._text)} does not say on which days")
        return list(dict.fromkeys(found))

    def _spans(self) -> list[tuple[int, int]]:
        if self._next("always"):
            return [(0, _DAY_LONG)]
        found: list[tuple[int, int]] = []
        while self._tokens and isinstance(start := self._tokens[0], _Time):
            end = self._tokens[2] if len(self._tokens) > 2 else None
            if self._tokens[1:2] != ["-"] or not isinstance(end, _Time):
                raise _Unreadable(f"`{start.text}` does not say until when")
            del self._tokens[:3]
            found.append(_span(start, end))
        if not found:
            raise _Unreadable(f"{quoted(self._text)} does not say the times of each day")
        return found


def _tokens(text: str, locale: str) -> list[_Token]:
    found: list[_Token] = []
    folded, at = fold(text), 0
    while at < len(folded):
        matched = _token(folded, at)
        if matched is None:
            raise _Unreadable(f"{quoted(text)} is not working hours")
        at = matched.end()
        if matched["always"]:
            found.append("always")
        elif matched["time"]:
            minute = matched["minute"] or matched["h_minute"]
            half = matched["half"] or ""
            bare = not (minute or half)
            found.append(_Time(matched["time"], int(matched["hour"]), int(minute or 0), half, bare))
        elif matched["until"]:
            found.append("-")
        elif matched["word"] and (token := _word(matched["word"], locale)) is not None:
            found.append(token)
    return found


def _word(word: str, locale: str) -> _Token | None:
    """What a word means; None for those that mean nothing."""
    if word in _NO_WORD:
        return None
    if word in _UNTIL:
        return "-"
    if word in _CLOSED:
        return "closed"
    if word == "always":
        return "always"
    if word in _NAMED_TIMES:
        hour, minute = map(int, _NAMED_TIMES[word].split(":"))
        return _Time(word, hour, minute, "", False)
    days = _SEVERAL.get(word) or _day_names(locale).get(word)
    if days is None:
        near = did_you_mean(word, (*_DAYS, *(day[:3] for day in _DAYS)))
        help_ = f"Did you mean `{near}`?" if near else _FORM
        raise _Unreadable(f"{quoted(word)} is no day of the week", help_)
    return days


@lru_cache(maxsize=64)
def _day_names(locale: str) -> dict[str, range]:
    """Names and abbreviations, folded and without dots; English ones hold in every locale."""
    names: dict[str, range] = {"weds": range(2, 3)}
    for day, name in enumerate(_DAYS):
        for length in range(2, len(name) + 1):
            names[name[:length].casefold()] = range(day, day + 1)
        names[f"{name.casefold()}s"] = range(day, day + 1)
    try:
        local = Locale.parse(locale.replace("-", "_")).days["format"]
    except (UnknownLocaleError, ValueError, TypeError):
        return names
    for width in ("wide", "abbreviated", "short"):
        for day, name in local[width].items():
            names.setdefault(fold(name).rstrip("."), range(day, day + 1))
    return names


def _span(start: _Time, end: _Time) -> tuple[int, int]:
    """Minutes from and until; beyond a day's when it ends on the next."""
    written = f"{start.text}-{end.text}"
    if end.half and not start.half and 1 <= start.hour <= 12:
        # `1-5pm` begins in the afternoon, `9-5pm` does not.
        same, other = (start._replace(half=half) for half in (end.half, "ap"[end.half == "a"]))
        start = same if _minutes(same) < _minutes(end) else other
    first, last = _minutes(start), _minutes(end) or _DAY_LONG
    if first == _DAY_LONG:
        raise _Unreadable(f"`{written}` begins when the day has ended", "Write it as in `00:00`")
    if first == last:
        raise _Unreadable(f"`{written}` lasts no time")
    if first < last:
        return first, last
    if start.bare or end.bare:
        message = f"`{written}` could be of the morning, the evening or the night"
        raise _Unreadable(message, "Write it as in `09:00-17:00` or `9am-5pm`")
    return first, last + _DAY_LONG


def _minutes(at: _Time) -> int:
    hour = at.hour
    if at.half:
        hour = at.hour % 12 + (12 if at.half == "p" else 0)
    possible = 1 <= at.hour <= 12 if at.half else at.hour < 24 or (at.hour, at.minute) == (24, 0)
    if not possible or at.minute > 59:
        raise _Unreadable(f"`{at.text}` is no time of day", "Write it as in `09:00` or `9am`")
    return 60 * hour + at.minute


def _week(spans: list[list[tuple[int, int]]]) -> Hours:
    """The shifts of each day, cut at midnight; those that touch are one."""
    cut: list[list[tuple[int, int]]] = [[] for _ in _DAYS]
    for day, of_day in enumerate(spans):
        for first, last in of_day:
            cut[day].append((first, min(last, _DAY_LONG)))
            if last > _DAY_LONG:
                cut[(day + 1) % 7].append((0, last - _DAY_LONG))
    if not any(cut):
        message = "There is no working time in this cell"
        raise _Unreadable(message, "Say in `active` who does not work, or write some hours")
    return Hours(tuple(_shifts(day, sorted(of_day)) for day, of_day in enumerate(cut)))


def _shifts(day: int, spans: list[tuple[int, int]]) -> tuple[Shift, ...]:
    joined: list[tuple[int, int]] = []
    for first, last in spans:
        if joined and first < joined[-1][1]:
            raise _Unreadable(f"{_DAYS[day]} has two times that overlap", "Leave one of them out")
        if joined and first == joined[-1][1]:
            first = joined.pop()[0]
        joined.append((first, last))
    return tuple(Shift(_clock(first), _clock(last)) for first, last in joined)


def _clock(minutes: int) -> time:
    return time(*divmod(minutes % _DAY_LONG, 60))
