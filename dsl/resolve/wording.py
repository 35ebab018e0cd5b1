"""What types and their values are called in messages, for people who do not read code."""

from __future__ import annotations

from dsl.diagnostics import did_you_mean, listed, quoted
from dsl.values import Invalid, ValueType, family, spellings

# How a type is called, and what a value of it looks like.
_TYPES = {
    "text": ("a text", ""),
    "email": ("an e-mail address", "Write it as in `ana@acme.example`"),
    "domain": ("a domain", "Write it as in `acme.example`"),
    "url": ("a web address", "Write it as in `https://acme.example`"),
    "phone": ("a phone number", "Write it as in `+1 415 555 0100`"),
    "country": ("a country", "Write a name or code, such as `Germany` or `DE`"),
    "us_state": ("a US state", "Write a name or code, such as `California` or `CA`"),
    "subdivision": ("a subdivision", "Write its ISO 3166-2 code, such as `US-CA`"),
    "us_zip": ("a US ZIP code", "Write five digits, such as `94105`"),
    "postal_code": ("a postal code", "Write it as in `SW1A 1AA`"),
    "language": ("a language", "Write a name or code, such as `German` or `de`"),
    "integer": ("a whole number", "Write it as in `1000`"),
    "decimal": ("a number", "Write it as in `2.5`"),
    "boolean": ("yes or no", "Write yes or no"),
    "date": ("a date", "Write it as in `2026-11-30`"),
    "datetime": ("a date and time", "Write it as in `2026-11-30 09:00`"),
    "rep": ("a rep", ""),
    "list of": ("a list", "Write values with commas between them"),
}
# How the reasons of types begin that can follow "is".
_PREDICATES = ("not ", "a ", "an ", "too ", "yes or no", "ambiguous")


def noun(type_: ValueType) -> str:
    """``a US state``, ``one of `Gold` or `Silver```."""
    if family(type_.name) == "one of":
        return f"one of {listed(map(str, type_.universe or ()))}"
    return _TYPES[family(type_.name)][0]


def how_to_write(type_: ValueType) -> str:
    """What to do to write a value of the type."""
    if family(type_.name) == "one of":
        return f"Write {listed(map(str, type_.universe or ()))}"
    return _TYPES[family(type_.name)][1]


def unreadable(type_: ValueType, text: str, invalid: Invalid) -> str:
    """The sentence about a text that is no value of a type."""
    if invalid.reason.startswith("too few digits"):
        return f"{quoted(text)} has too few digits for a US ZIP code"
    if family(type_.name) == "one of":
        return f"{quoted(text)} is not {noun(type_)}"
    if invalid.reason.startswith(_PREDICATES):
        return f"{quoted(text)} is {invalid.reason}"
    return f"{quoted(text)} is not {noun(type_)}: {invalid.reason}"


def misspelt(type_: ValueType, text: str) -> str | None:
    """The spelling of a value that a text which is none was probably meant for."""
    return did_you_mean(text, spellings(type_))


def zip_with_zeros(text: str) -> str | None:
    """The ZIP code whose leading zeros a spreadsheet has dropped; None for other texts."""
    digits = text.partition("-")[0]
    return digits.zfill(5) if digits.isdecimal() and len(digits) in (3, 4) else None
