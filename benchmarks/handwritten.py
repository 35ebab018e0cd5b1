"""The example framework as a programmer would write it by hand for speed, without a trace.

The same logic as ``examples/acme/acme.route`` over the same rows: every field is read from the same
sources to the same value, and every lead goes to the same people by the same step (``agreement``
holds it against the engine before anything is timed). What can be done once is done once, and names
of countries, states and languages are remembered. A text out of the ordinary is left to the types
of ``dsl.values``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.prepared import (
    ANY,
    UNROUTED,
    Answer,
    Memo,
    by_exact_and_range,
    by_initial,
    by_phrase,
    by_range,
    by_suffix,
    by_suffix_and_exact,
    by_value,
    first_readable,
    kept_owners,
    usual_email,
    words_of,
)
from dsl import Framework
from dsl.values import fold, initial, value_type


def handwritten(framework: Framework) -> Callable[[Mapping[str, Any]], Answer]:
    """The function, over the rows of a loaded example framework.

    One long function on purpose: taken apart in two it is a tenth slower.
    """
    tables, roster = framework.tables, framework.roster
    kept = kept_owners(roster)
    federal = by_suffix("Federal", tables["federal_domains"].rows, roster)
    sector = by_suffix_and_exact("Public sector", tables["public_sector"].rows, roster)
    enterprise = by_exact_and_range("Enterprise", tables["enterprise"].rows, roster)
    enterprise_anywhere = enterprise.pop(ANY)
    zip_lows, zip_ranges = by_range("California", tables["california"].rows, roster)
    us_states = by_value("Rest of US", tables["us_states"].rows, roster)
    spoken = by_value("By language", tables["languages"].rows, roster)
    europe = by_value("Europe", tables["europe"].rows, roster)
    phrases, openings = by_phrase("Product interest", tables["products"].rows, roster)
    alphabet, other_initial = by_initial("Rest of world", tables["alphabet"].rows, roster)

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
        # Read every field, from the first of its sources that has a value.
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

        company = None
        raw = get("company") or get("Company") or get("Account Name")
        if raw:
            company = " ".join(raw.split())
            if not company:
                company = first_readable(lead, ("company", "Company", "Account Name"), read_text)
        letter = (initials[company[0]] or initial(company)) if company else None

        country = (
            countries[get("country")]
            or countries[get("Country")]
            or countries[get("BillingCountry")]
        )
        state = states[get("state")] or states[get("State")] or states[get("StateCode")]

        code = get("zip") or get("PostalCode") or get("Zip")
        if code and not (len(code) == 5 and code.isdecimal()):
            code = first_readable(lead, ("zip", "PostalCode", "Zip"), read_zip)

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
                employees = first_readable(lead, (*names, "ZoomInfo_Employees__c"), read_integer)

        industry = None
        raw = (
            get("industry") or get("Industry") or get("Industry__c") or get("LinkedIn_Industry__c")
        )
        if raw:
            industry = " ".join(raw.split())
            if not industry:
                names = ("industry", "Industry", "Industry__c")
                industry = first_readable(lead, (*names, "LinkedIn_Industry__c"), read_text)

        language = (
            languages[get("language")]
            or languages[get("Preferred_Language__c")]
            or languages[get("preferred_language__c")]
        )

        interest = None
        raw = (
            get("interest") or get("Comments") or get("comments") or get("Solutions_of_interest__c")
        )
        if raw:
            interest = " ".join(raw.split())
            if not interest:
                names = ("interest", "Comments", "comments")
                interest = first_readable(lead, (*names, "Solutions_of_interest__c"), read_text)

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
                owner = first_readable(lead, ("owner", "OwnerEmail", "owneremail"), read_text)

        # Take the steps, from the first to the last.
        if keep_owner and owner:
            return kept.get(owner.lower() if owner.isascii() else fold(owner), UNROUTED)

        rest = domain
        while rest:
            found = federal.get(rest)
            if found:
                return found
            rest = rest.partition(".")[2]

        if domain:
            kind = ANY
            if industry:
                kind = industry.lower() if industry.isascii() else fold(industry)
            rest = domain
            while rest:
                by_industry = sector.get(rest)
                if by_industry:
                    found = by_industry.get(kind) or by_industry.get(ANY)
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
            words = words_of(interest.lower() if interest.isascii() else fold(interest))
            if not openings.isdisjoint(words):
                text = f" {' '.join(words)} "
                for phrase, found in phrases:
                    if phrase in text:
                        return found

        if letter:
            return alphabet.get(letter, other_initial)
        return UNROUTED

    return decide
