"""What was measured, as one table for people and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec
from rich import box
from rich.console import Console
from rich.table import Table

Better = Literal["lower", "higher"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report.

    ``limit`` is what it must reach and ``aim`` what it should; both None when it is only told.
    """

    what: str
    measured: float
    unit: str
    limit: float | None = None
    aim: float | None = None
    better: Better = "lower"

    @property
    def mark(self) -> str:
        """``missed``, ``reached``, ``aim reached`` where there is an aim, or empty."""
        if self.limit is None:
            return ""
        if not self._reaches(self.limit):
            return "missed"
        return "aim reached" if self.aim is not None and self._reaches(self.aim) else "reached"

    @property
    def wanted(self) -> str:
        """The limit and the aim in words."""
        if self.limit is None:
            return ""
        sign = "≤" if self.better == "lower" else "≥"
        aim = "" if self.aim is None else f", aim {_shown(self.aim, self.unit)}"
        return f"{sign} {_shown(self.limit, self.unit)}{aim}"

    def _reaches(self, bound: float) -> bool:
        return self.measured <= bound if self.better == "lower" else self.measured >= bound


@dataclass(frozen=True, slots=True)
class Skipped:
    """A part that could not be measured, and why."""

    what: str
    reason: str


Line = Finding | Skipped


def print_report(lines: Sequence[Line], console: Console) -> None:
    """The table: what, measured, wanted, mark. Skipped parts are in it too."""
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("what", overflow="fold")
    table.add_column("measured", justify="right", no_wrap=True)
    table.add_column("wanted", no_wrap=True)
    table.add_column("mark", no_wrap=True)
    for line in lines:
        if isinstance(line, Skipped):
            table.add_row(line.what, "skipped", "", line.reason)
        else:
            style = "red" if line.mark == "missed" else ""
            measured = _shown(line.measured, line.unit)
            table.add_row(line.what, measured, line.wanted, line.mark, style=style)
    console.print(table)


def write_json(lines: Sequence[Line], file: Path) -> None:
    """All lines as a JSON list; a finding has ``mark`` beside its own fields."""
    document: list[dict[str, Any]] = []
    for line in lines:
        marked = {"mark": line.mark} if isinstance(line, Finding) else {"mark": "skipped"}
        document.append(asdict(line) | marked)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")


def _shown(number: float, unit: str) -> str:
    digits = 0 if number >= 1_000 else 1 if number >= 100 else 2
    return f"{number:,.{digits}f}{'' if unit == '×' else ' '}{unit}"
