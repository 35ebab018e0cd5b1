"""Brings a database to today's tables, or says why it cannot be used."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from history.errors import StoreError
from history.schema import REVISION

_SCRIPTS = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 0x526F757465  # any number that is the same in every process


def revision_of(connection: Connection) -> str | None:
    """The newest revision that was applied, or None for a database without our tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def migrate(connection: Connection) -> None:
    """Apply what is missing, within the connection's transaction. Raises `StoreError`.

    Processes that open a new PostgreSQL database together take turns.
    """
    if revision_of(connection) == REVISION:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})
    found = revision_of(connection)
    if found == REVISION:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    # The configuration reads a percent sign as the begin of a reference.
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise _newer(found)
    command.upgrade(config, "head")


def check(connection: Connection) -> None:
    """For a reader, which changes nothing. Raises `StoreError` unless the tables are today's."""
    found = revision_of(connection)
    if found is None:
        raise StoreError("there is no history in this database yet")
    if found < REVISION:
        raise StoreError(
            f"the database has the tables of an older Routebook (revision {found}); start the "
            "server once to bring them up to date"
        )
    if found != REVISION:
        raise _newer(found)


def _newer(found: str) -> StoreError:
    return StoreError(
        f"the database was written by a newer Routebook (revision {found}, this one knows "
        f"{REVISION}); use that version"
    )
