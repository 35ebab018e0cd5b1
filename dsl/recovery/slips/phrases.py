"""Turns of phrase that the language has another way of saying."""

from __future__ import annotations

import re

from dsl.diagnostics.suggest import nearest
from dsl.recovery.here import Finding, Here
from dsl.recovery.slips.words import KEYWORDS, POLICIES

_IS_NOT = re.compile(r"is\s*not\s+(present|missing|null|none|empty|blank|set)\b")
_IS = re.compile(r"is(\s*not)?\b")
_OPTIONAL = re.compile(r"optional\s+([A-Za-z_]\w*)")
# After these several values may stand.
_LISTS = ("in", "except", "of", "from", "needs")
_CLAUSES = ("from", "default", "private", "required", "optional", "column")


def negated_is(here: Here) -> Finding | None:
    """``is not missing``, ``isnot missing``, ``is not CA`` and ``is CA``."""
    words = [token for token in here.before[-2:] if token.text == "is"]
    if words and {"PRESENT", "MISSING"} & here.accepts:
        start = words[-1].start
    elif here.word and here.word.text == "isnot" and "IS" in here.accepts:
        start = here.at
    else:
        return None
    if found := _IS_NOT.match(here.text, start):
        meant = "is missing" if found[1] in ("present", "set") else "is present"
        message = f"`{found[0]}` is not a comparison of the language"
        return Finding(*found.span(), message, f"Write `{meant}`", meant)
    found = _IS.match(here.text, start)
    if found is None:
        return None
    meant = "!=" if found[1] else "="
    if not here.gets_on(*found.span(), meant):
        return None
    message = f"`{found[0]}` does not compare values"
    return Finding(*found.span(), message, f"Write `{meant}`", meant)


def optional_first(here: Here) -> Finding | None:
    """``owner optional assignee``."""
    words = [token for token in here.item[-2:] if token.text == "optional"]
    found = _OPTIONAL.match(here.text, words[-1].start) if words else None
    if found is None or here.kind != "table":
        return None
    meant = f"{found[1]} optional"
    if not here.gets_on(*found.span(), meant):
        return None
    message = "`optional` stands before the type of the column"
    return Finding(words[-1].start, words[-1].end, message, f"Write `{meant}`", meant, found.span())


def no_type(here: Here) -> Finding | None:
    """A field or column without a type: the words of its clauses were taken for one."""
    item = here.item
    what = {"record": "field", "table": "column"}.get(here.kind)
    inside = any(token.text == "{" for token in here.before)
    if what is None or not inside or not item or item[0].kind != "word" or len(item) > 2:
        return None
    by_itself = len(item) == 1 and {"NAME", "ONE", "LIST"} <= here.accepts
    by_itself = by_itself and (here.ends or here.text[here.at] == "=")
    if by_itself and item[0].text in ("all", *POLICIES):
        return None  # no name, but the rest of a clause
    if by_itself and not here.ends and here.is_whole(here.at, here.end, " "):
        return None  # what stands in the way of the type is the slip
    if not by_itself and not (len(item) == 2 and item[1].text in _CLAUSES):
        return None
    name = item[0]
    help_ = f"Write it after the name: `{name.text} text`"
    if what == "column":
        help_ = f"Write `{name.text} key exact` for a key, `{name.text} assignee` for an assignee"
    return Finding(name.start, name.end, f"The {what} `{name.text}` has no type", help_)


def cover_exception(here: Here) -> Finding | None:
    """``covers 90001..96162 except 95000``."""
    near = [t for t in here.before[-2:] if t.kind == "word" and nearest(t.text, ("except",))]
    words = [token for token in near if token.text not in ("covers", "region")]
    if not words or "covers" not in [token.text for token in here.item]:
        return None
    message = "`except` goes with `covers all` only"
    help_ = "List what is left, with commas: `covers 90001..94999, 95001..96162`"
    return Finding(words[-1].start, words[-1].end, message, help_)


def half_effective(here: Here) -> Finding | None:
    """``effective from_day``."""
    item = here.item
    if len(item) != 2 or item[0].text != "effective" or "RANGE" not in here.accepts:
        return None
    message = "`effective` names one column, and it takes two"
    help_ = f"Write `effective {item[1].text} .. UNTIL_COLUMN`"
    return Finding(item[0].start, item[1].end, message, help_)


def bracketed_list(here: Here) -> Finding | None:
    """``in (CA, OR)`` and ``in [CA, OR]``."""
    found = re.compile(r"\(([^()\n]*)\)|\[([^\[\]\n]*)\]").match(here.text, here.at)
    if found is None or here.last is None or here.last.text not in _LISTS:
        return None
    inside = (found[1] or found[2] or "").strip()
    if not here.gets_on(*found.span(), inside):
        return None
    message = f"`{found[0]}` is a list in brackets"
    return Finding(*found.span(), message, f"Write `{inside}`, without them", inside)


def parentheses(here: Here) -> Finding | None:
    """One parenthesis too few or too many."""
    opened = [token.text for token in here.before if token.text in "()"]
    balanced = opened.count("(") == opened.count(")")
    if here.found and here.found.text == ")" and balanced:
        return Finding(here.at, here.end, "`)` closes nothing", "Leave it out", " ")
    if "RPAR" not in here.accepts:
        return None
    depth = 0
    for token in reversed(here.before):
        depth += (token.text == ")") - (token.text == "(")
        if depth < 0:
            end = here.last.end if here.last else here.at
            mend = ")" if here.gets_on(end, end, ")") else None
            message, help_ = "`(` is not closed", "Write `)` where it ends"
            if mend is None:
                return None
            return Finding(token.start, token.end, message, help_, mend, (end, end))
    return None


def lookup_before_guard(here: Here) -> Finding | None:
    """``by zip in west when state = CA``."""
    word = here.word
    if word is None or word.text != "when" or here.kind != "route":
        return None
    by = next((token for token in reversed(here.item) if token.text == "by"), None)
    arrow = next((token for token in here.after if token.text == "->"), None)
    if by is None or arrow is None:
        return None
    lookup = here.text[by.start : here.at].rstrip()
    guard = here.text[here.at : arrow.start].rstrip()
    meant = f"{guard} {lookup}"
    end = here.at + len(guard)
    mend = meant if "\n" not in meant and here.is_whole(by.start, end, meant) else None
    message = f"`{lookup}` stands before `when`"
    help_ = f"Write `{meant}`" if mend else "Write `when …` first, then `by …`"
    return Finding(by.start, end, message, help_, mend)


def step_without_name(here: Here) -> Finding | None:
    """A step or group that begins with its guard or its target."""
    if here.kind != "route" or here.found is None or "STRING" not in here.accepts:
        return None
    if here.found.text not in ("when", "by", "->", "{"):
        return None
    if here.last and here.last.text == "group":
        message, help_ = "This group has no name", 'Write `group "NAME"`'
        return Finding(here.last.start, here.last.end, message, help_)
    if "GROUP" not in here.accepts:
        return None
    message = "This step has no name"
    help_ = f'Write one in double quotes: `"NAME" {here.found.text} …`'
    return Finding(here.found.start, here.found.end, message, help_)


def keyword_as_name(here: Here) -> Finding | None:
    """A field or column called by a word that means something else where a name would stand."""
    for token in (*here.before[:0:-1][:4], *([here.word] if here.word else [])):
        first = here.leads(token) or token is here.word
        if (
            first
            and token.text in KEYWORDS
            and here.gets_on(token.start, token.end, f"{token.text}_")
        ):
            message = f"`{token.text}` is a word of the language and cannot be a name here"
            return Finding(token.start, token.end, message, "Choose another name")
    return None
