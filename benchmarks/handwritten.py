"""The example framework as a programmer would write it by hand for speed, without a trace.

The same logic as ``examples/acme/acme.route`` over the same rows: every field is read from the same
sources to the same value, and every lead goes to the same people by the same step (``agreement``
holds it against the engine before anything is timed). What can be done once is done once: the
answers of all rows stand ready, and names of countries, states and languages are remembered.
Reading a text that is out of the ordinary is left to the types of ``dsl.values``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from dsl import Framework
from dsl.roster import Assignee, Roster
from dsl.tables.pattern import Exactly, Initials, Interval, Phrase, Suffix
from dsl.tables.table import Row
from dsl.values import Invalid, fold, initial, value_type

_ANY = "*"
_usual_email = re.compile(r"[a-z0-9_+.-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}").fullmatch
_words = re.compile(r"[^\W_]+").findall


class Answer(NamedTuple):
    """Where a lead goes: the step that decided, who for which role, and the territory if any."""

    step: str
    owner: Assignee
    sdr: Assignee | None = None
    territory: str | None = None


UNROUTED = Answer("otherwise", Assignee("queue", "Unrouted"))


class Memo(dict[str | None, Any]):
    """What texts read as; a blank or unreadable one as None."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__({None: None, "": None})
        self._read = read

    def __missing__(self, text: str) -> Any:
        if len(self) > 10_000:
            self.clear()
            self.update({None: None, "": None})
        value = self._read(text)
        self[text] = None if value.__class__ is Invalid else value
        return self[text]


def handwritten(framework: Framework) -> Callable[[Mapping[str, Any]], Answer]:
    """The function, over the rows of a loaded example framework."""
    tables, roster = framework.tables, framework.roster
    reps = {key: rep.id for key, rep in (roster.reps or {}).items() if rep.active}

    federal = _by_suffix("Federal", tables["federal_domains"].rows, roster)
    sector = _by_suffix_and_industry(tables["public_sector"].rows, roster)
    enterprise = _by_country_and_size(tables["enterprise"].rows, roster)
    enterprise_anywhere = enterprise.pop(_ANY)
    zip_lows, zip_ranges = _zip_ranges(tables["california"].rows, roster)
    us_states = _by_value("Rest of US", tables["us_states"].rows, roster)
    spoken = _by_value("By language", tables["languages"].rows, roster)
    europe = _by_value("Europe", tables["europe"].rows, roster)
    phrases, openings = _phrases(tables["products"].rows, roster)
    alphabet, other_initial = _by_initial(tables["alphabet"].rows, roster)

    read_email, read_zip = value_type("email").read, value_type("us_zip").read
    read_integer, read_text = value_type("integer").read, value_type("text").read
    language_type = value_type("language")
    language_key = language_type.key
    assert language_key is not None

    def read_language(text: str) -> Any:
        value = language_type.read(text)
        return language_key(value) if isinstance(value, str) else None

    countries = Memo(value_type("country").read)
    states = Memo(value_type("us_state").read)
    booleans = Memo(value_type("boolean").read)
    languages = Memo(read_language)
    initials = Memo(initial)

    def decide(lead: Mapping[str, Any]) -> Answer:
        get = lead.get

        email = None
        raw = get("email") or get("Email")
        if raw:
            email = raw.strip().lower()
            if len(email) > 63 or not _usual_email(email):
                email = _first(lead, ("email", "Email"), read_email)
        domain = email.rpartition("@")[2] if email else ""
        if domain.startswith("www.") and domain.count(".") > 1:
            domain = domain[4:]

        company = None
        raw = get("company") or get("Company") or get("Account Name")
        if raw:
            company = " ".join(raw.split())
            if not company:
                company = _first(lead, ("company", "Company", "Account Name"), read_text)
        letter = (initials[company[0]] or initial(company)) if company else None

        country = (
            countries[get("country")] or countries[get("Country")] or countries[get("BillingCountry")]
        )
        state = states[get("state")] or states[get("State")] or states[get("StateCode")]

        code = get("zip") or get("PostalCode") or get("Zip")
        if code and not (len(code) == 5 and code.isdecimal()):
            code = _first(lead, ("zip", "PostalCode", "Zip"), read_zip)

        employees = None
        raw = (
            get("employees")
            or get("NumberOfEmployees")
            or get("numberofemployees")
            or get("ZoomInfo_Employees__c")
        )
        if raw:
            if raw.isdecimal():
                employees = int(raw)
            else:
                names = ("employees", "NumberOfEmployees", "numberofemployees")
                employees = _first(lead, (*names, "ZoomInfo_Employees__c"), read_integer)

        industry = None
        raw = (
            get("industry") or get("Industry") or get("Industry__c") or get("LinkedIn_Industry__c")
        )
        if raw:
            industry = " ".join(raw.split())
            if not industry:
                names = ("industry", "Industry", "Industry__c")
                industry = _first(lead, (*names, "LinkedIn_Industry__c"), read_text)

        language = (
            languages[get("language")]
            or languages[get("Preferred_Language__c")]
            or languages[get("preferred_language__c")]
        )

        interest = None
        raw = (
            get("interest")
            or get("Comments")
            or get("comments")
            or get("Solutions_of_interest__c")
        )
        if raw:
            interest = " ".join(raw.split())
            if not interest:
                names = ("interest", "Comments", "comments")
                interest = _first(lead, (*names, "Solutions_of_interest__c"), read_text)

        keep_owner = booleans[get("keep_owner")]
        if keep_owner is None:
            keep_owner = booleans[get("Routing_Override__c")]
        if keep_owner is None:
            keep_owner = booleans[get("routing_override__c")]

        owner = None
        raw = get("owner") or get("OwnerEmail") or get("owneremail")
        if raw:
            owner = " ".join(raw.split())
            if not owner:
                owner = _first(lead, ("owner", "OwnerEmail", "owneremail"), read_text)

        if keep_owner and owner:
            kept = reps.get(owner.lower() if owner.isascii() else fold(owner))
            return Answer("Override", Assignee("rep", kept)) if kept else UNROUTED

        rest = domain
        while rest:
            found = federal.get(rest)
            if found:
                return found
            rest = rest.partition(".")[2]

        if domain:
            kind = _ANY
            if industry:
                kind = industry.lower() if industry.isascii() else fold(industry)
            rest = domain
            while rest:
                by_industry = sector.get(rest)
                if by_industry:
                    found = by_industry.get(kind) or by_industry.get(_ANY)
                    if found:
                        return found
                rest = rest.partition(".")[2]

        if employees is not None and employees >= 1_000:
            for low, high, found in enterprise.get(country, ()):
                if low <= employees <= high:
                    return found
            for low, high, found in enterprise_anywhere:
                if low <= employees <= high:
                    return found

        if country == "US":
            if state == "CA" and code:
                at = bisect_right(zip_lows, code) - 1
                if at >= 0:
                    last, found = zip_ranges[at]
                    if code <= last:
                        return found
            found = us_states.get(state)
            if found:
                return found

        found = spoken.get((country, language))
        if found:
            return found
        found = europe.get(country)
        if found:
            return found

        if interest:
            words = _words(interest.lower() if interest.isascii() else fold(interest))
            if not openings.isdisjoint(words):
                text = f" {' '.join(words)} "
                for phrase, found in phrases:
                    if phrase in text:
                        return found

        if letter:
            return alphabet.get(letter, other_initial)
        return UNROUTED

    return decide


def _first(
    lead: Mapping[str, Any], sources: Iterable[str], read: Callable[[object], Any]
) -> Any:
    """The first source whose value can be read: for leads whose first value cannot."""
    for source in sources:
        value = read(lead.get(source))
        if value is not None and value.__class__ is not Invalid:
            return value
    return None


# Once, at the start ---------------------------------------------------------------------------


def _answer(step: str, row: Row, roster: Roster) -> Answer:
    """What a row answers. Who has left is stood in for by the backup, who is here already."""
    owner = _present(row.assignees["owner"], roster)
    if owner is None:
        return UNROUTED
    sdr = row.assignees.get("sdr")
    territory = row.values.get("territory")
    return Answer(step, owner, sdr and _present(sdr, roster), territory)


def _present(assignee: Assignee, roster: Roster) -> Assignee | None:
    seen: set[str] = set()
    current: Assignee | None = assignee
    while current is not None and current.kind == "rep" and roster.reps is not None:
        rep = roster.rep(current.id)
        if rep is not None and rep.active:
            return current
        if rep is None or current.id in seen:
            return None
        seen.add(current.id)
        current = rep.backup
    return current


def _by_suffix(step: str, rows: Iterable[Row], roster: Roster) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for row in rows:
        for pattern in row.keys[0]:
            assert isinstance(pattern, Suffix)
            found[pattern.domain] = _answer(step, row, roster)
    return found


def _by_suffix_and_industry(rows: Iterable[Row], roster: Roster) -> dict[str, dict[str, Answer]]:
    found: dict[str, dict[str, Answer]] = {}
    for row in rows:
        for pattern in row.keys[0]:
            assert isinstance(pattern, Suffix)
            by_industry = found.setdefault(pattern.domain, {})
            for industry in row.keys[1]:
                key = industry.value if isinstance(industry, Exactly) else _ANY
                by_industry[key] = _answer("Public sector", row, roster)
    return found


def _by_country_and_size(
    rows: Iterable[Row], roster: Roster
) -> dict[str | None, list[tuple[int, float, Answer]]]:
    """Ranges of each country, both ends included, the narrowest first."""
    found: dict[str | None, list[tuple[int, float, Answer]]] = {}
    for row in rows:
        for country in row.keys[0]:
            ranges = found.setdefault(
                country.value if isinstance(country, Exactly) else _ANY, []
            )
            for size in row.keys[1]:
                assert isinstance(size, Interval)
                high = float("inf") if size.high is None else size.high - size.high_open
                ranges.append((size.low + size.low_open, high, _answer("Enterprise", row, roster)))
    for ranges in found.values():
        ranges.sort(key=lambda each: each[1] - each[0])
    return found


def _zip_ranges(
    rows: Iterable[Row], roster: Roster
) -> tuple[list[str], list[tuple[str, Answer]]]:
    found: list[tuple[str, str, Answer]] = []
    for row in rows:
        for pattern in row.keys[0]:
            answer = _answer("California", row, roster)
            if isinstance(pattern, Exactly):
                found.append((pattern.value, pattern.value, answer))
            else:
                assert isinstance(pattern, Interval)
                found.append((pattern.low, pattern.high, answer))
    found.sort(key=lambda each: each[0])
    return [low for low, _, _ in found], [(high, answer) for _, high, answer in found]


def _by_value(step: str, rows: Iterable[Row], roster: Roster) -> dict[Any, Answer]:
    """By the value of the one key column, or by the pair of both."""
    found: dict[Any, Answer] = {}
    for row in rows:
        keys = [[pattern.value for pattern in column] for column in row.keys]  # type: ignore[union-attr]
        pairs = keys[0] if len(keys) == 1 else [(a, b) for a in keys[0] for b in keys[1]]
        found |= dict.fromkeys(pairs, _answer(step, row, roster))
    return found


def _phrases(
    rows: Iterable[Row], roster: Roster
) -> tuple[list[tuple[str, Answer]], frozenset[str]]:
    """Phrases between spaces in the order of the sheet, and the words they begin with."""
    phrases: list[tuple[str, Answer]] = []
    openings: set[str] = set()
    for row in rows:
        for pattern in row.keys[0]:
            assert isinstance(pattern, Phrase)
            openings.add(pattern.words[0])
            phrases.append((f" {' '.join(pattern.words)} ", _answer("Product interest", row, roster)))
    return phrases, frozenset(openings)


def _by_initial(rows: Iterable[Row], roster: Roster) -> tuple[dict[str, Answer], Answer]:
    found: dict[str, Answer] = {}
    other = UNROUTED
    for row in rows:
        for pattern in row.keys[0]:
            assert isinstance(pattern, Initials)
            answer = _answer("Rest of world", row, roster)
            if pattern.other:
                other = answer
            else:
                found |= dict.fromkeys(pattern.characters, answer)
    return found, other
