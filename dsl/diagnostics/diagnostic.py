"""One problem, as a value: passes collect them, nothing raises in the middle of a pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from dsl.diagnostics.place import CellRef, Span

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A problem with a stable ``code``, one plain sentence and what to do about it.

    ``code`` is one of ``CODES``. ``message`` and ``help`` are written without a closing full stop;
    ``str`` adds it. ``excerpt`` is the offending text: the line of the framework on which the place
    begins, or the text of the cell. ``witness`` is a record that shows the problem, by field name,
    where there is one; equal diagnostics may be told by it, but not in a hash.
    """

    code: str
    severity: Severity
    message: str
    help: str
    where: Span | CellRef | None = None
    excerpt: str = ""
    witness: Mapping[str, Any] | None = field(default=None, hash=False)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where is not None else ""
        return f"{place}{self.code}: {sentences(self)}"


def sentences(diagnostic: Diagnostic) -> str:
    """The message and the help as whole sentences, on one line."""
    written = [text for text in (diagnostic.message, diagnostic.help) if text]
    return " ".join(text if text.endswith("?") else f"{text}." for text in written)
