"""What a browser gets: the page, the API's description, and headers that keep both harmless."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from server.docs import page
from server.openapi import document
from server.problems import Refused
from server.service import Service

_HERE = Path(__file__).parent
_CONSOLE = _HERE / "console"
_MEDIA = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Pages:
    """The endpoints. The console's files are read once; only what is among them is served."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._files = {
            file.name: (file.read_bytes(), _MEDIA[file.suffix])
            for file in [*_CONSOLE.iterdir(), _HERE / "docs.css"]
            if file.suffix in _MEDIA
        }
        self._described: tuple[str, bytes, bytes] | None = None

    async def home(self, request: Request) -> Response:
        """``GET /``: the page."""
        return self._file(request, "index.html")

    async def console(self, request: Request) -> Response:
        """``GET /console/{file}``."""
        return self._file(request, request.path_params["file"])

    async def docs_style(self, request: Request) -> Response:
        """``GET /docs.css``."""
        return self._file(request, "docs.css")

    async def docs(self, request: Request) -> Response:
        """``GET /docs``: the API for people."""
        return _answer(request, self._description()[2], _MEDIA[".html"])

    async def openapi(self, request: Request) -> Response:
        """``GET /openapi.json``: the API for programs, with the live framework's names in it."""
        return _answer(request, self._description()[1], "application/json")

    def _description(self) -> tuple[str, bytes, bytes]:
        """Made once for each framework text."""
        release = self._service.live.release
        structure = None if release is None else release.framework.structure
        version = "" if structure is None else structure.version
        if self._described is None or self._described[0] != version:
            made = document(structure)
            self._described = (version, msgspec.json.encode(made), page(made).encode())
        return self._described

    def _file(self, request: Request, name: str) -> Response:
        if name not in self._files:
            raise Refused("not-found", "the page has no such file")
        return _answer(request, *self._files[name])


def _answer(request: Request, content: bytes, media: str) -> Response:
    """Revalidated at every use, so that a new version shows at once and costs 304 otherwise."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    headers = SECURITY | {"Cache-Control": "no-cache", "ETag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media)
