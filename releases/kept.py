"""Releases as they are kept: texts by their content, from which the same release can be made again.

What is kept is what decides: the framework text, the sheet of each table (of a held one its last
good version), and the sheets of the roster.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from dsl import FrameworkError, Sheet, Workbook, build, read_structure
from dsl.model import TableSchema
from dsl.roster import Roster
from dsl.tables.typing import Typed, type_table
from history import Store, StoredRelease
from releases.release import Release

_FRAMEWORK = "framework"
_TABLE = "table "
_ROSTER = "roster "


class NotKept(Exception):
    """A release that the store does not have, or not whole."""


class _Body(msgspec.Struct):
    """What is told of a release besides its texts."""

    file: str
    framework: str
    workbook: str
    locale: str
    activated_at: datetime


class _KeptSheet(msgspec.Struct):
    title: str
    rows: list[list[str]]
    link: str


def keep(store: Store, release: Release) -> None:
    """Store a release, and say that it is live. Raises ``StoreError``."""
    framework = release.framework
    parts = {_FRAMEWORK: framework.structure.text.encode(errors="surrogatepass")}
    for name, table in framework.tables.items():
        parts[_TABLE + name] = _encoded(table.sheet)
    for sheet in framework.roster.sheets:
        parts[_ROSTER + sheet.title] = _encoded(sheet)
    body = _Body(
        framework.structure.file,
        release.framework_version,
        release.workbook_version,
        release.locale,
        release.activated_at,
    )
    store.save_release(release.id, parts, msgspec.json.encode(body), release.activated_at)
    with store.transaction() as work:
        work.activate(release.id, release.activated_at)


def versions(kept: StoredRelease) -> tuple[str, str]:
    """The framework version and the workbook version of a kept release."""
    body = msgspec.json.decode(kept.body, type=_Body)
    return body.framework, body.workbook


def restore(store: Store, release_id: str) -> Release:
    """Make a kept release again. Raises `NotKept`, and ``StoreError``."""
    found = store.release(release_id)
    if found is None:
        raise NotKept(f"there is no release {release_id}")
    contents: dict[str, bytes] = {}
    for part, content_hash in found.parts.items():
        content = store.content(content_hash)
        if content is None:
            raise NotKept(f"the release {release_id} has lost its {part}")
        contents[part] = content
    body = msgspec.json.decode(found.body, type=_Body)
    text = contents[_FRAMEWORK].decode(errors="surrogatepass")
    structure, problems = read_structure(text, body.file)
    if structure is None:
        raise NotKept(f"this version does not read the framework of {release_id}: {problems[0]}")
    tables = _sheets(contents, _TABLE)
    people = tuple(_sheets(contents, _ROSTER).values())

    def typed(schema: TableSchema, workbook: Workbook, roster: Roster) -> Typed:
        """Each table from its own sheet: a held one may be older than others of that title."""
        own = Workbook((tables[schema.name],), body.locale)
        return type_table(schema, own, roster)

    try:
        framework = build(structure, Workbook(people, body.locale), typed=typed)
    except FrameworkError as error:
        first = error.diagnostics[0]
        raise NotKept(f"this version does not build {release_id}: {first}") from error
    return Release(
        release_id, framework, body.framework, body.workbook, body.activated_at, body.locale
    )


def _encoded(sheet: Sheet) -> bytes:
    rows = [list(row) for row in sheet.rows]
    return msgspec.json.encode(_KeptSheet(sheet.title, rows, sheet.link))


def _sheets(contents: dict[str, Any], prefix: str) -> dict[str, Sheet]:
    """The sheets of the parts whose names begin so, by the rest of the name."""
    found = {}
    for part, content in contents.items():
        if part.startswith(prefix):
            kept = msgspec.json.decode(content, type=_KeptSheet)
            rows = tuple(tuple(row) for row in kept.rows)
            found[part.removeprefix(prefix)] = Sheet(kept.title, rows, kept.link)
    return found
