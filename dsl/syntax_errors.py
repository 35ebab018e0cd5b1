"""What a syntax error means to the person who made it: what was meant, and what to write."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from dsl.diagnostics import Diagnostic, Span, did_you_mean

# Signs that other languages use; at the error, or one character before it.
_FOREIGN_SIGNS = {
    "==": ("`==` is not a comparison here", "Write one `=`"),
    "=>": ("`=>` is not a sign of the language", "Write `->` before a target, `>=` to compare"),
    "=<": ("`=<` is not a comparison", "Write `<=`"),
    "<>": ("`<>` is not a comparison", "Write `!=`"),
    "&&": ("`&&` is not a sign of the language", "Write `and`"),
    "||": ("`||` is not a sign of the language", "Write `or`"),
    "//": ("`//` does not begin a comment", "Begin a comment with `#`"),
    "--": ("`--` does not begin a comment", "Begin a comment with `#`"),
    ";": ("`;` is not needed", "Leave it out: a step or field ends where the next one begins"),
    ":": ("`:` is not a sign of the language", "Leave it out: a name is followed by its type"),
    "'": ("A text stands in double quotes", 'Write "…"'),
    "\u201c": ("A text stands in straight double quotes", 'Write "…"'),
    "\u201d": ("A text stands in straight double quotes", 'Write "…"'),
    "!": ("`!` is not a sign of the language", "Write `not`"),
}
_FOREIGN_WORDS = {
    "else": "otherwise",
    "default": "otherwise",
    "if": "when",
    "where": "when",
    "null": "missing",
    "empty": "missing",
    "via": "by",
    "using": "by",
}
_KINDS = {
    "NAME": "a name",
    "STRING": 'a text in double quotes, such as "Email"',
    "NUMBER": "a number",
    "DATE": "a date",
    "DURATION": "a duration, such as 4h or 30m",
}
_SIGNS = {
    "ARROW": "->",
    "RANGE": "..",
    "EQUAL": "=",
    "NOT_EQUAL": "!=",
    "LESS_EQUAL": "<=",
    "LESS": "<",
    "MORE_EQUAL": ">=",
    "MORE": ">",
    "LBRACE": "{",
    "RBRACE": "}",
    "LPAR": "(",
    "RPAR": ")",
    "COMMA": ",",
}
_COMPARISONS = {"EQUAL", "NOT_EQUAL", "LESS_EQUAL", "LESS", "MORE_EQUAL", "MORE"}
_OPERATORS = {"IN", "IS", "STARTS", "ENDS", "CONTAINS"}
_VALUES = {"NAME", "STRING", "NUMBER", "DATE"}
_DECLARATIONS = {"FRAMEWORK", "RECORD", "ROSTER", "TABLE", "ASSUME", "SLA", "ROUTE"}
_KEYWORDS = (
    "from default private required key optional column covers effective hit when by "
    "otherwise group within except region starts contains present missing"
).split()
_KEY_SLIP = re.compile(
    r"^[ \t]*[A-Za-z_]\w*[ \t]+(?!key\b)(?P<word>[A-Za-z_]\w*)[ \t]+"
    r"(?:exact|range|prefix|suffix|alphabet|phrase|account)\b",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class _Finding:
    start: int
    end: int
    message: str
    help: str


def describe(
    error: UnexpectedInput, piece: str, file: str, original: str | None = None
) -> Diagnostic:
    """The diagnostic of the first error in ``piece``; ``original`` is the text it was cut from."""
    finding = _find(error, piece)
    text = original or piece
    return Diagnostic(
        "syntax",
        "error",
        finding.message,
        finding.help,
        span_of(text, finding.start, finding.end, file),
        text[text.rfind("\n", 0, finding.start) + 1 :].split("\n", 1)[0],
    )


def span_of(text: str, start: int, end: int, file: str) -> Span:
    """The span of ``text[start:end]``."""
    line, end_line = text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1
    column = start - (text.rfind("\n", 0, start) + 1) + 1
    end_column = end - (text.rfind("\n", 0, end) + 1) + 1
    return Span(file, line, column, end_line, end_column)


def _find(error: UnexpectedInput, piece: str) -> _Finding:
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return _unfinished(error, piece)
    at = error.pos_in_stream or 0
    expected = _expected(error)
    before = _word_before(piece, at)
    word = re.compile(r"[A-Za-z_]\w*").match(piece, at)
    if (slip := _KEY_SLIP.search(piece)) and did_you_mean(slip["word"], ["key"], 0.5):
        return _misspelt(slip.start("word"), slip["word"], "key")
    if piece[at] == '"' and isinstance(error, UnexpectedCharacters):
        end = _end_of_line(piece, at)
        return _Finding(at, end, "This text is not closed", 'Add the closing `"` on the same line')
    for start in (at, at - 1):
        for sign, (message, help_) in _FOREIGN_SIGNS.items():
            if start >= 0 and piece.startswith(sign, start) and (start == at or len(sign) > 1):
                return _Finding(start, start + len(sign), message, help_)
    if word is not None:
        if (meant := _FOREIGN_WORDS.get(word[0])) and meant.upper() in expected:
            return _misspelt(at, word[0], meant)
        keywords = [name.lower() for name in expected if name not in _SIGNS and name not in _KINDS]
        if (meant := did_you_mean(word[0], keywords, 0.6)) and meant != word[0]:
            return _misspelt(at, word[0], meant)
    if before and before[0] not in _KEYWORDS:
        # `email email form "Email"`: the reader stumbles one word after the slip.
        if meant := did_you_mean(before[0], _KEYWORDS, 0.74):
            return _misspelt(before.start(), before[0], meant)
    if word is not None and isinstance(error, UnexpectedToken) and "NAME" in expected:
        return _Finding(
            at,
            word.end(),
            f"`{word[0]}` is a word of the language and cannot be a name here",
            "Choose another name",
        )
    return _unexpected(error, piece, at, expected)


def _unexpected(error: UnexpectedInput, piece: str, at: int, expected: set[str]) -> _Finding:
    length = len(error.token) if isinstance(error, UnexpectedToken) else 1
    help_ = f"Expected {_in_words(expected)}"
    before = re.search(r"\S+[ \t]*\s*\Z", _without_comments(piece[:at]))
    starts_line = not piece[piece.rfind("\n", 0, at) + 1 : at].strip()
    if starts_line and before and "RBRACE" not in expected and not _DECLARATIONS <= expected:
        # What stands on the line before is not finished: that is the place to mend.
        last = before[0].strip()
        message = f"`{last}` needs something after it"
        return _Finding(before.start(), before.start() + len(last), message, help_)
    return _Finding(at, at + length, f"`{piece[at : at + length]}` does not fit here", help_)


def _unfinished(error: UnexpectedToken, piece: str) -> _Finding:
    written = _without_comments(piece).rstrip()
    if not written:
        return _Finding(0, 1, "The file says nothing", "Begin with `framework NAME`")
    start = len(written) - len(written.lstrip())
    header = re.compile(r"[^\n{]*").match(piece, start)
    title = header[0].strip() if header else ""
    outside = re.sub(r'"(?:\\.|[^"\\\n])*"', "", written)
    if outside.count("{") > outside.count("}"):
        help_ = "Add a `}` where it ends"
        return _Finding(start, start + len(title), f"`{title}` is never closed", help_)
    last = re.search(r"\S+\Z", written)
    at = last.start() if last else start
    help_ = f"Expected {_in_words(_expected(error))}"
    return _Finding(at, len(written), f"`{title}` ends too early", help_)


def _misspelt(at: int, word: str, meant: str) -> _Finding:
    message = f"`{word}` is not a word of the language here"
    return _Finding(at, at + len(word), message, f"Did you mean `{meant}`?")


def _expected(error: UnexpectedInput) -> set[str]:
    if isinstance(error, UnexpectedToken):
        names = set(error.accepts or error.expected)
    else:
        names = set(getattr(error, "allowed", None) or ())
    return names - {"COMMENT", "SPACE", "$END"}


def _in_words(expected: set[str]) -> str:
    """``a name, `from` or `}```: kinds first, keywords in the order of the alphabet, then signs."""
    rest = set(expected)
    words: list[str] = []
    if rest >= _DECLARATIONS:
        words.append("a declaration (framework, record, roster, table, assume, sla, route)")
        rest -= _DECLARATIONS
    if rest >= _COMPARISONS | _OPERATORS:
        words.append("a comparison (=, <, in, is present, starts with, …)")
        rest -= _COMPARISONS | _OPERATORS | {"NOT"}
    if rest >= _VALUES:
        words.append("a value")
        rest -= _VALUES
    words += [_KINDS[name] for name in _KINDS if name in rest]
    words += [f"`{name.lower()}`" for name in sorted(rest - set(_KINDS) - set(_SIGNS))]
    words += [f"`{sign}`" for name, sign in _SIGNS.items() if name in rest]
    if len(words) < 2:
        return "".join(words) or "the end of the file"
    return ", ".join(words[:-1]) + " or " + words[-1]


def _word_before(piece: str, at: int) -> re.Match[str] | None:
    return re.search(r"[A-Za-z_]\w*(?=\s*\Z)", _without_comments(piece[:at]))


def _without_comments(text: str) -> str:
    return re.sub(r"#[^\n]*", lambda found: " " * len(found[0]), text)


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
