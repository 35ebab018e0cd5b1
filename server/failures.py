"""Our own faults: logged with an id, answered with that id and nothing else of what happened."""

from __future__ import annotations

import logging
import secrets

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.limits import Disconnected
from server.problems import Refused

_log = logging.getLogger("routebook.server")


def failure(error: Exception, path: str) -> Refused:
    """Log an unexpected exception and say in an answer where in the log it stands."""
    error_id = secrets.token_hex(8)
    _log.error("unexpected error", exc_info=error, extra={"error_id": error_id, "path": path})
    detail = f"this is a fault of Routebook; its log has the details under {error_id}"
    return Refused("internal-error", detail, error_id=error_id)


class Failures:
    """ASGI middleware: an exception that nobody expected becomes a 500 that says nothing more."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and answer for what goes wrong with it."""
        started = False

        async def noting_start(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noting_start)
        except Disconnected:
            return
        except Exception as error:
            refused = failure(error, scope.get("path", ""))
            # With half an answer out, only cutting the connection tells that it is no whole one.
            if started:
                raise
            await refused.response()(scope, receive, send)
