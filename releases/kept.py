"""Releases as they are kept: texts by their content, from which the same release can be made again.

What is kept is what decides: the framework text, the sheet of each table (of a held one its last
good version), and the sheets of the roster.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from dsl import Framework, FrameworkError, Sheet, Workbook, build, read_structure
from dsl.build import TypeTable
from dsl.gently import portions
from dsl.model import TableSchema
from dsl.roster import Roster
from dsl.tables.typing import Typed, type_table
from history import StoredRelease
from history.kept import content_hash
from releases.release import Release
from releases.shelf import Shelf

FRAMEWORK = "framework"
TABLE = "table "
ROSTER = "roster "
"""How the names of the parts of a release begin: its text, its tables, the sheets of people."""


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
    rows: tuple[tuple[str, ...], ...]
    link: str


def parts_of(framework: Framework) -> dict[str, bytes]:
    """The contents that a framework can be made of again, by the names of the parts."""
    parts = {FRAMEWORK: framework.structure.text.encode(errors="surrogatepass")}
    for name, table in framework.tables.items():
        parts[TABLE + name] = _encoded(table.sheet)
    for sheet in framework.roster.sheets:
        parts[ROSTER + sheet.title] = _encoded(sheet)
    return parts


def hashes_of(framework: Framework) -> dict[str, str]:
    """The hashes of those contents, as a kept release has them."""
    return {part: content_hash(data) for part, data in parts_of(framework).items()}


def keep(shelf: Shelf, release: Release) -> None:
    """Keep a release, whatever becomes of it. Raises ``StoreError``."""
    body = _Body(
        release.framework.structure.file,
        release.framework_version,
        release.workbook_version,
        release.locale,
        release.activated_at,
    )
    encoded = msgspec.json.encode(body)
    shelf.save_release(release.id, parts_of(release.framework), encoded, release.activated_at)


def file_of(kept: StoredRelease) -> str:
    """The name of the framework's file."""
    return msgspec.json.decode(kept.body, type=_Body).file


def versions(kept: StoredRelease) -> tuple[str, str]:
    """The framework version and the workbook version of a kept release."""
    body = msgspec.json.decode(kept.body, type=_Body)
    return body.framework, body.workbook


def restore(shelf: Shelf, release_id: str, type_table: TypeTable = type_table) -> Release:
    """Make a kept release again. Raises `NotKept`, and ``StoreError``."""
    found = shelf.release(release_id)
    if found is None:
        raise NotKept(f"there is no release {release_id}")
    contents: dict[str, bytes] = {}
    for part, hashed in found.parts.items():
        content = shelf.content(hashed)
        if content is None:
            raise NotKept(f"the release {release_id} has lost its {part}")
        contents[part] = content
    body = msgspec.json.decode(found.body, type=_Body)
    text = contents[FRAMEWORK].decode(errors="surrogatepass")
    structure, problems = read_structure(text, body.file)
    if structure is None:
        raise NotKept(f"this version does not read the framework of {release_id}: {problems[0]}")
    tables = _sheets(contents, TABLE)
    people = tuple(_sheets(contents, ROSTER).values())

    def typed(schema: TableSchema, workbook: Workbook, roster: Roster) -> Typed:
        """Each table from its own sheet: a held one may be older than others of that title."""
        own = Workbook((tables[schema.name],), body.locale)
        return type_table(schema, own, roster)

    try:
        framework = build(structure, Workbook(people, body.locale), typed=typed)
    except FrameworkError as error:
        first = error.diagnostics[0]
        raise NotKept(f"this version does not build {release_id}: {first}") from error
    at = found.activated_at or body.activated_at
    return Release(release_id, framework, body.framework, body.workbook, at, body.locale)


def _encoded(sheet: Sheet) -> bytes:
    """As `_KeptSheet` in JSON."""
    encode = msgspec.json.encode
    text = b",".join(encode(part)[1:-1] for part in portions(sheet.rows))
    return b'{"title":%s,"rows":[%s],"link":%s}' % (encode(sheet.title), text, encode(sheet.link))


def _sheets(contents: dict[str, Any], prefix: str) -> dict[str, Sheet]:
    """The sheets of the parts whose names begin so, by the rest of the name."""
    found = {}
    for part, content in contents.items():
        if part.startswith(prefix):
            kept = msgspec.json.decode(content, type=_KeptSheet)
            found[part.removeprefix(prefix)] = Sheet(kept.title, kept.rows, kept.link)
    return found
