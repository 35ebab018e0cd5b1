"""docs/http.md: what happens after a decision, from the first request to the last."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from server import Settings, build
from tests.docs.pages import EXAMPLE, NOW, Block, blocks, like


def _message(text: str) -> tuple[list[str], Any]:
    """The words of the first line, and the JSON of the body."""
    head, _, body = text.partition("\n\n")
    return head.split("\n")[0].split(" ", 2), json.loads(body) if body.strip() else None


def test_the_server_does_as_documented(tmp_path: Path) -> None:
    found = blocks("http log")
    assert len(found) > 10
    settings = Settings(
        EXAMPLE / "acme.route",
        str(EXAMPLE / "workbook"),
        database_url=f"sqlite:///{tmp_path}/history.sqlite3",
        encryption_key_file=tmp_path / "key",
    )
    application = build(settings)
    application.service.clock = lambda: NOW
    with TestClient(application, base_url="http://127.0.0.1") as client:
        latest = ""
        for asked, answered in zip(found[::2], found[1::2], strict=True):
            latest = _exchange(client, asked, answered, latest) or latest


def _exchange(client: TestClient, asked: Block, answered: Block, latest: str) -> str | None:
    """Hold an answer against the page; the id of the decision it tells of.

    An address leaves the id out, as ``01…``: it is that of the decision before.
    """
    (method, address, _), body = _message(asked.text)
    (_, status, _), shown = _message(answered.text)
    response = client.request(method, address.replace("01…", latest), json=body)
    actual = response.json()
    assert response.status_code == int(status), (asked.place, actual)
    assert like(shown, actual), (asked.place, json.dumps(actual, indent=2))
    decision_id: str | None = actual.get("decision_id")
    return decision_id
