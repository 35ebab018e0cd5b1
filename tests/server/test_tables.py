"""/v1/tables: rows, what is wrong with them, and reading them anew."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from server.service import Service
from sheets_adapter.csv_folder import CsvFolder

Sheets = dict[str, list[list[object]]]


def test_the_tables_are_listed(client: TestClient, service: Service) -> None:
    release = service.live.release
    assert release is not None
    assert client.get("/v1/tables").json() == [
        {
            "name": name,
            "sheet": sheet,
            "rows": rows,
            "version": release.framework.tables[name].version,
            "state": "live",
            "problems": [],
            "source": "",
        }
        for name, sheet, rows in [("california", "California", 2), ("partners", "Partners", 1)]
    ]


def test_a_table_is_shown_row_by_row(client: TestClient) -> None:
    page = client.get("/v1/tables/california").json()
    assert page["columns"] == ["zip", "owner", "sdr", "territory"]
    assert (page["total"], page["offset"]) == (2, 0)
    assert page["rows"][1] == {
        "row": 3,
        "cells": [
            {"column": "zip", "text": "90000-90899"},
            {"column": "owner", "text": "bo@acme.example"},
            {"column": "sdr", "text": ""},
            {"column": "territory", "text": "Los Angeles"},
        ],
        "link": "",
        "problems": [],
    }


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", list(range(2, 102))),
        ("limit=3", [2, 3, 4]),
        ("limit=3&offset=5", [7, 8, 9]),
        ("offset=400", []),
        ("limit=1000", list(range(2, 302))),
        ("around=150&limit=5", [148, 149, 150, 151, 152]),
        ("around=2&limit=5", [2, 3, 4, 5, 6]),
        ("around=301&limit=5", [297, 298, 299, 300, 301]),
        ("around=9999&limit=2", [300, 301]),
        ("around=1&limit=2", [2, 3]),
        ("around=10&limit=1", [10]),
    ],
)
def test_pages_begin_at_an_offset_or_lie_around_a_row(
    make_service: Callable[..., Service],
    open_client: Callable[[Service], TestClient],
    sheets: Sheets,
    query: str,
    rows: list[int],
) -> None:
    sheets["Partners"][1:] = [[f"p{n}.example", "pat@acme.example"] for n in range(300)]
    client = open_client(make_service(sheets=sheets))
    page = client.get(f"/v1/tables/partners?{query}").json()
    assert [row["row"] for row in page["rows"]] == rows
    assert page["total"] == 300


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "offset=-1", "around=0", "limit=1.5"])
def test_a_page_that_cannot_be_is_refused(client: TestClient, query: str) -> None:
    answer = client.get(f"/v1/tables/california?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == f"query.{query.partition('=')[0]}"


def test_an_unknown_table_says_what_was_probably_meant(client: TestClient) -> None:
    answer = client.get("/v1/tables/californa")
    assert answer.status_code == 404
    assert 'did you mean "california"?' in answer.json()["detail"]


def test_a_broken_edit_holds_its_table_and_says_where(client: TestClient, sheets: Sheets) -> None:
    sheets["California"][2][0] = "9000-x"
    sheets["Partners"].append(["more.example", "pat@acme.example"])
    refreshed = client.post("/v1/tables/refresh").json()
    assert (refreshed["changed"], refreshed["held"]) == (["partners"], ["california"])
    assert [one["cell"] for one in refreshed["problems"]] == ["A3"]
    california, partners = client.get("/v1/tables").json()
    assert (california["state"], california["rows"]) == ("held", 2)
    assert (partners["state"], partners["rows"]) == ("live", 2)
    [problem] = california["problems"]
    assert (problem["sheet"], problem["cell"], problem["severity"]) == ("California", "A3", "error")
    assert problem["since"] == "2026-11-22T09:30:00Z"
    page = client.get("/v1/tables/california").json()
    assert [row["problems"] for row in page["rows"]] == [[], [problem]]
    assert page["rows"][1]["cells"][0]["text"] == "90000-90899"
    sheets["California"][2][0] = "90000-90899"
    assert client.post("/v1/tables/refresh").json()["held"] == []
    assert client.get("/v1/tables").json()[0]["state"] == "live"


def test_rows_of_files_have_links(
    make_service: Callable[..., Service],
    open_client: Callable[[Service], TestClient],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("workbook")
    (folder / "California.csv").write_text("zip,owner,sdr,territory\n94105,a@b.example,,SF\n")
    (folder / "Partners.csv").write_text("domain,owner\np.example,a@b.example\n")
    service = make_service(refreshed=False)
    service.live.source = CsvFolder(folder)
    client = open_client(service)
    assert client.get("/v1/tables/california").json()["rows"][0]["link"] == "California.csv#row=2"
    assert client.get("/v1/tables").json()[0]["source"] == "California.csv#row=1"


def test_a_refresh_without_any_good_table_says_so(
    make_service: Callable[..., Service], open_client: Callable[[Service], TestClient]
) -> None:
    client = open_client(make_service(sheets={"Partners": [["domain", "owner"]]}))
    refreshed = client.post("/v1/tables/refresh").json()
    assert "release" not in refreshed
    assert refreshed["problems"][0]["code"] == "no-sheet"
    assert client.get("/v1/tables").status_code == 503
