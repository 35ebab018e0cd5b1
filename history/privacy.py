"""Sealing: bytes that only this installation's key opens, by AES-256-GCM (NIST SP 800-38D).

A sealed text is: one byte of version, 8 bytes that tell the key, 12 random bytes, the ciphertext
with its tag. What it belongs to is bound in, so that it cannot be moved to another decision.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
_KEY_BYTES = 32
_ID_BYTES = 8
_NONCE_BYTES = 12
_HEADER_BYTES = len(_VERSION) + _ID_BYTES


class SealError(Exception):
    """A key cannot be had, or does not open what was sealed."""


class Sealer:
    """Seals and opens with one key of 32 bytes; ``key_id`` tells it from others, not what it is.

    Random numbers tell messages apart: safe for 4 billion of them under one key.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != _KEY_BYTES:
            raise SealError(f"the key has {len(key)} bytes and needs {_KEY_BYTES}")
        self._cipher = AESGCM(key)
        self._id = hashlib.sha256(b"routebook key id" + key).digest()[:_ID_BYTES]

    @property
    def key_id(self) -> str:
        """16 hexadecimal digits."""
        return self._id.hex()

    def seal(self, plain: bytes, belongs_to: str = "") -> bytes:
        """Encrypt; ``belongs_to`` (a decision's id) must be given again to open it."""
        header = _VERSION + self._id
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, plain, header + belongs_to.encode())
        return header + nonce + sealed

    def open(self, sealed: bytes, belongs_to: str = "") -> bytes:
        """Decrypt. Raises `SealError` for another key, and for what was changed or moved."""
        header, rest = sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES:]
        if header[:1] != _VERSION or len(rest) < _NONCE_BYTES:
            raise SealError("this is nothing that was sealed")
        key_id = header[1:]
        if key_id != self._id:
            raise SealError(
                f"it was sealed with the key {key_id.hex()}, and this is the key {self.key_id}"
            )
        nonce, ciphertext = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, ciphertext, header + belongs_to.encode())
        except InvalidTag:
            raise SealError("what was sealed has been changed, or belongs to another") from None


def open_key(path_or_text: Path | str) -> Sealer:
    """The sealer of a key in base64: in a file, which is made when it is missing, or as a text.

    A new file is for its owner's eyes only. Raises `SealError`.
    """
    if isinstance(path_or_text, str):
        return Sealer(_decoded(path_or_text, "the key"))
    try:
        if not path_or_text.exists():
            _make(path_or_text)
        text = path_or_text.read_text(encoding="ascii")
    except OSError as error:
        raise SealError(f"{path_or_text} cannot be used: {error.strerror}") from error
    except UnicodeDecodeError:
        raise SealError(f"{path_or_text} holds no key in base64") from None
    return Sealer(_decoded(text, str(path_or_text)))


def _decoded(text: str, where: str) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise SealError(f"{where} is no base64 text") from None


def _make(path: Path) -> None:
    """Write a new key beside, then give it its name: nobody ever reads half of it.

    When another process was quicker, its key stands.
    """
    beside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(_KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(beside, path)
    finally:
        beside.unlink()
