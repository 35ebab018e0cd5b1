"""The judge of the exchanges can find fault, and finds none in what Google would send."""

from __future__ import annotations

from typing import Any

import pytest

from sheets_adapter.emulator import KINDS, Exchange
from sheets_adapter.emulator.kinds import TOKEN
from sheets_adapter.emulator.methods import METHODS
from tests.sheets_adapter.emulator.discovery import method, problems

GET = {"kind": "spreadsheets.get", "method": "GET", "path": "/v4/spreadsheets/1a"}
UPDATE = {
    "kind": "spreadsheets:batchUpdate",
    "method": "POST",
    "path": "/v4/spreadsheets/1a:batchUpdate",
    "request": {"requests": [{"deleteSheet": {"sheetId": 1}}]},
}


def judged(base: dict[str, Any], **changed: Any) -> list[str]:
    usual = {"query": {}, "request": None, "status": 200, "response": {"spreadsheetId": "1a"}}
    return problems(Exchange(**(usual | base | changed)))


def repeat(fields: str) -> dict[str, Any]:
    details = {"range": {"sheetId": 0}, "cell": {}, "fields": fields}
    return {"requests": [{"repeatCell": details}]}


@pytest.mark.parametrize(
    ("base", "changed", "words"),
    [
        (GET, {"method": "POST"}, "Google has GET for it"),
        (GET, {"path": "/v4/sheets/1a"}, "Google's path is"),
        (GET, {"query": {"includeGrid": ["true"]}}, "no parameter includeGrid"),
        (GET, {"query": {"includeGridData": ["yes"]}}, "no boolean"),
        (GET, {"query": {"fields": ["sheets.name"]}}, "unknown part name"),
        (GET, {"query": {"fields": ["sheetId"]}}, "unknown part sheetId"),
        (GET, {"query": {"fields": ["a", "b"]}}, "2 times"),
        (GET, {"request": {}}, "takes no body"),
        (GET, {"response": {"id": "1a"}}, "'id' was unexpected"),
        (GET, {"response": {"sheets": {}}}, "is not of type 'array'"),
        (GET, {"response": {"sheets": [{"properties": {"index": "1"}}]}}, "not of type 'integer'"),
        (UPDATE, {"request": {"requests": [{"deleteTab": {}}]}}, "'deleteTab' was unexpected"),
        (UPDATE, {"request": repeat("note,colour")}, "unknown part colour"),
        (GET, {"status": 404, "response": {}}, "'error' is a required property"),
        (GET, {"status": 404, "response": {"error": {"code": 404, "message": "x"}}}, "not valid"),
        (
            GET,
            {"status": 500, "response": {"error": {"code": 4, "message": "x", "status": "X"}}},
            "another code",
        ),
    ],
)
def test_a_fault_is_found(base: dict[str, Any], changed: dict[str, Any], words: str) -> None:
    assert any(words in problem for problem in judged(base, **changed))


@pytest.mark.parametrize(
    ("base", "changed"),
    [
        (GET, {"query": {"ranges": ["A1", "B2"], "fields": ["sheets(properties/title,data)"]}}),
        (UPDATE, {}),
        (UPDATE, {"request": repeat("userEnteredFormat(numberFormat.type,textFormat)")}),
    ],
)
def test_what_is_right_is_let_pass(base: dict[str, Any], changed: dict[str, Any]) -> None:
    assert judged(base, **changed) == []


def test_every_kind_of_request_is_a_method_of_google_s() -> None:
    assert {TOKEN, *(one.kind for one in METHODS)} == set(KINDS)
    for one in METHODS:
        assert method(one.kind)[1]["httpMethod"] == one.verb
