"""docs/http.md: the server of the example answers as the page shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from releases import Live, Refresher
from server.app import Application
from server.auth import Gate
from server.keys import create_key
from server.limits import Bodies
from server.problems import PROBLEMS
from server.service import Service
from server.settings import Settings
from sheets_adapter import open_source
from sheets_adapter.watch import changes
from tests.docs.pages import EXAMPLE, NOW, Block, blocks, code, examples, like, page

Exchange = tuple[Block, Block]


def exchanges() -> list[Exchange]:
    """Each request in the pages with the answer that stands below it."""
    found = [block for block in blocks("http") if block.info in ("http", "http keys")]
    return list(zip(found[::2], found[1::2], strict=True))


def _service(keys_file: Path | None) -> Service:
    framework = EXAMPLE / "acme.route"
    settings = Settings(framework, str(EXAMPLE / "workbook"), database_url="")
    live = Live(framework, open_source(settings.tables), lambda: NOW)
    return Service(
        settings=settings,
        live=live,
        refresher=Refresher(live, settings.refresh_seconds, changes),
        gate=Gate(keys_file, open_to_local=True),
        bodies=Bodies(settings.max_body, settings.body_seconds),
        clock=lambda: NOW,
    )


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, TestClient]]:
    """Clients of a server without keys (``http``) and of one with a key (``http keys``)."""
    file = tmp_path_factory.mktemp("keys") / "keys.json"
    create_key(file, "admin", "docs", NOW)
    services = _service(None), _service(file)
    for service in services:
        service.live.refresh()
    without, with_keys = (
        TestClient(Application(each), base_url="http://127.0.0.1") for each in services
    )
    with without, with_keys:
        yield {"http": without, "http keys": with_keys}


def _message(text: str) -> tuple[list[str], dict[str, str], str]:
    """The words of the first line, the headers, the body."""
    head, _, body = text.partition("\n\n")
    first, *headers = head.rstrip().split("\n")
    return first.split(" ", 2), dict(header.split(": ", 1) for header in headers), body.rstrip("\n")


def _documents(body: str, headers: dict[str, str]) -> list[Any]:
    several = headers["Content-Type"].endswith("ndjson")
    return [json.loads(part) for part in (body.splitlines() if several else [body])]


@pytest.mark.parametrize("exchange", exchanges(), ids=lambda exchange: exchange[0].place)
def test_the_server_answers_as_documented(
    exchange: Exchange, clients: dict[str, TestClient]
) -> None:
    asked, answered = exchange
    (method, address, _), headers, body = _message(asked.text)
    response = clients[asked.info].request(method, address, headers=headers, content=body)
    (_, status, _), shown_headers, shown = _message(answered.text)
    assert response.status_code == int(status)
    assert {name: response.headers[name] for name in shown_headers} == shown_headers
    actual = _documents(response.text, shown_headers)
    assert like(_documents(shown, shown_headers), actual), json.dumps(actual, indent=2)


def test_every_problem_is_documented() -> None:
    documented = {code(row.cells[1]): int(row.cells[0]) for row in examples("problems")}
    assert documented == {name: status for name, (status, _) in PROBLEMS.items()}


def test_every_metric_is_documented(clients: dict[str, TestClient]) -> None:
    clients["http"].post("/v1/route", json={"fields": {}})
    clients["http"].get("/healthz")
    text = clients["http"].get("/metrics").text
    documented = {code(row.cells[0]): row.cells[1] for row in examples("metrics")}
    assert documented.keys() == set(re.findall(r"^# TYPE (\S+) ", text, re.MULTILINE))
    labels = [(metric, label) for metric, cell in documented.items() for label in cell.split(", ")]
    for metric, label in labels:
        named = re.escape(label) + "=" if label else ""
        assert re.search(rf"^{metric}\w*(?:{{[^}}]*\b{named}| )", text, re.MULTILINE), (
            metric,
            label,
        )


def test_every_address_is_documented(clients: dict[str, TestClient]) -> None:
    paths = clients["http"].get("/openapi.json").json()["paths"]
    listed = [f"{method.upper()} {path}" for path, methods in paths.items() for method in methods]
    assert [address for address in listed if f"`{address}`" not in page("http.md")] == []
