"""Fresh stores for tests, on each engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from history import Event, Store, open_store
from tests.postgres import NoPostgres, Server, running_server

NOW = datetime(2026, 11, 22, 9, 30, 15, 123456, tzinfo=UTC)
ENGINES = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server, with a database named ``migrated`` that has the tables."""
    try:
        with running_server() as server:
            server.run("CREATE DATABASE migrated")
            open_store(server.url("migrated")).close()
            yield server
    except NoPostgres as error:
        pytest.skip(f"PostgreSQL cannot be started here: {error}")


@pytest.fixture
def postgres_url(postgres: Server) -> Iterator[str]:
    """A fresh database with the tables."""
    name = postgres.new_database("migrated")
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A file that is not there yet."""
    return f"sqlite:///{tmp_path}/history.sqlite3"


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest) -> str:
    """A fresh database of each engine."""
    found: str = request.getfixturevalue(
        "sqlite_url" if request.param == "sqlite" else "postgres_url"
    )
    return found


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A fresh store of each engine."""
    opened = open_store(url)
    yield opened
    opened.close()


def decision(decision_id: str, record_id: str = "", *, at: datetime = NOW, **more: Any) -> Event:
    """A decision with what the log needs of it."""
    body = f'{{"decision_id":"{decision_id}","trace":{{}}}}'.encode()
    return Event(
        "decision",
        at,
        body,
        decision_id=decision_id,
        record_type="lead",
        record_id=record_id or f"of {decision_id}",
        release_id="r-1",
        event="new",
        **more,
    )
