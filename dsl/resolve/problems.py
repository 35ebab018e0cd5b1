"""Where the passes over a framework put what they find."""

from __future__ import annotations

from collections.abc import Iterable

from dsl import syntax
from dsl.diagnostics import Diagnostic, Severity, Span, did_you_mean, listed, quoted

_DECLARED = {"column", "field", "record", "table"}


class Problems:
    """Collects diagnostics; knows the text, for excerpts, and which names to keep quiet about."""

    def __init__(self, tree: syntax.Framework) -> None:
        self.found: list[Diagnostic] = []
        self._lines = tree.text.split("\n")
        self._unread = set(tree.unread)

    def error(self, code: str, at: syntax.Node | Span, message: str, help_: str = "") -> None:
        """Add an error."""
        self._add(code, "error", at, message, help_)

    def warning(self, code: str, at: syntax.Node | Span, message: str, help_: str = "") -> None:
        """Add a warning."""
        self._add(code, "warning", at, message, help_)

    def unknown(
        self, what: str, name: syntax.Name | syntax.Literal, known: Iterable[str], help_: str = ""
    ) -> str | None:
        """Add an error about a name that stands for nothing; the name that was probably meant.

        ``what`` is the kind of thing, such as ``table``; the code is ``unknown-table``. ``help_``
        is said when nothing is near. Nothing is said about a name whose declaration was unread.
        """
        choices = list(known)
        near = did_you_mean(name.text, choices)
        if self.is_unread(name.text) or (what in ("record", "table") and self.is_unread(what)):
            return near  # it may be what could not be read
        if near is not None:
            help_ = f"Did you mean {quoted(near)}?"
        elif not help_ and choices:
            help_ = f"Write {listed(choices)}"
            if what in _DECLARED:
                help_ = f"Declare it, or write {listed(choices)}"
        code = f"unknown-{what.replace(' ', '-')}"
        self.error(code, name, f"There is no {what} {quoted(name.text)}", help_)
        return near

    def is_unread(self, word: str) -> bool:
        """Whether the word stands in text that could not be read: nothing is known of it."""
        return word in self._unread

    def keep_quiet_about(self, name: str) -> None:
        """Something is wrong with what the name stands for, and told: no more of it elsewhere."""
        self._unread.add(name)

    def has(self, code: str) -> bool:
        """Whether there is a problem of this kind."""
        return any(problem.code == code for problem in self.found)

    def unique(
        self, what: str, names: Iterable[syntax.Name | syntax.Literal], help_: str = ""
    ) -> None:
        """Add an error for each name that stands a second time."""
        first: dict[str, syntax.Node] = {}
        for name in names:
            if name.text in first:
                line = first[name.text].span.line
                place = "on this line" if line == name.span.line else f"on line {line}"
                message = f"There is a {what} {quoted(name.text)} already, {place}"
                self.error("duplicate-name", name, message, help_ or "Rename one of the two")
            first.setdefault(name.text, name)

    def once(self, what: str, clauses: Iterable[syntax.Node], word: str) -> None:
        """Add an error for each clause after the first."""
        for clause in list(clauses)[1:]:
            message = f"This {what} has `{word}` twice"
            self.error("duplicate-clause", clause, message, "Keep one of the two")

    def _add(
        self, code: str, severity: Severity, at: syntax.Node | Span, message: str, help_: str
    ) -> None:
        span = at if isinstance(at, Span) else at.span
        excerpt = self._lines[span.line - 1] if span.line <= len(self._lines) else ""
        problem = Diagnostic(code, severity, message, help_, span, excerpt.rstrip("\r"))
        if problem not in self.found:
            self.found.append(problem)
