"""The log: one JSON object a line on standard error. Bodies, fields and keys never get into it."""

from __future__ import annotations

import json
import logging
import sys
from collections import deque
from datetime import UTC, datetime
from typing import TextIO

_STANDARD = frozenset(vars(logging.makeLogRecord({})))
# uvicorn says the same again in colour, for terminals
_REPEATED = frozenset({"color_message", "message", "taskName"})


class JsonLines(logging.Formatter):
    """``{"time", "level", "logger", "message", …}`` with whatever was passed as ``extra``."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        found: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        found |= {
            name: value
            for name, value in vars(record).items()
            if name not in _STANDARD and name not in _REPEATED
        }
        if record.exc_info:
            found["exception"] = self.formatException(record.exc_info)
        return json.dumps(found, default=str)


def configure(level: str, stream: TextIO | None = None) -> None:
    """Send Routebook's and uvicorn's logs to ``stream`` (standard error) as JSON lines."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    for name in ("routebook", "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
    logging.getLogger("routebook").setLevel(level.upper())
    # uvicorn tells of its own coming and going at "info", which is noise beside ours.
    quiet = "info" if level == "debug" else "warning"
    logging.getLogger("uvicorn").setLevel(max(_number(level), _number(quiet)))


def _number(level: str) -> int:
    return logging.getLevelNamesMapping()[level.upper()]


class RequestLog:
    """A line for every request, when it is wanted: gathered in memory and written now and then.

    Writing each one as it comes would cost more than half of the throughput.
    """

    def __init__(self, size: int = 256) -> None:
        self._lines: deque[tuple[str, str, int, float]] = deque()
        self._size = size
        self._log = logging.getLogger("routebook.requests")

    def add(self, method: str, path: str, status: int, seconds: float) -> None:
        """Note one request; ``path`` is the address as the API describes it, without its values."""
        self._lines.append((method, path, status, seconds))
        if len(self._lines) >= self._size:
            self.flush()

    def flush(self) -> None:
        """Write what was noted."""
        while self._lines:
            method, path, status, seconds = self._lines.popleft()
            extra = {"method": method, "path": path, "status": status}
            self._log.info("request", extra=extra | {"ms": round(seconds * 1000, 3)})
