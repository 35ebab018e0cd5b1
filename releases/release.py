"""A release: one framework with one state of its tables, named by their content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

from assignment.teams import Teams
from dsl import Framework, Sheet
from history.deciding import Ruling


@dataclass(frozen=True, slots=True)
class Release:
    """What decisions are made with, and what they name as the reason they came out as they did.

    ``id`` follows from the content (``r-`` and 12 hexadecimal digits), so every replica that
    reads the same texts names the same release. The versions are ``sha256:…``; ``activated_at`` is
    an aware UTC time; ``locale`` is that of the cells. ``ruling`` is the release as decisions are
    made by it.
    """

    id: str
    framework: Framework
    framework_version: str
    workbook_version: str
    activated_at: datetime
    locale: str = "en_US"
    ruling: Ruling = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ruling = Ruling(self.framework, Teams.of(self.framework), self.public())
        object.__setattr__(self, "ruling", ruling)

    def sheets(self) -> tuple[Sheet, ...]:
        """What the tables and the people were read from."""
        tables = (table.sheet for table in self.framework.tables.values())
        return (*tables, *self.framework.roster.sheets)

    def public(self) -> dict[str, str]:
        """The ``release`` object of decisions and of ``GET /v1/release``."""
        return {
            "id": self.id,
            "framework": self.framework_version,
            "workbook": self.workbook_version,
            "activated_at": utc_text(self.activated_at),
        }


def release_id(framework: Framework, framework_version: str, workbook_version: str) -> str:
    """The short content name of a release: ``r-`` and 48 bits of a hash of all that decides.

    Traces hold the name of the framework's file and links to the sheets, so these count, too.
    """
    links = sorted((name, table.sheet.link) for name, table in framework.tables.items())
    content = [framework_version, workbook_version, framework.structure.file, links]
    return "r-" + hashlib.sha256(repr(content).encode()).hexdigest()[:12]


def changed_tables(before: Release | None, after: Release | None) -> tuple[str, ...]:
    """Tables of ``after`` that ``before`` has not, or has in another version."""
    old = {} if before is None else before.framework.tables
    new = {} if after is None else after.framework.tables
    return tuple(
        name for name, table in new.items() if name not in old or old[name].version != table.version
    )


def utc_text(time: datetime) -> str:
    """RFC 3339 in UTC to the second: ``2026-11-22T00:00:00Z``."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
