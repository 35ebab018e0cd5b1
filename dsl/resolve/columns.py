"""Columns that are none: what a slip in a line of a table turns into.

A line needs no sign at its end, so a word too few or too many makes a column of what follows.
"""

from __future__ import annotations

from collections.abc import Iterator

from dsl import syntax
from dsl.diagnostics import did_you_mean, quoted
from dsl.model import MATCH_KINDS
from dsl.resolve.problems import Problems
from dsl.values import TYPE_NAMES

_ORDER = 'Keep to the order `NAME key KIND as TYPE or any column "HEADER"`'
# Words that go on with a column, and read as one when they come too late.
_CLAUSES = ("as", "or", "any", "column", "optional")
_POLICIES = ("unique", "first", "specific")
_TYPES = (*TYPE_NAMES, "assignee")

Column = syntax.KeyColumn | syntax.ValueColumn


def sound_columns(table: syntax.Table, problems: Problems) -> list[Column]:
    """The columns that are meant as such; the others are told, and nothing is said of the table."""
    found: list[Column] = []
    for column, follows in _with_neighbours(table):
        sound = not isinstance(column, syntax.ValueColumn) or not _is_told(
            column, follows, problems
        )
        if sound:
            found.append(column)
        else:
            problems.keep_quiet_about(table.name.text)
            problems.keep_quiet_about(column.name.text)
    return found


def _with_neighbours(table: syntax.Table) -> Iterator[tuple[Column, bool]]:
    """Each column, and whether another item of the table stands before it on its line."""
    items = (*table.columns, *table.hits, *table.covers, *table.effective)
    for column in table.columns:
        at = (column.span.line, column.span.column)
        yield (
            column,
            any(
                item.span.end_line == at[0] and (item.span.line, item.span.column) < at
                for item in items
            ),
        )


def _is_told(column: syntax.ValueColumn, follows: bool, problems: Problems) -> bool:
    name = column.name.text
    type_ = column.type.name.text if isinstance(column.type, syntax.PlainType) else ""
    if follows and name in _CLAUSES:
        message = f"`{name}` stands too late in this line"
        problems.error("clause-order", column.name, message, _ORDER)
    elif not type_ or did_you_mean(type_, _TYPES) is not None:
        return False
    elif type_ in MATCH_KINDS and name == "key":
        message = "This key has no name"
        problems.error("stray-words", column, message, f"Write `NAME key {type_}`")
    elif type_ in MATCH_KINDS:
        message = f"`key` is missing before `{type_}`"
        problems.error("stray-words", column.type, message, f"Write `{name} key {type_}`")
    elif column.name.span.line != column.type.span.line:
        # Two lines that read as one column: neither says what it is.
        message = f"The column `{name}` has no type"
        help_ = f"Write `{name} assignee`, or the type of its values"
        if name in _POLICIES:
            message, help_ = f"`hit` is missing before `{name}`", f"Write `hit {name}`"
        problems.error("stray-words", column.name, message, help_)
    elif type_ == "optional":
        message = f"The column `{name}` has no type"
        problems.error("stray-words", column.name, message, f"Write `{name} assignee optional`")
    elif name == "except" and follows:
        message = "`except` goes with `covers all` only"
        problems.error("clause-order", column.name, message, "List the values that are left")
    elif near := _keyword_before(name, type_, follows):
        message = f"`{name}` is not a word of the language here"
        problems.error("stray-words", column.name, message, f"Did you mean `{near}`?")
    elif follows:
        message = f"{quoted(f'{name} {type_}')} does not belong on this line"
        problems.error("stray-words", column, message, "Leave it out, or give it a line of its own")
    else:
        return False
    return True


def _keyword_before(name: str, type_: str, follows: bool) -> str | None:
    """The keyword that a name was meant for, going by what stands behind it."""
    keywords = {
        "hit": type_ in _POLICIES,
        "covers": type_ in ("all", "region"),
        "or": type_ == "any" and follows,
        "except": follows,
        "as": follows and type_ in _TYPES,
    }
    fitting = [word for word, fits in keywords.items() if fits]
    swapped = next((word for word in fitting if sorted(word) == sorted(name)), None)
    return swapped or did_you_mean(name, fitting)
