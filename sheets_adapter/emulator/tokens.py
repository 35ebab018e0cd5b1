"""Service accounts and their tokens: a real key, a signed assertion, a bearer token for an hour."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sheets_adapter.emulator.errors import bad_credentials, no_credentials, oauth_error

GOOGLE_TOKEN_URI = "https://oauth2.googleapis.com/token"
"""What google-auth names as the audience, whatever the account's token_uri is."""
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIFETIME = 3600
_CLOCK_SKEW = 300
_KEY_ID = "1f0c6f0a0d5e4f4c9d5b8e2a7c3b1d9e8f7a6b5c"
_PREFIX = "https://www.googleapis.com/auth/"
SHEETS_READ = frozenset({f"{_PREFIX}spreadsheets.readonly", f"{_PREFIX}drive.readonly"})
SHEETS_WRITE = frozenset({f"{_PREFIX}spreadsheets", f"{_PREFIX}drive", f"{_PREFIX}drive.file"})
DRIVE_READ = frozenset({f"{_PREFIX}drive.readonly", f"{_PREFIX}drive.metadata.readonly"})
DRIVE_WRITE = frozenset({f"{_PREFIX}drive", f"{_PREFIX}drive.file"})
_SCOPES = SHEETS_READ | SHEETS_WRITE | DRIVE_READ | DRIVE_WRITE
_INVALID_SIGNATURE = "Invalid JWT Signature."


@cache
def _key() -> rsa.RSAPrivateKey:
    """One key a process, for making one takes longer than everything else here.

    It is short, so that clients load it fast: it opens nothing but emulators of this machine.
    """
    return rsa.generate_private_key(public_exponent=65537, key_size=1024)


@dataclass(frozen=True, slots=True)
class Token:
    """Who a bearer token speaks for, what it allows, and until when (seconds since 1970)."""

    email: str
    scopes: frozenset[str]
    until: float


class Tokens:
    """The token endpoint, and the check of the tokens that it gave."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._given: dict[str, Token] = {}

    def account_file(self, email: str, url: str) -> dict[str, str]:
        """The content of a service-account file for an emulator at ``url``."""
        pem = _key().private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return {
            "type": "service_account",
            "project_id": "emulated",
            "private_key_id": _KEY_ID,
            "private_key": pem.decode(),
            "client_email": email,
            "client_id": "100000000000000000000",
            "auth_uri": f"{url}/auth",
            "token_uri": f"{url}/token",
            "auth_provider_x509_cert_url": f"{url}/certs",
            "client_x509_cert_url": f"{url}/certs/{email}",
            "universe_domain": "googleapis.com",
        }

    def grant(self, form: Mapping[str, str], email: str, token_uri: str) -> dict[str, Any]:
        """What the token endpoint answers to a form; RFC 6749 errors as ``GoogleError``."""
        if form.get("grant_type") != GRANT:
            raise oauth_error(400, "unsupported_grant_type", "Invalid grant_type: it must be a JWT")
        claims = _verified(form.get("assertion", ""))
        if claims.get("iss") != email:
            raise oauth_error(400, "invalid_grant", "Invalid grant: account not found")
        if claims.get("sub", email) != email:
            raise oauth_error(
                401,
                "unauthorized_client",
                "Client is unauthorized to retrieve access tokens using this method, or client "
                "not authorized for any of the scopes requested.",
            )
        if claims.get("aud") not in (GOOGLE_TOKEN_URI, token_uri):
            raise oauth_error(400, "invalid_grant", "Invalid JWT: failed audience check.")
        self._check_times(claims)
        scopes = frozenset(str(claims.get("scope", "")).split())
        if not scopes:
            raise oauth_error(400, "invalid_scope", "Empty or missing scope not allowed.")
        if unknown := sorted(scopes - _SCOPES):
            raise oauth_error(400, "invalid_scope", f"Invalid OAuth scope: {unknown[0]}")
        token = f"ya29.{secrets.token_urlsafe(32)}"
        self._given[token] = Token(email, scopes, self._clock() + LIFETIME)
        return {"access_token": token, "expires_in": LIFETIME - 1, "token_type": "Bearer"}

    def holder(self, authorization: str | None) -> Token:
        """Who sends an Authorization header; 401 when nobody known."""
        if not authorization:
            raise no_credentials()
        kind, _, text = authorization.partition(" ")
        token = self._given.get(text.strip())
        if kind.lower() != "bearer" or token is None or token.until <= self._clock():
            raise bad_credentials()
        return token

    def revoke(self) -> None:
        """Forget every token: the next request with one is 401."""
        self._given.clear()

    def _check_times(self, claims: Mapping[str, Any]) -> None:
        issued, expires = claims.get("iat"), claims.get("exp")
        now = self._clock()
        times_hold = (
            isinstance(issued, int)
            and isinstance(expires, int)
            and issued - _CLOCK_SKEW <= now <= expires + _CLOCK_SKEW
            and issued < expires <= issued + LIFETIME
        )
        if not times_hold:
            raise oauth_error(
                400,
                "invalid_grant",
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
                "timeframe. Check your iat and exp values in the JWT claim.",
            )


def _verified(assertion: str) -> dict[str, Any]:
    """The claims of a JWT that the account's own key signed."""
    try:
        signed, _, signature = assertion.rpartition(".")
        head, claims = (json.loads(_decoded(part)) for part in signed.split("."))
        _key().public_key().verify(
            _decoded(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256()
        )
    except InvalidSignature:
        raise oauth_error(400, "invalid_grant", _INVALID_SIGNATURE) from None
    except (ValueError, binascii.Error):
        raise oauth_error(400, "invalid_grant", "Invalid JWT: it cannot be decoded.") from None
    if not isinstance(head, dict) or head.get("alg") != "RS256" or not isinstance(claims, dict):
        raise oauth_error(400, "invalid_grant", _INVALID_SIGNATURE)
    return claims


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
