"""Time zones of the IANA database, as people write them."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from dsl.diagnostics import did_you_mean, quoted
from dsl.tables.cell_problem import CellProblem
from dsl.values import fold

# What is meant by the names of North American time. `EST` is in the database, too, as the winter
# time of the whole year, which nobody means.
_USUAL = {
    **dict.fromkeys(("est", "edt", "et", "eastern", "eastern_time"), "America/New_York"),
    **dict.fromkeys(("cst", "cdt", "ct", "central", "central_time"), "America/Chicago"),
    **dict.fromkeys(("mst", "mdt", "mt", "mountain", "mountain_time"), "America/Denver"),
    **dict.fromkeys(("pst", "pdt", "pt", "pacific", "pacific_time"), "America/Los_Angeles"),
    **dict.fromkeys(("cet", "cest", "met"), "Europe/Berlin"),
    **dict.fromkeys(("bst", "wet"), "Europe/London"),
    "ist": "Asia/Kolkata", "jst": "Asia/Tokyo", "aest": "Australia/Sydney",
    "hst": "Pacific/Honolulu",
}  # fmt: skip


def read_zone(text: str) -> ZoneInfo | CellProblem:
    """The time zone of a name; case does not count, and spaces are underscores."""
    name = _zones().get(_key(text))
    if name is not None:
        return ZoneInfo(name)
    near = _USUAL.get(_key(text))
    if near is None and not any(character in text for character in "+:0123456789"):
        near = did_you_mean(text, sorted(_zones().values()))  # an offset is a slip of nothing
    help_ = f"Did you mean `{near}`?" if near else "Write it as in `America/New_York`"
    return CellProblem(f"{quoted(text)} is not a time zone", help_)


@cache
def _zones() -> dict[str, str]:
    """Names by their keys: those with a place in them, whose summer time is known."""
    names = available_timezones()
    return {_key(name): name for name in names if "/" in name or name in ("UTC", "GMT")}


def _key(text: str) -> str:
    return fold(text).replace(" ", "_")
