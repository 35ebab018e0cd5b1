"""What is missing, what there is too much of, and what ends before it is finished."""

from __future__ import annotations

from dsl.model import MATCH_KINDS
from dsl.recovery.here import Finding, Here, Token
from dsl.recovery.slips.words import KEYWORDS, POLICIES
from dsl.values import TYPE_NAMES

SIGNS = {
    "ARROW": "->", "RANGE": "..", "EQUAL": "=", "NOT_EQUAL": "!=", "LESS_EQUAL": "<=", "LESS": "<",
    "MORE_EQUAL": ">=", "MORE": ">", "LBRACE": "{", "RBRACE": "}", "LPAR": "(", "RPAR": ")",
    "COMMA": ",",
}  # fmt: skip
_COMPARISONS = {"EQUAL", "NOT_EQUAL", "LESS_EQUAL", "LESS", "MORE_EQUAL", "MORE"}
TARGET = (
    'Write who gets the record, such as `queue "NAME"`, `pool NAME`, `rep "E-MAIL"`, `keep FIELD`, '
    "`next` or a column of the table"
)
_QUOTED = "Write it in double quotes"
_CONDITION = "Write one, such as `state = CA` or `owner is present`"
_VALUE = "Write one, such as `CA`, `1000` or a text in double quotes"
# What a word or sign wants after it, and what to do when nothing comes.
_WANTS = {
    "->": ("a target", TARGET),
    "when": ("a condition", _CONDITION),
    "and": ("a condition", _CONDITION),
    "or": ("a condition", _CONDITION),
    "not": ("a condition", _CONDITION),
    "=": ("a value", _VALUE),
    "!=": ("a value", _VALUE),
    "<": ("a value", _VALUE),
    "<=": ("a value", _VALUE),
    ">": ("a value", _VALUE),
    ">=": ("a value", _VALUE),
    "..": ("the end of the range", "Write it, as in `90001..96162`"),
    "default": ("a value", _VALUE),
    "by": ("a field", "Write the field to look up by, as in `by zip in west`"),
    "in": ("values or a table", "Write them, as in `in CA, OR`, `in 90001..96162` or `in west`"),
    "keep": ("a field", "Write the field that holds the rep, as in `keep owner`"),
    "needs": ("a skill or a field", 'Write one, as in `needs "sql"` or `needs language`'),
    "queue": ("the name of a queue", 'Write it, as in `queue "Unrouted"`'),
    "pool": ("the name of a pool", "Write it, as in `pool west`"),
    "rep": ("the e-mail address of a rep", _QUOTED),
    "from": ("a title", f'{_QUOTED}, as in `from "State"`'),
    "column": ("a header", f'{_QUOTED}, as in `column "State"`'),
    "region": ("the name of a region", f'{_QUOTED}, as in `region "Europe"`'),
    "key": ("a match kind", "Write exact, range, prefix, suffix, alphabet or phrase"),
    "hit": ("a hit policy", "Write unique, first or specific"),
    "covers": ("what is covered", 'Write `all`, `region "NAME"`, or values with commas between'),
    "except": ("the values left out", "Write them, with commas between"),
    "as": ("a type", "Write one, such as `us_state`"),
    "of": ("a type or texts", 'Write `list of TYPE` or `one of "A", "B"`'),
    "one": ("`of` and texts", 'Write `one of "A", "B"`'),
    "list": ("`of` and a type", "Write `list of TYPE`"),
    "within": ("a duration", "Write one, such as `4h` or `30m`"),
    "on": ("an event", "Write new, update, sla_breach, rejected or reopened"),
    "is": ("`present` or `missing`", "Write one of the two"),
    "starts": ("`with` and a text", 'Write `starts with "TEXT"`'),
    "ends": ("`with` and a text", 'Write `ends with "TEXT"`'),
    "with": ("a text", _QUOTED),
    "contains": ("a text", _QUOTED),
    "time": ("`zone`", 'Write `time zone "Area/City"`'),
    "zone": ("the name of a time zone", 'Write it, as in `"America/New_York"`'),
    "framework": ("a name", "Write `framework NAME`"),
    "record": ("a name", "Write `record NAME {`"),
    "table": ("a name", 'Write `table NAME from "SHEET" {`'),
    "route": ("a record", "Write `route RECORD {`"),
    "sla": ("a name", "Write `sla NAME within 4h`"),
    "group": ("a name", 'Write `group "NAME" {`'),
    "assume": ("a fact", "Write `assume state = CA when zip in 90001..96162`"),
    ",": ("one more", "Write it, or leave the comma out"),
    "(": ("a condition", _CONDITION),
}  # fmt: skip
# What some words want elsewhere than in a route.
_WANTS_THERE = {
    ("record", "("): ("an argument", "Write a field, as in `domain(email)`"),
    ("record", "="): ("an expression", "Write a field or a function, as in `domain(email)`"),
    ("table", "or"): ("`any`", "Write `or any`"),
}
_SIGNS_OF_TESTS = ("=", "!=", "<", "<=", ">", ">=")
_WANTS_TEXT = ("from", "column", "region", "queue", "pool", "rep", "contains", "with", "zone")


def nothing_follows(here: Here) -> Finding | None:
    """A word after which something else should come."""
    last = here.last
    if last is None or last.text not in _WANTS or last.kind == "string":
        return None
    if here.found and here.found.kind == "string" and last.text in _WANTS_TEXT:
        return None
    if last.text == "," and here.gets_on(last.start, last.end, " "):
        return Finding(last.start, last.end, "`,` does not belong here", "Leave it out", " ")
    compares = last.text == "when" and here.found is not None and here.found.text in _SIGNS_OF_TESTS
    if last.text != "by" and not compares and here.is_whole(here.at, here.end, " "):
        return None  # the next piece is in the way
    if last.text == "group" and here.word:
        return None
    what, help_ = _WANTS_THERE.get((here.kind, last.text), _WANTS[last.text])
    return Finding(last.start, last.end, f"`{last.text}` needs {what} after it", help_)


def left_out(here: Here) -> Finding | None:
    """A name left out, so that the keyword after it was taken for one: ``by in west``."""
    if len(here.before) < 2 or here.last is None or here.last.text not in KEYWORDS:
        return None
    before, last = here.before[-2:]
    if before.text not in _WANTS or before.kind == "string" or before.text == "from":
        return None
    if here.word is None and here.found and here.found.kind == "sign" and last.text != "in":
        return None
    if not here.gets_on(last.start, last.start, "x "):
        return None
    what, help_ = _WANTS[before.text]
    return Finding(before.start, before.end, f"`{before.text}` needs {what} after it", help_)


def missing_sign(here: Here) -> Finding | None:
    """A keyword or sign that would make it whole if it stood before the error."""
    found = here.found
    if found is None or here.ends or len(here.tokens) < 2:
        return None
    fixed = {name: SIGNS.get(name, name.lower()) for name in here.accepts}
    fixed.pop("NEEDS", None)  # ``needs_left_out`` knows when it would make sense
    wanted = {name: text for name, text in fixed.items() if name in SIGNS or text in KEYWORDS}
    whole = [
        name for name, text in wanted.items() if here.is_whole(here.at, here.at, f"{text} ")
    ] or [name for name, text in wanted.items() if here.gets_on(here.at, here.at, f"{text} ")]
    shown = found.text
    if set(whole) >= _COMPARISONS:
        message = f"A comparison is missing before `{shown}`"
        help_ = "Write `=`, or another comparison, between the two"
        return Finding(found.start, found.end, message, help_, "= ", (here.at, here.at))
    if "COMMA" in whole and here.last and here.last.kind == found.kind:
        whole = ["COMMA"]
    if "AND" in whole:
        whole = [name for name in whole if name != "OR"]
    if not whole or len(whole) > 3:
        return None
    signs = sorted((fixed[name] for name in whole), key=lambda sign: (sign != "by", sign))
    message = f"{_either(signs)} is missing before `{shown}`"
    help_ = f"Write `{signs[0]}`" if len(signs) == 1 else "Write the one that is meant"
    sure = len(signs) == 1 and here.is_whole(here.at, here.at, f"{signs[0]} ")
    mend = f"{signs[0]} " if sure else None
    return Finding(found.start, found.end, message, help_, mend, (here.at, here.at))


def missing_earlier(here: Here) -> Finding | None:
    """A word that is missing before the piece that was read last, which was taken for a name."""
    last = here.last
    if last is None or last.kind != "word" or here.kind not in ("record", "table"):
        return None
    alone = last in here.item[:1]
    fitting = {
        "=": here.text[here.at : here.at + 1] == "(" and not alone,
        "key": last.text in MATCH_KINDS and not alone,
        "hit": last.text in POLICIES and alone,
        "covers": last.text == "all" and alone,
    }
    for word, fits in fitting.items():
        if fits and here.gets_on(last.start, last.start, f"{word} "):
            message = f"`{word}` is missing before `{last.text}`"
            cut = (last.start, last.start)
            return Finding(last.start, last.end, message, f"Write `{word}`", f"{word} ", cut)
    return None


def no_name(here: Here) -> Finding | None:
    """A column without a name: ``key exact``, ``assignee``."""
    item = here.item
    if here.kind != "table" or not item:
        return None
    if item[0].text == "key" and len(item) > 1 and item[1].text in MATCH_KINDS:
        message, help_ = "This key has no name", f"Write `NAME key {item[1].text}`"
        return Finding(item[0].start, item[1].end, message, help_)
    if len(item) == 1 and here.ends and item[0].text in (*TYPE_NAMES, "assignee"):
        message, help_ = "This column has no name", f"Write `NAME {item[0].text}`"
        return Finding(item[0].start, item[0].end, message, help_)
    return None


def stray(here: Here) -> Finding | None:
    """A piece without which all would be well."""
    last = here.last
    pieces = [here.found] if here.found and not here.ends else []
    odd = last is not None and (last.kind in ("sign", "other", "string") or here.ends)
    if last is not None and odd and last not in here.item[:1] and not here.leads(last):
        pieces.append(last)
    for token in pieces:
        if here.is_whole(token.start, token.end, " "):
            message = f"`{token.text}` does not belong here"
            return Finding(token.start, token.end, message, "Leave it out", " ")
    return None


def unfinished(here: Here) -> Finding | None:
    """A step, lookup or line that ends before it has said everything."""
    item = here.item
    if not item:
        return None
    by = next((token for token in reversed(item) if token.text == "by"), None)
    if by is not None and {"IN", "COMMA"} <= here.accepts and here.last:
        written = here.text[by.start : here.last.end]
        message = f"`{written}` does not say in which table"
        return Finding(by.start, here.last.end, message, f"Write `{written} in TABLE`")
    if here.kind == "route" and item[0].kind == "string" and "ARROW" in here.accepts and here.ends:
        return _lacks(item[0], f"The step {_ticked(item[0])} has no target", f"{_arrow()}")
    if here.kind == "assume" and "WHEN" in here.accepts and here.ends and here.last:
        message = "This assumption does not say when it holds"
        help_ = "Write `when` and a condition after it"
        return Finding(here.tokens[0].start, here.last.end, message, help_)
    if here.kind == "roster" and "STRING" in here.accepts and here.last:
        message = f"The line `{here.last.text}` names no sheet"
        return _lacks(here.last, message, f'Write its title: `{here.last.text} "SHEET"`')
    if here.kind == "route" and {"STRING", "GROUP"} <= here.accepts and here.begins_line:
        assert here.found is not None
        message = "A step begins with its name"
        return _lacks(here.found, message, 'Write a name in double quotes before it: `"NAME"`')
    return None


def _lacks(token: Token, message: str, help_: str) -> Finding:
    return Finding(token.start, token.end, message, help_)


def _arrow() -> str:
    return 'Write `->` and who gets the record, such as `-> queue "NAME"`'


def _ticked(token: Token) -> str:
    return f"`{token.text}`"


def _either(signs: list[str]) -> str:
    return " or ".join(f"`{sign}`" for sign in signs)
