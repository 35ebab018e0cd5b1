"""Releases where they are: in a database that is free, or at the server that has it."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, Protocol

import httpx2

from cli.failures import CouldNotRun
from cli.options import now
from cli.replay import sealer_of
from cli.serve import DATABASE
from cli.settings import Settings
from history import Locked, Store, StoreError, open_store
from history.journal import Contents
from releases.gates import Gates
from releases.kept import NotKept, restore
from releases.ledger import Ledger, NoSuchRelease, NotPossible
from server.releases import account_of, newest

KEY = "ROUTEBOOK_API_KEY"
_SECONDS = 60.0  # building a large release takes a while


class Reached(Protocol):
    """Where releases are; answers are as the API gives them. Raises ``CouldNotRun``."""

    def newest(self, limit: int) -> dict[str, Any]:
        """The newest releases."""

    def one(self, name: str) -> dict[str, Any]:
        """A release with what changed in it."""

    def decide(self, verb: str, name: str, note: str) -> dict[str, Any]:
        """Accept, reject or activate."""


@contextmanager
def reach(settings: Settings, server: str | None, *, writes: bool) -> Iterator[Reached]:
    """The server at an address, else the database; when a server has that locked, this one."""
    if server is not None:
        yield AtServer(server)
        return
    url = settings.get("database_url", DATABASE)
    if not url:
        raise CouldNotRun(
            "database_url is empty, so releases are in the server alone",
            "Name its address: --server http://127.0.0.1:8080",
        )
    try:
        store = open_store(url, read_only=not writes)
    except Locked as error:
        if not error.by:
            raise CouldNotRun(
                "a running server has the database",
                "Name its address: --server http://127.0.0.1:8080",
            ) from error
        yield AtServer(error.by)
        return
    except StoreError as error:
        raise CouldNotRun(str(error)) from error
    try:
        yield InStore(store, settings)
    except StoreError as error:
        raise CouldNotRun(str(error)) from error
    finally:
        store.close()


class InStore:
    """Releases in a database that nobody else has locked. A server on it follows by itself."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._ledger = Ledger(store, now)

    def newest(self, limit: int) -> dict[str, Any]:
        """See `Reached`."""
        return newest(self._store, limit)

    def one(self, name: str) -> dict[str, Any]:
        """See `Reached`."""
        found = account_of(self._store, name)
        if found is None:
            raise _unknown(name)
        return found

    def decide(self, verb: str, name: str, note: str) -> dict[str, Any]:
        """See `Reached`."""
        try:
            if verb == "reject":
                self._ledger.reject(name, _user(), note)
            elif verb == "accept":
                self.one(name)
                restore(self._store, name)  # what cannot be made again must not go live
                self._ledger.accept(name, _user(), note)
            else:
                self._put_back(name, note)
        except NoSuchRelease as error:
            raise _unknown(name) from error
        except (NotPossible, NotKept) as error:
            raise CouldNotRun(str(error)) from error
        return self.one(name)

    def _put_back(self, name: str, note: str) -> None:
        self.one(name)
        live = self._store.live_release()
        before = None if live is None else restore(self._store, live.id).framework
        records = self._settings.get("impact_records", Gates().impact_records)
        contents = Contents(sealer_of(self._settings))
        gates = Gates(impact_records=records, store=self._store, contents=contents)
        account = gates.account(restore(self._store, name).framework, before)
        self._ledger.put_back(name, account, _user(), note)


class AtServer:
    """Releases at the server with this address."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")

    def get(self, path: str) -> dict[str, Any]:
        """What there is at an address of the API. Raises ``CouldNotRun``."""
        return self._ask("GET", path)

    def newest(self, limit: int) -> dict[str, Any]:
        """See `Reached`."""
        return self._ask("GET", f"releases?limit={limit}")

    def one(self, name: str) -> dict[str, Any]:
        """See `Reached`."""
        return self._ask("GET", f"releases/{_quoted(name)}")

    def decide(self, verb: str, name: str, note: str) -> dict[str, Any]:
        """See `Reached`."""
        return self._ask("POST", f"releases/{_quoted(name)}/{verb}", {"note": note})

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        key = os.environ.get(KEY, "").strip()
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        try:
            with httpx2.Client(timeout=_SECONDS, trust_env=False) as client:
                url = f"{self._address}/v1/{path}"
                answer = client.request(method, url, headers=headers, json=body)
                found = answer.json()
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise CouldNotRun(
                f"no Routebook answers at {self._address}",
                "Check the address, and that the server runs: --server URL",
            ) from error
        if answer.status_code != 200 or not isinstance(found, dict):
            _refused(answer.status_code, found)
        return found


def _refused(status: int, found: Any) -> NoReturn:
    title, detail = (
        (str(found.get("title", "")), str(found.get("detail", "")))
        if isinstance(found, dict)
        else ("it is no Routebook", "")
    )
    if status in (401, 403):
        raise CouldNotRun(f"the server wants a key: {title}", f"Put one into {KEY}: {detail}")
    raise CouldNotRun(detail or title)


def _unknown(name: str) -> CouldNotRun:
    from cli.console import printable

    return CouldNotRun(f"there is no release {printable(name)}", "See: routebook releases list")


def _quoted(name: str) -> str:
    from urllib.parse import quote

    return quote(name, safe="")


def _user() -> str:
    """Who did it, for the log."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
