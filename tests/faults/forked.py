"""Servers that start at once: forked by a process that has imported everything already.

``python -m tests.faults.forked SETTINGS`` reads commands, a line each: ``start`` begins a server as
``routebook serve`` does, which says its process id and then its address; ``wait PID`` answers
``ended`` once that server has. What a server holds (sockets, threads, its database) it opens after
the fork.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import uvloop

from dsl import load
from server.serve import serve
from server.settings import Settings
from sheets_adapter import open_workbook


def main() -> None:
    """Start servers until there are no commands any more."""
    given = json.loads(sys.argv[1])
    settings = Settings(**{**given, "framework": Path(given["framework"]), "port": 0})
    # What is loaded at the first use is loaded here, once.
    uvloop.new_event_loop().close()
    framework = load(settings.framework, open_workbook(settings.tables))
    framework.decide({"Email": "a@example.com", "State": "CA"})
    for line in sys.stdin:
        command, *which = line.split()
        if command == "start":
            if os.fork() == 0:
                _serve(settings)
        else:
            os.waitpid(int(which[0]), 0)
            _say("ended")


def _serve(settings: Settings) -> None:
    """In the forked process, which never returns to the loop above."""
    try:
        _say(f"pid {os.getpid()}")
        serve(settings)
    finally:
        os._exit(1)


def _say(line: str) -> None:
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


if __name__ == "__main__":
    main()
