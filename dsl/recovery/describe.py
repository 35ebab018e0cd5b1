"""What an error of the parser means to the person who made it."""

from __future__ import annotations

from dsl.recovery.here import Finding, Here
from dsl.recovery.slips import RULES
from dsl.recovery.slips.missing import SIGNS

_DECLARATIONS = {"FRAMEWORK", "RECORD", "ROSTER", "TABLE", "ASSUME", "SLA", "ROUTE"}
_KINDS = {
    "NAME": "a name",
    "STRING": "a text in double quotes",
    "NUMBER": "a number",
    "DATE": "a date",
    "DURATION": "a duration, such as 4h",
}
_COMPARISONS = {"EQUAL", "NOT_EQUAL", "LESS_EQUAL", "LESS", "MORE_EQUAL", "MORE"}
_OPERATORS = {"IN", "IS", "STARTS", "ENDS", "CONTAINS"}
_VALUES = {"NAME", "STRING", "NUMBER", "DATE"}


def describe(here: Here) -> Finding:
    """The finding of the first rule that has one, else what would have fitted."""
    return next((found for rule in RULES if (found := rule(here))), None) or _plainly(here)


def _plainly(here: Here) -> Finding:
    if not here.before and here.accepts >= _DECLARATIONS and here.found:
        message = f"`{here.found.text}` begins no declaration"
        words = "`framework`, `record`, `roster`, `table`, `assume`, `sla` or `route`"
        return Finding(here.found.start, here.found.end, message, f"Begin with {words}")
    help_ = f"Write {_in_words(here.accepts)} here" if here.accepts else ""
    if here.ends and here.last:
        message = f"`{here.last.text}` is not the end of it"
        return Finding(here.last.start, here.last.end, message, help_.replace("here", "after it"))
    if here.accepts >= {"STRING", "GROUP", "OTHERWISE"}:
        help_ = "Leave it out; the step ends before it"
    start, end = (here.found.start, here.found.end) if here.found else (here.at, here.end)
    return Finding(start, end, f"`{here.text[start:end]}` does not fit here", help_)


def _in_words(accepts: frozenset[str]) -> str:
    """``a name, `from` or `}```: kinds first, keywords in the order of the alphabet, then signs."""
    rest = set(accepts)
    words: list[str] = []
    if rest >= _COMPARISONS | _OPERATORS:
        words.append("a comparison (`=`, `<`, `in`, `is present`, …)")
        rest -= _COMPARISONS | _OPERATORS | {"NOT"}
    if rest >= _VALUES:
        words.append("a value")
        rest -= _VALUES
    words += [_KINDS[name] for name in _KINDS if name in rest]
    words += [f"`{name.lower()}`" for name in sorted(rest - set(_KINDS) - set(SIGNS))]
    words += [f"`{sign}`" for name, sign in SIGNS.items() if name in rest]
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " or " + words[-1]
