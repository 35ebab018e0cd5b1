"""``territories.route`` with as many ranges as are wanted, and the same by hand."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.acme import FOLDER, Lead, acme_leads
from benchmarks.prepared import (
    UNROUTED,
    Answer,
    Memo,
    by_initial,
    by_range,
    by_suffix,
    first_readable,
    usual_email,
)
from dsl import Framework, load
from dsl.roster import Assignee
from dsl.values import initial, value_type
from sheets_adapter import open_workbook

CODES = 1_000_000
"""Territory codes are below this, and every table covers them all."""

ROUTE = Path(__file__).with_name("territories.route")
_REPS = 200
_SEED = 20261122


def territory_rows(count: int) -> list[list[str]]:
    """The sheet with ``count`` disjoint ranges, in no order, as people's sheets are."""
    width = CODES // count
    rows = [
        [f"{low}-{low + width - 1}", f"rep{number % _REPS}@acme.example", f"Territory {number}"]
        for number, low in enumerate(range(0, CODES, width))
    ]
    random.Random(_SEED).shuffle(rows)
    return [["code", "owner", "territory"], *rows]


def other_sheets() -> dict[str, list[list[str]]]:
    """The other sheets of ``territories.route``: those of the example, cut to what is read."""
    sheets = {sheet.title: sheet.rows for sheet in open_workbook(FOLDER / "workbook").sheets}
    titles = ("Federal domains", "Rest of world")
    return {title: [list(row[:2]) for row in sheets[title]] for title in titles}


def territories_framework(count: int) -> Framework:
    """The framework over a table of ``count`` ranges."""
    return load(ROUTE, open_workbook({**other_sheets(), "Territories": territory_rows(count)}))


def territory_leads(count: int) -> list[Lead]:
    """Sample leads, over and over, each with a territory code of its own, all in the US."""
    numbers = random.Random(_SEED)
    samples = [lead | {"Country": "US"} for lead in acme_leads() if "Email" in lead]
    return [
        samples[at % len(samples)] | {"TerritoryCode": str(numbers.randrange(CODES))}
        for at in range(count)
    ]


def territories_by_hand(framework: Framework) -> Callable[[Mapping[str, Any]], Answer]:
    """The hand-written function of ``territories.route``, over the rows of a loaded framework."""
    tables = framework.tables
    federal = by_suffix("Federal", tables["federal"].rows, framework.roster)
    lows, ranges = by_range("Territory", tables["territories"].rows, framework.roster)
    alphabet, other = by_initial("Rest of world", tables["alphabet"].rows, framework.roster)
    read_email, read_integer = value_type("email").read, value_type("integer").read
    countries = Memo(value_type("country").read)
    booleans = Memo(value_type("boolean").read)
    initials = Memo(initial)

    def decide(lead: Mapping[str, Any]) -> Answer:
        get = lead.get

        email = None
        raw = get("email") or get("Email")
        if raw:
            email = raw.strip().lower()
            if len(email) > 63 or not usual_email(email):
                email = first_readable(lead, ("email", "Email"), read_email)
        domain = email.rpartition("@")[2] if email else ""
        if domain.startswith("www.") and domain.count(".") > 1:
            domain = domain[4:]

        raw = get("company") or get("Company")
        company = " ".join(raw.split()) if raw else None
        letter = (initials[company[0]] or initial(company)) if company else None

        country = countries[get("country")] or countries[get("Country")]

        code = None
        raw = get("code") or get("TerritoryCode")
        if raw:
            if raw.isdecimal():
                code = int(raw)
            else:
                code = first_readable(lead, ("code", "TerritoryCode"), read_integer)

        keep_owner = booleans[get("keep_owner")]
        if keep_owner is None:
            keep_owner = booleans[get("Routing_Override__c")]

        raw = get("owner") or get("OwnerEmail")
        owner = " ".join(raw.split()) if raw else None

        if keep_owner and owner:
            return Answer("Override", Assignee("rep", owner))
        rest = domain
        while rest:
            found = federal.get(rest)
            if found:
                return found
            rest = rest.partition(".")[2]
        if country == "US" and code is not None:
            at = bisect_right(lows, code) - 1
            if at >= 0:
                last, found = ranges[at]
                if code <= last:
                    return found
        if letter:
            return alphabet.get(letter, other)
        return UNROUTED

    return decide
