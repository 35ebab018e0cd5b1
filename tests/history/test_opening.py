"""Opening: new, old, newer, shared and impossible databases."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from time import monotonic

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from history import Locked, Store, StoreError, open_store
from history.engines import parse_url
from history.schema import REVISION, metadata
from tests.history.writing import take_turns
from tests.postgres import Server
from tests.stores import decision


def test_the_migrations_make_the_tables(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_the_newest_revision_is_the_one_that_is_asked_for() -> None:
    import history.migrate

    scripts = ScriptDirectory(str(Path(history.migrate.__file__).parent / "migrations"))
    assert scripts.get_current_head() == REVISION


def test_a_history_is_opened_again(url: str) -> None:
    for number in range(1, 4):
        store = open_store(url)
        with store.transaction() as work:
            work.append(decision(f"d{number}"))
        assert store.last_seq() == number
        store.close()


def test_a_newer_database_is_left_alone(store: Store, url: str) -> None:
    with store.writer.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    for read_only in (False, True):
        with pytest.raises(StoreError, match=r"newer Routebook \(revision 9999"):
            open_store(url, read_only=read_only)


def test_a_reader_does_not_bring_an_older_one_up_to_date(store: Store, url: str) -> None:
    with store.writer.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    store.close()
    with pytest.raises(StoreError, match="older Routebook"):
        open_store(url, read_only=True)


def test_a_reader_makes_no_file(tmp_path: Path, sqlite_url: str) -> None:
    with pytest.raises(StoreError, match=r"no history at .*history\.sqlite3 yet"):
        open_store(sqlite_url, read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_a_reader_of_an_empty_database(postgres: Server) -> None:
    name = postgres.new_database()
    with pytest.raises(StoreError, match="no history in this database yet"):
        open_store(postgres.url(name), read_only=True)
    postgres.drop(name)


def test_one_process_writes_to_a_file(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    with pytest.raises(StoreError, match=r"history\.sqlite3 is being written by another process"):
        open_store(sqlite_url)
    reader = open_store(sqlite_url, read_only=True)
    reader.close()
    store.close()
    open_store(sqlite_url).close()


def test_the_file_is_durable_and_private(tmp_path: Path, sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    try:
        with store.writer.transaction() as connection:
            read = {
                name: connection.execute(text(f"PRAGMA {name}")).scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
            }
        assert read == {
            "journal_mode": "wal",
            "synchronous": 2,  # FULL
            "foreign_keys": 1,
            "secure_delete": 1,
        }
        for file in tmp_path.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    finally:
        store.close()


def test_what_was_erased_is_gone_from_the_files(tmp_path: Path, sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    with store.transaction() as work:
        work.append(decision("d1", "1", sealed=b"a secret of theirs"))
        work.set("record lead 1", {"owner": "a secret of theirs"})
    with store.transaction() as work:
        work.set("record lead 1", {"owner": "ana"})
    store.erase("lead", "1")
    for file in tmp_path.iterdir():
        assert b"a secret of theirs" not in file.read_bytes(), file
    store.close()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").write_text("by no means a database, " * 100)
    with pytest.raises(StoreError, match="not a database"):
        open_store(f"sqlite:///{tmp_path}/x.sqlite3")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written: No such file or directory"):
        open_store(f"sqlite:///{tmp_path}/missing/x.sqlite3")


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="the database refused: "):
        open_store(f"postgresql:///x?host={tmp_path}&user=x")


@pytest.mark.parametrize(
    ("url", "drivername"),
    [
        ("postgresql://u@h/n", "postgresql+psycopg"),
        ("postgres://u@h/n", "postgresql+psycopg"),
        ("postgresql+psycopg://u@h/n", "postgresql+psycopg"),
        ("sqlite:///a.sqlite3", "sqlite+pysqlite"),
    ],
)
def test_the_driver_need_not_be_named(url: str, drivername: str) -> None:
    assert parse_url(url).drivername == drivername


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "cannot be read"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("mysql://u:secret@h/n", "no store for mysql"),
    ],
)
def test_other_urls_are_refused_plainly(url: str, said: str) -> None:
    with pytest.raises(StoreError, match=said) as raised:
        parse_url(url)
    assert "secret" not in str(raised.value)


def test_processes_that_open_a_new_database_together(postgres: Server) -> None:
    name = postgres.new_database()
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.history.writing"])
    started = [
        processes.Process(target=take_turns, args=(postgres.url(name), 5, number))
        for number in range(4)
    ]
    for process in started:
        process.start()
    for process in started:
        process.join(60)
    assert [process.exitcode for process in started] == [0, 0, 0, 0]
    store = open_store(postgres.url(name))
    assert store.last_seq() == 20
    store.close()
    postgres.drop(name)


def test_an_interrupted_first_opening_is_made_good(sqlite_url: str, tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "history.sqlite3").close()
    os.truncate(tmp_path / "history.sqlite3", 0)
    open_store(sqlite_url).close()


def test_a_file_that_was_taken_away_is_written_to_no_more(tmp_path: Path) -> None:
    file, away = tmp_path / "history.sqlite3", tmp_path / "away.sqlite3"
    with closing(open_store(f"sqlite:///{file}")) as store:
        for _ in range(2):  # once it is back, all is as before
            with store.transaction() as work:
                work.set("key", 1)
            file.rename(away)
            with pytest.raises(StoreError, match="taken away"), store.transaction() as work:
                work.set("key", 2)
            away.rename(file)
        assert store.get("key") == 1


def test_a_reader_does_not_keep_an_erasure_from_ending_nor_others_from_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "history.sqlite3"
    monkeypatch.setattr("history.store.sleep", lambda _: writing())

    def writing() -> None:
        with store.transaction() as work:
            work.set("key", 1)

    with (
        closing(open_store(f"sqlite:///{file}")) as store,
        closing(sqlite3.connect(file)) as reader,
    ):
        writing()
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM events").fetchall()
        writing()
        began = monotonic()
        assert store.erase("lead", "L-1") == 0
        assert monotonic() - began < 15  # a writer has the patience of 30 seconds


def test_whoever_finds_the_file_locked_learns_whom_to_ask(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/log.sqlite3"
    with closing(open_store(url)) as store:
        for name in ("", "http://127.0.0.1:8080/"):
            store.name_holder(name)
            with pytest.raises(Locked) as error:
                open_store(url)
            assert error.value.by == name
    with closing(open_store(url)):
        pass
