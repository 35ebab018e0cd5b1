"""Who may do what: the API key of a request and its scope.

Without any key a server on a loopback address is open to local callers. With keys, or on any other
address, every request needs one, but for health checks, the page and the API's description.
"""

from __future__ import annotations

import hmac
import ipaddress
import logging
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from time import monotonic

from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as AsgiScope

from server.keys import SCOPES, Key, KeyFileError, Scope, digest, read_keys, well_formed
from server.problems import Refused

_log = logging.getLogger("routebook.auth")
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="routebook"'}
_LOOK_AGAIN = 1.0  # seconds between two looks at the key file


def is_loopback(host: str) -> bool:
    """Whether a server on ``host`` can only be reached from its own machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Gate:
    """Lets requests through by the keys in ``file``, which is read again when it changes.

    ``open_to_local`` is whether requests need no key while there has never been one.
    """

    def __init__(
        self,
        file: Path | None,
        *,
        open_to_local: bool,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._file = file
        self._open_to_local = open_to_local
        self._clock = clock
        self._look_at = 0.0
        self._seen: tuple[int, int, int] | None = None
        self._keys: dict[str, Key] = {}
        self.open = False
        """Whether no key is asked for."""
        self._load()

    @property
    def has_keys(self) -> bool:
        """Whether there is a key that anyone could come in with."""
        return any(key.revoked is None for key in self._keys.values())

    def scope(self, headers: Mapping[bytes, bytes]) -> Scope:
        """What the request may do. Raises `Refused` (401, 421)."""
        if self._clock() >= self._look_at:
            self._look()
        if self.open:
            host = headers.get(b"host", b"")
            if not (_is_local_name(host) and _is_local_origin(headers)):
                detail = (
                    "there is no API key yet, so it answers to localhost only; "
                    "make one: routebook keys create"
                )
                raise Refused("foreign-host", detail)
            return "admin"
        return self._key(headers).scope

    def require(self, needed: Scope, headers: Mapping[bytes, bytes]) -> Scope:
        """The request's scope when it is enough for ``needed``. Raises `Refused` (401, 403)."""
        scope = self.scope(headers)
        if SCOPES.index(scope) < SCOPES.index(needed):
            raise Refused("scope-missing", f"this needs a key with scope {needed}, not {scope}")
        return scope

    def caller(self, headers: Mapping[bytes, bytes]) -> str:
        """The name of the request's key, or its id; empty where none is asked for.

        Raises `Refused` (401).
        """
        if self.open:
            return ""
        key = self._key(headers)
        return key.name or key.id

    def _key(self, headers: Mapping[bytes, bytes]) -> Key:
        secret = _secret(headers)
        if not secret:
            detail = "send it as Authorization: Bearer KEY or as X-API-Key: KEY"
            raise Refused("key-required", detail, headers=_CHALLENGE)
        if not well_formed(secret):
            detail = "it is mistyped or incomplete: keys begin with rb_ and are 41 characters long"
            raise Refused("key-unknown", detail, headers=_CHALLENGE)
        hashed = digest(secret)
        key = self._keys.get(hashed)
        if key is None or not hmac.compare_digest(key.sha256, hashed) or key.revoked is not None:
            detail = "it was revoked, or belongs to another server"
            raise Refused("key-unknown", detail, headers=_CHALLENGE)
        return key

    def _look(self) -> None:
        self._look_at = self._clock() + _LOOK_AGAIN
        if self._stamp() == self._seen:
            return
        try:
            self._load()
        except KeyFileError as error:
            # The keys read last go on: a half-written file must neither open nor close the door.
            _log.error("key file not read", extra={"reason": str(error)})

    def _load(self) -> None:
        seen = self._stamp()
        keys = () if self._file is None else read_keys(self._file)
        self._keys = {key.sha256: key for key in keys}
        self._seen = seen
        self._look_at = self._clock() + _LOOK_AGAIN
        # Once there were keys it stays closed: a key file that goes missing opens nothing.
        self._open_to_local = self._open_to_local and not keys
        self.open = self._open_to_local

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            found = None if self._file is None else self._file.stat()
        except OSError:
            return None
        return None if found is None else (found.st_mtime_ns, found.st_size, found.st_ino)


class Guard:
    """ASGI middleware: the wrapped endpoint is only for requests with scope ``needed``.

    It finds the request's scope and the name of its key in ``routebook.scope`` and ``.caller``.
    """

    def __init__(self, app: ASGIApp, gate: Gate, needed: Scope) -> None:
        self._app = app
        self._gate = gate
        self._needed = needed

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Pass the request on with its scope, or refuse it."""
        headers = dict(scope["headers"])
        scope["routebook.scope"] = self._gate.require(self._needed, headers)
        scope["routebook.caller"] = self._gate.caller(headers)
        await self._app(scope, receive, send)


def _secret(headers: Mapping[bytes, bytes]) -> str:
    kind, _, secret = headers.get(b"authorization", b"").partition(b" ")
    if kind.lower() != b"bearer":
        secret = headers.get(b"x-api-key", b"")
    return secret.strip().decode("latin-1")


def _is_local_origin(headers: Mapping[bytes, bytes]) -> bool:
    """Any page can make a browser send a request here; the browser then says whose page it is."""
    origin = headers.get(b"origin")
    return origin is None or _is_local_name(origin.partition(b"://")[2] or origin)


@lru_cache(maxsize=64)
def _is_local_name(host: bytes) -> bool:
    """A web page may make a browser send requests here under a name of its own (DNS rebinding)."""
    name = host.decode("latin-1").strip().lower()
    name = name[: name.rindex("]") + 1] if "]" in name else name.partition(":")[0]
    return not name or is_loopback(name) or name.endswith(".localhost")
