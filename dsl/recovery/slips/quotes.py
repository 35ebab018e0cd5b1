"""Quoted texts: other quotation marks, none, or one too few."""

from __future__ import annotations

import re

from dsl.recovery.here import Finding, Here
from dsl.recovery.layout import without_comments
from dsl.recovery.slips.words import KEYWORDS

_PAIRS = {"'": "'", "`": "`", "‘": "’'", "’": "’'", "“": "”“\"", "”": "”\"", "„": "“”", "«": "»",
          "»": "«", "‹": "›"}  # fmt: skip
_ESCAPE = re.compile(r'"(?:\\["\\]|[^"\\\n])*(\\[^"\\\n])[^"\n]*"')
_BARE = re.compile(r"[^\s\"{}(),]+")


def foreign_quotes(here: Here) -> Finding | None:
    """``'State'`` and ``“State”``."""
    sign = here.text[here.at : here.at + 1]
    if sign not in _PAIRS or not here.unreadable:
        return None
    line = here.text[here.at : _line_end(here.text, here.at)]
    closing = next((i for i, c in enumerate(line) if i and c in _PAIRS[sign]), None)
    if closing is None or '"' in line[1:closing]:
        message = f"`{sign}` is not a quotation mark of the language"
        return Finding(here.at, here.end, message, 'Write `"` at both ends of a text')
    written = line[: closing + 1]
    meant = f'"{line[1:closing]}"'
    message = f"`{written}` is not in straight double quotes"
    return Finding(here.at, here.at + len(written), message, f"Write `{meant}`", meant)


def escape(here: Here) -> Finding | None:
    """A backslash that makes nothing of what follows it."""
    found = _ESCAPE.match(here.text, here.at) if here.unreadable else None
    if found is None:
        return None
    message = f"`{found[1]}` means nothing in a text"
    help_ = 'Write `\\\\` for a backslash; only `"` and the backslash itself may follow one'
    doubled = re.sub(r'\\(?!["\\])', r"\\\\", found[0])
    return Finding(found.start(1), found.end(1), message, help_, doubled, found.span())


def unclosed_text(here: Here) -> Finding | None:
    """A line with a quotation mark that has no partner."""
    start = here.text.rfind("\n", 0, here.at) + 1
    end = _line_end(here.text, here.at)
    line = without_comments(here.text[start:end])
    if (line.count('"') - line.count('\\"')) % 2 == 0:
        return None
    end = start + len(line.rstrip())
    below = here.text[_line_end(here.text, here.at) :].lstrip("\n").split("\n")[0]
    if below.count('"') % 2 and not below.lstrip().startswith('"'):
        message, help_ = "A text goes on over the end of its line", "Write it on one line"
        return Finding(start + line.rindex('"'), end, message, help_)
    if here.text[here.at] == '"' and here.unreadable:
        message, help_ = "This text is not closed", 'Write `"` at its end, on the same line'
        closes = here.gets_on(here.at, end, here.text[here.at : end] + '"')
        return Finding(here.at, end, message, help_, '"' if closes else None, (end, end))
    begin = start + len(line) - len(line.lstrip())
    message = "One of the texts on this line is not closed"
    return Finding(begin, end, message, 'Write `"` at both ends of each')


def bare_text(here: Here) -> Finding | None:
    """A text without its quotes."""
    found = _BARE.match(here.text, here.at)
    fits = here.word is not None and here.word.text not in KEYWORDS and "STRING" in here.accepts
    if found is None or not fits:
        return None
    meant = f'"{found[0]}"'
    if not here.is_whole(*found.span(), meant):
        return None
    message = f"`{found[0]}` needs double quotes"
    return Finding(*found.span(), message, f"Write `{meant}`", meant)


def bare_address(here: Here) -> Finding | None:
    """``-> ana@acme.example``, and the same in quotes."""
    start = here.last.start if here.last and here.text[here.at : here.at + 1] == "@" else here.at
    found = re.compile(r'"?[^\s"@]+@[^\s"@{}]+"?').match(here.text, start)
    if found is None:
        return None
    written = found[0].strip('"')
    meant = f'rep "{written}"'
    if here.kind != "route" or not here.is_whole(*found.span(), meant):
        return None
    message = f"`{found[0]}` does not say that it is a rep"
    return Finding(*found.span(), message, f"Write `{meant}`", meant)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
