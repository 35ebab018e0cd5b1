"""API keys: made once, shown once, kept as hashes in a JSON file.

A key is ``rb_``, 32 random letters and digits (190 bits) and 6 that check the others, so that a
mistyped key is told from an unknown one and a leaked one can be found by its shape.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import string
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from releases.release import utc_text

Scope = Literal["route", "read", "admin"]
SCOPES: tuple[Scope, ...] = ("route", "read", "admin")
"""Each one allows what the ones before it allow."""

PREFIX = "rb_"
_DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM, _CHECK = 32, 6


class KeyFileError(Exception):
    """The key file cannot be read or written; the message says which file and why."""


class Key(msgspec.Struct, frozen=True):
    """One key as it is stored. ``sha256`` is the hash of the whole key; times are RFC 3339."""

    id: str
    name: str
    scope: Scope
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    created: str
    revoked: str | None = None


class _File(msgspec.Struct):
    keys: list[Key]


def digest(secret: str) -> str:
    """What is stored of a key: its SHA-256; 190 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def well_formed(secret: str) -> bool:
    """Whether prefix, length and checksum are those of a key."""
    body = secret.removeprefix(PREFIX)
    return (
        secret.startswith(PREFIX)
        and len(body) == _RANDOM + _CHECK
        and body.isascii()
        and body[_RANDOM:] == _checksum(body[:_RANDOM])
    )


def read_keys(file: Path) -> tuple[Key, ...]:
    """The keys in ``file``, revoked ones too; none when there is no such file."""
    try:
        return tuple(msgspec.json.decode(file.read_bytes(), type=_File).keys)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise KeyFileError(f"{file}: {error.strerror or error}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise KeyFileError(f"{file} is not a key file: {error}") from error


def create_key(file: Path, scope: Scope, name: str, now: datetime) -> tuple[Key, str]:
    """Add a key to ``file`` and return it with its secret, which is stored nowhere."""
    random = "".join(secrets.choice(_DIGITS) for _ in range(_RANDOM))
    secret = PREFIX + random + _checksum(random)
    with _locked(file):
        keys = read_keys(file)
        key = Key(_new_id(keys), name, scope, digest(secret), utc_text(now))
        _write(file, [*keys, key])
    return key, secret


def list_keys(file: Path) -> tuple[Key, ...]:
    """Every key ever made, in the order they were made."""
    return read_keys(file)


def revoke_key(file: Path, name_or_id: str, now: datetime) -> Key:
    """Revoke the one key of that id or name. Raises `KeyFileError` when there is not just one."""
    with _locked(file):
        keys = read_keys(file)
        found = [key for key in keys if key.id == name_or_id]
        found = found or [k for k in keys if k.name == name_or_id and k.revoked is None]
        if len(found) != 1:
            problem = "no key" if not found else f"{len(found)} keys"
            raise KeyFileError(f"{file} has {problem} of the id or name {name_or_id!r}")
        revoked = msgspec.structs.replace(found[0], revoked=found[0].revoked or utc_text(now))
        _write(file, [revoked if key.id == revoked.id else key for key in keys])
    return revoked


def _checksum(random: str) -> str:
    number = zlib.crc32(random.encode())
    digits = ""
    for _ in range(_CHECK):
        number, low = divmod(number, len(_DIGITS))
        digits = _DIGITS[low] + digits
    return digits


def _new_id(keys: tuple[Key, ...]) -> str:
    taken = {key.id for key in keys}
    while (found := secrets.token_hex(4)) in taken:
        pass
    return found


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Two commands at once must not lose one another's key; the folder is what both can lock."""
    try:
        folder = os.open(file.resolve().parent, os.O_RDONLY)
    except OSError as error:
        raise KeyFileError(f"{file}: {error.strerror or error}") from error
    try:
        _lock(folder)
        yield
    finally:
        os.close(folder)


def _lock(folder: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows: one command at a time is up to its user there
        return
    fcntl.flock(folder, fcntl.LOCK_EX)


def _write(file: Path, keys: list[Key]) -> None:
    """In one step, for this user's eyes only: a server that reads meanwhile sees old or new."""
    text = msgspec.json.format(msgspec.json.encode(_File(keys)), indent=2) + b"\n"
    try:
        handle, name = tempfile.mkstemp(prefix=file.name, dir=file.resolve().parent)
        with os.fdopen(handle, "wb") as written:
            written.write(text)
            written.flush()
            os.fsync(written.fileno())
        Path(name).replace(file.resolve())
    except OSError as error:
        raise KeyFileError(f"{file}: {error.strerror or error}") from error
