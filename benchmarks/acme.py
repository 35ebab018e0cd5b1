"""The example framework and its sample leads."""

from __future__ import annotations

import csv
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


def acme_leads() -> list[Lead]:
    """The 200 sample leads, as exported by two CRMs: column names and texts, blank ones too."""
    leads: list[Lead] = []
    for name in ("salesforce.csv", "hubspot.csv"):
        with (FOLDER / "leads" / name).open(encoding="utf-8", newline="") as lines:
            leads += csv.DictReader(lines)
    return leads
