"""The servers that are measured over HTTP, each in a process of its own.

``python -m benchmarks.servers routebook FRAMEWORK TABLES [LOG]`` serves as ``routebook serve``
does, with a log of decisions in the folder LOG or without one; ``bare FILE`` answers every POST
with the bytes of a file, from a Starlette function route. All are uvicorn with one worker, uvloop
and httptools, and say first of all where they are.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATH = "/v1/route"


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that answers on a port of this machine."""

    port: int
    pid: int

    def cpu_seconds(self) -> float | None:
        """What the server has used so far; None where the system does not tell."""
        try:
            text = Path(f"/proc/{self.pid}/stat").read_text()
        except OSError:
            return None
        from os import sysconf

        user, system = text.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / sysconf("SC_CLK_TCK")


@contextmanager
def serving(*arguments: str) -> Iterator[Serving]:
    """Start a server, wait until it answers, and end it afterwards."""
    command = [sys.executable, "-m", "benchmarks.servers", *arguments]
    root = Path(__file__).parent.parent
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            first = process.stdout.readline()
            port = re.search(r":(\d+)/", first)
            if port is None:
                raise RuntimeError(f"the server did not start: {first or 'it said nothing'}")
            yield Serving(int(port[1]), process.pid)
        finally:
            process.terminate()


def _routebook(framework: Path, tables: Path, log: Path | None = None) -> None:
    from server.serve import serve
    from server.settings import Settings

    serve(
        Settings(
            framework=framework,
            tables=str(tables),
            port=0,
            log_level="warning",
            database_url="" if log is None else f"sqlite:///{log}/history.sqlite3",
            encryption_key_file=(log or framework.parent) / "routebook.key",
        )
    )


def _bare(body: bytes) -> None:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    async def noop(request: Request) -> Response:
        return Response(body, media_type="application/json")

    app = Starlette(routes=[Route(PATH, noop, methods=["POST"])])
    config = uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(f"http://127.0.0.1:{listening.getsockname()[1]}/", flush=True)
        uvicorn.Server(config).run([listening])


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["routebook", framework, tables, *log]:
            _routebook(Path(framework), Path(tables), *map(Path, log))
        case ["bare", file]:
            _bare(Path(file).read_bytes())
