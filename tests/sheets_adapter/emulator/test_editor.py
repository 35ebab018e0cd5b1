"""What the page for people talks to, and who else may not."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests

from sheets_adapter.emulator import EmulatedSpreadsheet, Emulator, Served


def ask(served: Served, path: str, **headers: str) -> requests.Response:
    return requests.get(f"{served.url}{path}", headers=headers, timeout=5)


def post(served: Served, what: str, body: Any, **headers: str) -> requests.Response:
    url = f"{served.url}/emulator/{what}"
    return requests.post(url, json=body, headers=headers, timeout=5)


def test_the_page_has_all_its_files_and_no_script_inside(served: Served) -> None:
    home = ask(served, "/")
    assert home.status_code == 200
    assert "default-src 'none'; script-src 'self'" in home.headers["Content-Security-Policy"]
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", home.text) == []
    files = re.findall(r'(?:href|src)="(page/[^"]+)"', home.text)
    assert len(set(files)) == 3
    for file in [*files, "page/grid.js"]:
        answer = ask(served, f"/{file}")
        assert answer.status_code == 200
        assert "http" not in re.sub(r"http://www\.w3\.org/\S+", "", answer.text)
    assert ask(served, "/page/nothing.js").status_code == 404
    assert ask(served, "/page/..%2Feditor.py").status_code == 404


def test_the_page_sees_a_tab_with_its_notes(served: Served, book: EmulatedSpreadsheet) -> None:
    book.set_note("California", "B2", "Who?")
    state = ask(served, "/emulator/sheet").json()
    assert [tab["title"] for tab in state["tabs"]] == book.tabs
    assert state["rows"][1] == ["02139", "ana@acme.example"]
    assert state["notes"] == {"B2": "Who?"}
    other = ask(served, f"/emulator/sheet?tab={book.sheet_id('Empty')}").json()
    assert other["rows"] == []


def test_the_same_is_not_sent_twice(served: Served, book: EmulatedSpreadsheet) -> None:
    tag = ask(served, "/emulator/sheet").headers["ETag"]
    assert ask(served, "/emulator/sheet", **{"If-None-Match": tag}).status_code == 304
    book.set("California", "A2", "x")
    assert ask(served, "/emulator/sheet", **{"If-None-Match": tag}).status_code == 200


def test_a_long_tab_comes_in_parts(served: Served, emulator: Emulator) -> None:
    emulator.add({"Long": [[number] for number in range(450)]})
    state = ask(served, "/emulator/sheet?from=400").json()
    assert (state["used"], len(state["rows"]), state["rows"][0]) == (450, 50, ["400"])


def test_people_edit_cells_lines_and_tabs(served: Served, book: EmulatedSpreadsheet) -> None:
    cell = {"tab": book.sheet_id("California"), "row": 1, "column": 0, "text": "=01000"}
    assert post(served, "cell", cell).status_code == 200
    assert book.value("California", "A2") == "=01000"
    post(served, "lines", {"dimension": "ROWS", "at": 1})
    post(served, "lines", {"dimension": "COLUMNS", "at": 0})
    assert book.value("California", "B3") == "=01000"
    post(served, "lines", {"dimension": "ROWS", "at": 1, "delete": True})
    assert book.value("California", "B2") == "=01000"
    made = post(served, "tabs", {"title": "New"}).json()
    assert book.sheet_id("New") == made["tab"]


def test_people_switch_faults_on_and_off(served: Served, emulator: Emulator) -> None:
    emulator.add()
    post(served, "faults", {"kind": "503-html", "times": None})
    post(served, "faults", {"kind": "500", "times": 2})
    assert [(one.kind, one.times) for one in emulator.faults.waiting] == [
        ("503-html", None),
        ("500", 2),
    ]
    assert ask(served, "/emulator/sheet").json()["faults"][0]["kind"] == "503-html"
    post(served, "faults", {})
    assert emulator.faults.waiting == ()


@pytest.mark.parametrize(
    ("what", "body", "status", "reason"),
    [
        ("cell", {"row": -1, "column": 0}, 400, "whole number"),
        ("cell", {"row": 10**9, "column": 0}, 400, "no such cell"),
        ("cell", {"tab": 99, "row": 0, "column": 0}, 404, "no such tab"),
        ("cell", {"book": "x", "row": 0, "column": 0}, 404, "no such spreadsheet"),
        ("cell", [], 400, "JSON object"),
        ("lines", {"dimension": "DIAGONALS", "at": 0}, 400, "ROWS or COLUMNS"),
        ("lines", {"dimension": "ROWS", "at": 5000, "delete": True}, 400, "cannot be deleted"),
        ("tabs", {"title": "california"}, 400, "already exists"),
        ("tabs", {"title": " "}, 400, "blank"),
        ("faults", {"kind": "418"}, 400, "there is no fault 418"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    served: Served, book: EmulatedSpreadsheet, what: str, body: Any, status: int, reason: str
) -> None:
    answer = post(served, what, body)
    assert answer.status_code == status
    assert reason in answer.json()["reason"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "["},
        {"Host": "127.0.0.1.evil.example:80"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_other_sites_are_refused(
    served: Served, book: EmulatedSpreadsheet, headers: dict[str, str]
) -> None:
    cell = {"row": 0, "column": 0, "text": "stolen"}
    assert post(served, "cell", cell, **headers).status_code == 403
    assert ask(served, "/emulator/sheet", **headers).status_code == 403
    assert book.value("California", "A1") == "zip"


def test_a_form_of_another_site_is_refused(served: Served, book: EmulatedSpreadsheet) -> None:
    url = f"{served.url}/emulator/cell"
    answer = requests.post(url, data={"row": 0, "column": 0, "text": "x"}, timeout=5)
    assert answer.status_code == 415


def test_the_page_is_not_in_the_log_and_spared_by_faults(
    served: Served, emulator: Emulator, book: EmulatedSpreadsheet
) -> None:
    emulator.faults.next("500", times=None)
    assert ask(served, "/emulator/sheet").status_code == 200
    assert emulator.requests == []
