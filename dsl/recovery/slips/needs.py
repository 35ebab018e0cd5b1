"""What goes wrong around ``needs``: the word left out, or in the wrong place."""

from __future__ import annotations

from dsl.recovery.here import Finding, Here, Token


def needs_too_early(here: Here) -> Finding | None:
    """``by zip in west needs "sql" -> owner``."""
    word = here.word
    arrow = next((token for token in here.after if token.text == "->"), None)
    if word is None or word.text != "needs" or here.kind != "route" or arrow is None:
        return None
    line_end = here.text.find("\n", arrow.end)
    target = [
        t for t in here.after if t.start >= arrow.start and (line_end < 0 or t.end <= line_end)
    ]
    if target[-1].text == "}":
        target.pop()
    end = target[-1].end
    needs = here.text[word.start : arrow.start].rstrip()
    meant = f"{here.text[arrow.start : end]} {needs}"
    one_line = "\n" not in here.text[word.start : end]
    mend = meant if one_line and here.is_whole(word.start, end, meant) else None
    if mend is None and not here.gets_on(word.start, arrow.start, ""):
        return None
    message = f"`{' '.join(needs.split())}` stands before the target"
    help_ = f"Write `{meant}`" if mend else "Write it after the target"
    return Finding(word.start, word.start + len(needs), message, help_, mend, (word.start, end))


def needs_left_out(here: Here) -> Finding | None:
    """``-> owner "sql"``, ``-> owner, "sql"`` and ``-> pool west language``."""
    arrow = max((i for i, t in enumerate(here.item) if t.text == "->"), default=None)
    target = here.item[arrow + 1 :] if arrow is not None else ()
    if here.kind != "route" or not target or target[0].text in ("queue", "rep", "keep"):
        return None
    return _before_text(here, target) or _comma_for_needs(here) or _before_field(here, target)


def _before_text(here: Here, target: tuple[Token, ...]) -> Finding | None:
    """The text behind the target or its needs was read as the name of a next step."""
    last = here.last
    if last is None or last.kind != "string" or here.leads(last) or "ARROW" not in here.accepts:
        return None
    word = "," if any(token.text == "needs" for token in target[1:]) else "needs"
    if word == "needs" and target[-2].kind == "string":
        return None  # of two texts in a row either may be the name of the pool
    if not here.gets_on(last.start, last.start, f"{word} "):
        return None
    message, cut = f"`{word}` is missing before `{last.text}`", (last.start, last.start)
    return Finding(last.start, last.end, message, f"Write `{word}`", f"{word} ", cut)


def _comma_for_needs(here: Here) -> Finding | None:
    last, found = here.last, here.found
    if last is None or last.text != "," or found is None or found.kind != "string":
        return None
    if here.begins_line or not here.gets_on(last.start, last.end, " needs"):
        return None
    help_ = f"Write `needs {found.text}`, without the comma"
    cut = (last.start, last.end)
    return Finding(found.start, found.end, _missing_before(found), help_, " needs", cut)


def _before_field(here: Here, target: tuple[Token, ...]) -> Finding | None:
    word = here.word
    if word is None or "NEEDS" not in here.accepts or "COMMA" in here.accepts:
        return None
    if here.begins_line or not here.is_whole(word.start, word.start, "needs "):
        return None
    help_ = "Write `needs`"
    if target[0].text == "pool":
        name = here.text[target[1].start : word.end]
        help_ = f'Write it, or `"{name}"` if that is the name of the pool'
    return Finding(word.start, word.end, _missing_before(word), help_)


def _missing_before(token: Token) -> str:
    return f"`needs` is missing before `{token.text}`"
