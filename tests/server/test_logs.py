"""Logs are JSON lines, and hold nothing of what people sent."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from server.logs import RequestLog, configure
from server.service import Service


@pytest.fixture
def restored() -> Iterator[None]:
    """The loggers as they were."""
    loggers = [logging.getLogger(name) for name in ("routebook", "uvicorn")]
    before = [(each.handlers, each.level, each.propagate) for each in loggers]
    yield
    for each, (handlers, level, propagate) in zip(loggers, before, strict=True):
        each.handlers, each.propagate = handlers, propagate
        each.setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.usefixtures("restored")
def test_a_line_is_an_object_with_what_was_passed() -> None:
    stream = io.StringIO()
    configure("info", stream)
    logging.getLogger("routebook.x").info("a\nb", extra={"release": "r-1", "count": 2})
    logging.getLogger("routebook.x").debug("not this")
    logging.getLogger("uvicorn.error").info("nor this")
    try:
        raise ValueError("why")
    except ValueError:
        logging.getLogger("routebook.x").exception("broke")
    first, second = lines(stream)
    assert first.pop("time").startswith("20")
    assert first == {
        "level": "info", "logger": "routebook.x", "message": "a\nb", "release": "r-1", "count": 2,
    }  # fmt: skip
    assert "ValueError: why" in second["exception"]


@pytest.mark.usefixtures("restored")
def test_requests_are_logged_when_wanted_and_only_their_outside(
    make_service: Callable[..., Service], open_client: Callable[[Service], TestClient]
) -> None:
    stream = io.StringIO()
    configure("info", stream)
    service = make_service()
    service.request_log = RequestLog(size=2)
    client = open_client(service)
    stream.truncate(0)
    stream.seek(0)
    client.post("/v1/route", json={"fields": {"Email": "kim@secret.example"}})
    assert stream.getvalue() == ""
    client.get("/v1/tables/kim@secret.example", headers={"X-API-Key": "rb_secret"})
    first, second = lines(stream)
    assert (first["path"], first["method"], first["status"]) == ("/v1/route", "POST", 200)
    assert (second["path"], second["status"]) == ("/v1/tables/{name}", 404)
    assert first["ms"] >= 0
    assert "secret" not in stream.getvalue()
