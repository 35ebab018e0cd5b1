"""Signatures of Standard Webhooks: https://github.com/standard-webhooks/standard-webhooks."""

from __future__ import annotations

import base64
import binascii
import hmac
from datetime import datetime

_PREFIX = "whsec_"
_KEY_BYTES = range(24, 65)  # as the specification has it


class BadSecret(Exception):
    """A webhook secret that cannot be used; the message says why, without the secret."""


class Signer:
    """Signs with a secret ``whsec_BASE64`` of 24 to 64 random bytes.

    Several secrets, with spaces between them, each give a signature: while a secret is being
    changed, receivers take the old one and the new one. Raises `BadSecret`.
    """

    def __init__(self, secret: str) -> None:
        self._keys = [_key(each) for each in secret.split()]
        if not self._keys:
            raise BadSecret("a webhook secret is missing")

    def headers(self, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
        """The three headers that tell a receiver who sent ``body``, and when."""
        seconds = str(int(at.timestamp()))
        signed = b".".join((message_id.encode(), seconds.encode(), body))
        made = [hmac.digest(key, signed, "sha256") for key in self._keys]
        return {
            "webhook-id": message_id,
            "webhook-timestamp": seconds,
            "webhook-signature": " ".join(f"v1,{base64.b64encode(it).decode()}" for it in made),
        }


def _key(secret: str) -> bytes:
    if not secret.startswith(_PREFIX):
        raise BadSecret(f"a webhook secret begins with {_PREFIX}")
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise BadSecret(f"what follows {_PREFIX} in the webhook secret is no base64") from None
    if len(key) not in _KEY_BYTES:
        raise BadSecret(
            f"the webhook secret has {len(key)} bytes; it needs "
            f"{_KEY_BYTES.start} to {_KEY_BYTES.stop - 1}"
        )
    return key
