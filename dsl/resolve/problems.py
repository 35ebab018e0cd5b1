"""Where the passes over a framework put what they find."""

from __future__ import annotations

from collections.abc import Iterable

from dsl import syntax
from dsl.diagnostics import Diagnostic, Severity, Span, did_you_mean


class Problems:
    """Collects diagnostics; knows the text, for excerpts, and which words to keep quiet about."""

    def __init__(self, tree: syntax.Framework) -> None:
        self.found: list[Diagnostic] = []
        self._lines = tree.text.split("\n")
        self._unread = tree.unread

    def error(self, code: str, at: syntax.Node | Span, message: str, help_: str = "") -> None:
        """Add an error."""
        self._add(code, "error", at, message, help_)

    def warning(self, code: str, at: syntax.Node | Span, message: str, help_: str = "") -> None:
        """Add a warning."""
        self._add(code, "warning", at, message, help_)

    def unknown(
        self, what: str, name: syntax.Name | syntax.Literal, known: Iterable[str], help_: str = ""
    ) -> None:
        """Add an error about a name that stands for nothing, unless its declaration was unread.

        ``what`` is the kind of thing, such as ``table``; the code is ``unknown-table``.
        """
        if name.text in self._unread:
            return
        choices = list(known)
        near = did_you_mean(name.text, choices)
        if near is not None:
            help_ = f"Did you mean `{near}`?"
        elif not help_ and choices:
            shown = ", ".join(f"`{choice}`" for choice in choices[:12])
            more = ", …" if len(choices) > 12 else ""
            help_ = f"Known here: {shown}{more}"
        code = f"unknown-{what.replace(' ', '-')}"
        self.error(code, name, f"There is no {what} `{name.text}`", help_)

    def is_unread(self, word: str) -> bool:
        """Whether the word stands in text that could not be parsed."""
        return word in self._unread

    def unique(self, what: str, names: Iterable[syntax.Name | syntax.Literal]) -> None:
        """Add an error for each name that stands a second time."""
        first: dict[str, syntax.Node] = {}
        for name in names:
            if name.text in first:
                line = first[name.text].span.line
                message = f"A {what} `{name.text}` is already on line {line}"
                self.error("duplicate-name", name, message, "Rename one of the two")
            first.setdefault(name.text, name)

    def _add(
        self, code: str, severity: Severity, at: syntax.Node | Span, message: str, help_: str
    ) -> None:
        span = at if isinstance(at, Span) else at.span
        excerpt = self._lines[span.line - 1] if span.line <= len(self._lines) else ""
        self.found.append(Diagnostic(code, severity, message, help_, span, excerpt))
