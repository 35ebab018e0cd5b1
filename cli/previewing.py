"""What a draft would do: worked out here against the database, or asked of a server."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cli.failures import CouldNotRun
from cli.framework import read_text
from cli.options import now
from cli.reaching import AtServer
from cli.replay import sealer_of
from cli.serve import DATABASE
from cli.settings import Settings
from dsl import Workbook
from history import Store, StoreError, open_store
from history.journal import Contents
from releases import candidate
from releases.draft import NoDraft, preview
from releases.gates import Gates
from releases.kept import NotKept, restore
from releases.release import Release
from server.releases import preview_view
from sheets_adapter import SourceError, open_workbook


def preview_at(server: str, at: datetime | None) -> dict[str, Any]:
    """The draft of a server, as its API gives it. Raises ``CouldNotRun``."""
    query = "" if at is None else f"?at={quote(at.isoformat(), safe='')}"
    return AtServer(server).get(f"draft{query}")


def preview_here(settings: Settings, tables: str | None, at: datetime | None) -> dict[str, Any]:
    """The same, without a server. Raises ``CouldNotRun``."""
    draft, prefix = tables or settings.get("draft"), settings.get("draft_prefix", "")
    if tables is not None:
        prefix = ""
    drafted = _read(settings, draft or settings.tables)
    text = candidate.read_text(read_text(settings.framework), settings.framework.name)
    try:
        store = open_store(settings.get("database_url", DATABASE), read_only=True)
        try:
            gates = _gates(settings, store)
            found = preview(text, drafted, prefix, _live(store), gates, now(), at)
        finally:
            store.close()
    except (StoreError, NotKept) as error:
        raise CouldNotRun(str(error)) from error
    except NoDraft as error:
        raise CouldNotRun(str(error), "Name one so, or give --tables") from error
    return preview_view(found)


def _live(store: Store) -> Release:
    live = store.live_release()
    if live is None:
        raise CouldNotRun("nothing has been live yet", "Start the service once: routebook serve")
    return restore(store, live.id)


def _gates(settings: Settings, store: Store) -> Gates:
    contents = Contents(sealer_of(settings))
    default = Gates()
    return Gates(
        goldens=settings.get("goldens", default.goldens),
        folder=settings.goldens_folder,
        max_moved=settings.get("max_moved"),
        impact_records=settings.get("impact_records", default.impact_records),
        store=store,
        contents=contents,
    )


def _read(settings: Settings, tables: str | Path) -> Workbook:
    try:
        return open_workbook(tables, settings.locale, settings.google)
    except SourceError as error:
        raise CouldNotRun(error.message, error.help) from error
