"""/v1/releases: what was live and when."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.histories import Desk, problem
from tests.stores import postgres, postgres_url, sqlite_url, url

__all__ = ["postgres", "postgres_url", "sqlite_url", "url"]  # fixtures


@pytest.fixture
def desk(tmp_path: Path, url: str) -> Desk:
    return Desk(tmp_path, url)


def test_every_release_is_listed_the_newest_first(desk: Desk) -> None:
    with desk.open() as client:
        first = client.get("/v1/release").json()
        desk.sheets["States"][1:] = []
        client.post("/v1/tables/refresh")
        second = client.get("/v1/release").json()
        listed = client.get("/v1/releases").json()["releases"]
        assert [each["id"] for each in listed] == [second["id"], first["id"]]
        assert [each["live"] for each in listed] == [True, False]
        for live, each in zip((second, first), listed, strict=True):
            names = ("id", "framework", "workbook", "activated_at")
            assert {name: each[name] for name in names} == {name: live[name] for name in names}
            assert each["saved_at"] == each["activated_at"]
            assert each.items() <= client.get(f"/v1/releases/{each['id']}").json().items()
        assert len(client.get("/v1/releases?limit=1").json()["releases"]) == 1


def test_a_release_that_comes_back_is_the_newest_again(desk: Desk) -> None:
    with desk.open() as client:
        rows = desk.sheets["States"][1:]
        first = client.get("/v1/release").json()["id"]
        desk.sheets["States"][1:] = []
        client.post("/v1/tables/refresh")
        desk.sheets["States"][1:] = rows
        client.post("/v1/tables/refresh")
        listed = client.get("/v1/releases").json()["releases"]
        assert [(each["id"] == first, each["live"]) for each in listed] == [
            (True, True), (False, False)
        ]  # fmt: skip
        assert listed[0]["saved_at"] < listed[0]["activated_at"]


def test_what_there_is_not(desk: Desk) -> None:
    with desk.open() as client:
        for name in ("r-000000000000", "%00"):
            assert problem(client.get(f"/v1/releases/{name}")) == (404, "not-found")
        assert problem(client.get("/v1/releases?limit=0")) == (422, "invalid-request")
