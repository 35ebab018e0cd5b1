"""Who may ask for a refresh: keys, and a spreadsheet's script with the secret they share.

The script signs as Standard Webhooks do, so the secret itself never travels, and is worth nothing
at any other endpoint.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from starlette.types import ASGIApp, Receive, Scope, Send

from server.auth import Guard
from server.problems import Refused
from server.service import Service
from server.webhooks.signing import Signer

TOLERANCE = timedelta(minutes=5)
"""How far the clocks of both sides may be apart, and how long a request is good."""

_SIGNATURE = b"webhook-signature"
_MOST = 10_000  # bytes of a signed body, which is all but empty


class Hinted:
    """ASGI middleware: the wrapped endpoint is for requests with a key, or signed ones."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service
        self._guarded = Guard(app, service.gate, "read")
        secret = service.settings.refresh_secret
        self._signer = Signer(secret) if secret else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it. Raises `Refused` (401, 413)."""
        headers = dict(scope["headers"])
        if _SIGNATURE not in headers:
            await self._guarded(scope, receive, send)
            return
        body = await self._service.bodies.read(headers, receive)
        if len(body) > _MOST:
            raise Refused("body-too-large", f"a signed request has at most {_MOST:,} bytes")
        self._check(headers, body)
        scope["routebook.scope"] = "read"
        await self._app(scope, receive, send)

    def _check(self, headers: Mapping[bytes, bytes], body: bytes) -> None:
        if self._signer is None:
            detail = "this server has no refresh_secret; set ROUTEBOOK_REFRESH_SECRET"
            raise Refused("signature-wrong", detail)
        seconds = headers.get(b"webhook-timestamp", b"").decode("latin-1")
        if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 11):
            raise Refused("signature-wrong", "webhook-timestamp must be seconds since 1970")
        at = datetime.fromtimestamp(int(seconds), UTC)
        if abs(self._service.clock() - at) > TOLERANCE:
            detail = "webhook-timestamp is more than 5 minutes off: set the clocks right"
            raise Refused("signature-wrong", detail)
        name = headers.get(b"webhook-id", b"").decode("latin-1")
        wanted = self._signer.headers(name, at, body)["webhook-signature"].split()
        given = headers[_SIGNATURE].decode("latin-1").split()
        if not any(_same(one, other) for one in given for other in wanted):
            detail = "it was made with another secret than the refresh_secret of this server"
            raise Refused("signature-wrong", detail)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("latin-1"), other.encode("latin-1"))
