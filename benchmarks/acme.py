"""The example framework and its sample leads."""

from __future__ import annotations

import csv
import shutil
from datetime import UTC, datetime
from pathlib import Path

from dsl import Framework, load
from sheets_adapter import open_workbook

Lead = dict[str, str]

FOLDER = Path(__file__).parent.parent / "examples" / "acme"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
"""The clock of every decision, so that each run decides alike."""


def acme_framework() -> Framework:
    """The example framework over its workbook."""
    return load(FOLDER / "acme.route", open_workbook(FOLDER / "workbook"))


def without_limits(folder: Path) -> Path:
    """A copy of the example in ``folder`` whose reps work day and night, with caps of a million.

    A benchmark brings more leads in a second than they take in a year, and at any hour.
    """
    copy = Path(shutil.copytree(FOLDER, folder / "acme"))
    for title in ("Reps", "Pool members"):
        sheet = copy / "workbook" / f"{title}.csv"
        with sheet.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        with sheet.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(
                {name: _NO_LIMIT.get(name, text) if text else text for name, text in row.items()}
                for row in rows
            )
    return copy


_NO_LIMIT = {"hours": "Mon-Sun 00:00-24:00", "daily cap": "1000000", "open cap": "1000000"}


def acme_leads() -> list[Lead]:
    """The 200 sample leads, as exported by two CRMs: column names and texts, blank ones too."""
    leads: list[Lead] = []
    for name in ("salesforce.csv", "hubspot.csv"):
        with (FOLDER / "leads" / name).open(encoding="utf-8", newline="") as lines:
            leads += csv.DictReader(lines)
    return leads


def unseen_leads(leads: list[Lead], number: int) -> list[Lead]:
    """The same leads from people, companies and with comments that no other ``number`` has.

    What repeats in any stream of leads (places, industries, sizes, languages) stays as it is; a
    domain keeps its ending, so nearly all take the same way.
    """
    return [
        {name: _unseen(name, text, f"{number}x{at}") for name, text in lead.items()}
        for at, lead in enumerate(leads)
    ]


def _unseen(name: str, text: str, mark: str) -> str:
    if name in ("Email", "email") and "@" in text:
        before, _, domain = text.partition("@")
        return f"{before}@{mark}.{domain}"
    if text and name in ("Company", "company", "Account Name", "Comments", "comments"):
        return f"{text} {mark}"
    return text
