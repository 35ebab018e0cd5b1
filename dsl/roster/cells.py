"""How the cells of the roster sheets read: what they say, or what is wrong and what to write."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, get_args
from zoneinfo import ZoneInfo

from dsl.diagnostics import did_you_mean, listed, quoted
from dsl.roster.hours import read_hours
from dsl.roster.people import METHODS, WHOLE, Hours, Method
from dsl.roster.zones import read_zone
from dsl.tables.cell_problem import CellProblem, no_value
from dsl.values import Invalid, fold, header_key, value_type
from dsl.values.several import split

_MOST_WEIGHT = 1_000_000
_UNITS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_duration_part = re.compile(
    r"[ ,]*(?:and )?(?P<count>\d{1,6}) ?"
    r"(?P<unit>m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:(?:ee)?ks?)?)(?![^\W\d_])\.?"
).match
_ramp_part = re.compile(
    r"[ ,;]*(?P<day>[^ ,;].*?) ?(?:[:=\u2192]|->| ) ?(?P<share>[\d.,]+) ?%"
).match


class Cells:
    """The readers of cells in a workbook's locale (``en_US``), in which dates and numbers are.

    Each takes a clean text that is not blank, and answers what it says or what is wrong with it.
    """

    def __init__(self, locale: str) -> None:
        self._locale = locale

    def yes_no(self, text: str) -> bool | CellProblem:
        """``yes``, ``no``, ``TRUE`` and the like."""
        found: bool | CellProblem = self._value("boolean", text)
        return found

    def day(self, text: str) -> date | CellProblem:
        """A date, ISO or as the locale writes it."""
        found: date | CellProblem = self._value("date", text)
        return found

    def count(self, text: str) -> int | CellProblem:
        """A whole number that is not below zero."""
        found: int | CellProblem = self._value("integer", text)
        return _not_below(found, 0, text)

    def count_from_one(self, text: str) -> int | CellProblem:
        """A whole number that is at least 1."""
        found: int | CellProblem = self._value("integer", text)
        return _not_below(found, 1, text)

    def number(self, text: str) -> Decimal | CellProblem:
        """Any number, such as a place in an order."""
        found: Decimal | CellProblem = self._value("decimal", text)
        return found

    def weight(self, text: str) -> int | CellProblem:
        """A weight in thousandths: 3,000 for ``3``, 500 for ``0.5`` and ``50%``."""
        percent = text.endswith("%")
        number = self.number((text.removesuffix("%").rstrip() or text) if percent else text)
        if isinstance(number, CellProblem):
            return number
        if number < 0:
            message = f"The weight {quoted(text)} is below zero"
            return CellProblem(message, "Write `0` for somebody who takes nothing")
        if number > _MOST_WEIGHT:
            message = f"The weight {quoted(text)} is more than {_MOST_WEIGHT:,}"
            return CellProblem(message, "Only the proportions count: divide all of them")
        return _thousandths(number / 100 if percent else number, text)

    def duration(self, text: str) -> timedelta | CellProblem:
        """A time such as ``30m``, ``4h``, ``1d`` or ``1 hour 30 minutes``."""
        folded, at, seconds = fold(text), 0, 0
        while at < len(folded):
            part = _duration_part(folded, at)
            if part is None:
                help_ = "Write it as in `30m`, `4h` or `1d`"
                return CellProblem(f"{quoted(text)} is not a length of time", help_)
            seconds += int(part["count"]) * _UNITS[part["unit"][0]]
            at = part.end()
        if not seconds:
            return CellProblem(f"{quoted(text)} lasts no time", "Leave the cell blank for no limit")
        return timedelta(seconds=seconds)

    def ramp(self, text: str) -> tuple[tuple[date, int], ...] | CellProblem:
        """Days and the shares from then on, in thousandths: ``2026-11-01: 10%, …``."""
        steps: list[tuple[date, int]] = []
        at = 0
        while text[at:].strip(" ,;"):
            part = _ramp_part(text, at)
            if part is None:
                help_ = "Write it as in `2026-11-01: 10%, 2026-12-01: 50%`"
                return CellProblem(f"{quoted(text[at:].strip(' ,;'))} is no step of a ramp", help_)
            step = self._ramp_step(part["day"], part["share"])
            if isinstance(step, CellProblem):
                return step
            if steps and step[0] <= steps[-1][0]:
                message = f"{quoted(part['day'])} does not come after {quoted(str(steps[-1][0]))}"
                return CellProblem(message, "Put the days in order, each once")
            steps.append(step)
            at = part.end()
        return tuple(steps)

    def skills(self, text: str) -> frozenset[str] | CellProblem:
        """Several skills with commas between them, folded."""
        return frozenset(filter(None, map(fold, split(text))))

    def languages(self, text: str) -> frozenset[str] | CellProblem:
        """Several languages, by name or code, as BCP 47 tags."""
        found: set[str] = set()
        for part in filter(None, split(text)):
            tag: str | CellProblem = self._value("language", part)
            if isinstance(tag, CellProblem):
                return tag
            found.add(tag)
        return frozenset(found)

    def hours(self, text: str) -> Hours | CellProblem:
        """Working hours such as ``Mon-Fri 09:00-17:30``."""
        return read_hours(text, self._locale)

    def zone(self, text: str) -> ZoneInfo | CellProblem:
        """A time zone such as ``America/New_York``."""
        return read_zone(text)

    def method(self, text: str) -> Method | CellProblem:
        """One of the methods of pools, written with any case, spaces, hyphens and underscores."""
        for method in METHODS:
            if header_key(text).replace("-", "") == header_key(method):
                return method
        near = did_you_mean(text, get_args(Method))
        help_ = f"Did you mean `{near}`?" if near else f"Write {listed(METHODS)}"
        return CellProblem(f"There is no method {quoted(text)}", help_)

    def _value(self, type_name: str, text: str) -> Any:
        type_ = value_type(type_name, self._locale)
        value = type_.parse(text)
        return no_value(type_, text, value) if isinstance(value, Invalid) else value

    def _ramp_step(self, written: str, share: str) -> tuple[date, int] | CellProblem:
        day = self.day(written)
        if isinstance(day, CellProblem):
            return day
        number = self.number(share)
        if isinstance(number, CellProblem):
            return number
        if number > 100:
            return CellProblem(f"`{share}%` is more than the whole", "Write `100%` or less")
        thousandths = _thousandths(number / 100, f"{share}%")
        return thousandths if isinstance(thousandths, CellProblem) else (day, thousandths)


def _not_below(found: int | CellProblem, least: int, text: str) -> int | CellProblem:
    if isinstance(found, CellProblem) or found >= least:
        return found
    if found < 0:
        help_ = "Write a number that is not, or leave the cell blank"
        return CellProblem(f"{quoted(text)} is below zero", help_)
    return CellProblem(f"{quoted(text)} lets nobody through", "Leave the cell blank for no limit")


def _thousandths(number: Decimal, text: str) -> int | CellProblem:
    found = number * WHOLE
    if found != found.to_integral_value():
        message = f"{quoted(text)} has more decimals than are counted"
        return CellProblem(message, "Write it with at most three decimals, or `12.5%`")
    return int(found)
