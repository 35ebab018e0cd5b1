"""Numbers, ranges and durations as they are written elsewhere."""

from __future__ import annotations

import re

from dsl.recovery.here import Finding, Here

_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])")
_POINT_FIRST = re.compile(r"\.[0-9]+")
_SLASHED_DATE = re.compile(r"[0-9]{1,4}[/.][0-9]{1,2}[/.][0-9]{1,4}")
_UNITS = "mhdw"
_DURATION = re.compile(
    r"([0-9]+)\s*(?:(minutes?|mins?|m)|(hours?|hrs?|h)|(days?|d)|(weeks?|wks?|w))\b", re.IGNORECASE
)
_JOINED = re.compile(rf"([0-9]+[{_UNITS}])business\b")


def number(here: Here) -> Finding | None:
    """``1,000``, ``.5`` and ``11/30/2026``."""
    last = here.last
    day = _SLASHED_DATE.match(here.text, last.start) if last else None
    if day and day.end() > here.at:
        message = f"`{day[0]}` is not how a date is written"
        return Finding(*day.span(), message, "Write it as year, month and day: `2026-11-30`")
    if here.found and here.found.text == ",":
        found = _GROUPED.match(here.text, last.start) if last and last.end == here.at else None
        if found:
            meant = found[0].replace(",", "_")
            message = f"`{found[0]}` has a comma in it, which separates values"
            return Finding(*found.span(), message, f"Write `{meant}`", meant)
    point = _POINT_FIRST.match(here.text, here.at)
    if point and "NUMBER" in here.accepts:
        message = f"`{point[0]}` has no digit before its point"
        return Finding(*point.span(), message, f"Write `0{point[0]}`", f"0{point[0]}")
    return None


def span_of_time(here: Here) -> Finding | None:
    """``4 hours``, ``2hrs`` and ``4hbusiness``."""
    starts = [here.at, *([here.last.start] if here.last else [])]
    for start in starts:
        found = _DURATION.match(here.text, start)
        if found and found.end() > here.at and here.kind == "sla":
            unit = next(u for u, written in zip(_UNITS, found.groups()[1:], strict=True) if written)
            meant = f"{found[1]}{unit}"
            if meant == found[0]:
                return None
            message = f"`{found[0]}` is not how a duration is written"
            return Finding(*found.span(), message, f"Write `{meant}`", meant)
    joined = _JOINED.match(here.text, here.at)
    if joined and here.kind == "sla":
        meant = f"{joined[1]} business"
        message = f"`{joined[0]}` is not how a duration is written"
        return Finding(*joined.span(), message, f"Write `{meant}`", meant)
    return None


def hyphen_range(here: Here) -> Finding | None:
    """``90001-96162`` and ``90001 to 96162``."""
    found = re.compile(r"\s*(?:-|–|to\b)\s*").match(here.text, here.last.end if here.last else 0)
    if found is None or here.last is None or here.last.kind not in ("number", "date", "string"):
        return None
    if not here.gets_on(*found.span(), " .. "):
        return None
    written = here.text[here.last.start : found.end()] + (_next(here.text, found.end()))
    meant = f"{here.last.text}..{_next(here.text, found.end())}"
    message = f"`{written}` is not how a range is written"
    end = here.last.start + len(written)
    return Finding(here.last.start, end, message, f"Write `{meant}`", " .. ", found.span())


def _next(text: str, at: int) -> str:
    found = re.compile(r'"[^"\n]*"|[^\s,{}()]+').match(text, at)
    return found[0] if found else ""
