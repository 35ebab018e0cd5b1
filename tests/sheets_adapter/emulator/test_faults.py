"""Faults and quota, as the real client meets them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import gspread
import pytest
import requests
from google.auth.exceptions import RefreshError
from gspread.exceptions import APIError

from sheets_adapter.emulator import FAULTS, Emulator, Quota, Served, running
from sheets_adapter.emulator.errors import GoogleError
from sheets_adapter.emulator.faults import Fault, error_of
from sheets_adapter.emulator.kinds import TOKEN
from tests.sheets_adapter.emulated import client_of
from tests.sheets_adapter.emulator.discovery import error_problems


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [
        ("401", 401, "UNAUTHENTICATED"),
        ("403-permission", 403, "PERMISSION_DENIED"),
        ("403-disabled", 403, "PERMISSION_DENIED"),
        ("403-rate", 403, None),
        ("404", 404, "NOT_FOUND"),
        ("408", 408, "DEADLINE_EXCEEDED"),
        ("429", 429, "RESOURCE_EXHAUSTED"),
        ("500", 500, "INTERNAL"),
    ],
)
def test_an_error_comes_once_in_google_s_own_words(
    emulator: Emulator, sheet: gspread.Spreadsheet, kind: str, code: int, status: str | None
) -> None:
    emulator.faults.next(kind, times=3 if kind == "401" else 1)  # google-auth tries a 401 again
    with pytest.raises(APIError) as caught:
        sheet.values_get("California")
    assert caught.value.response.status_code == caught.value.code == code
    assert caught.value.error.get("status") == status
    assert error_problems(caught.value.response.json(), code) == []
    assert "values" in sheet.values_get("California")


def test_the_details_say_which_quota_and_which_api(
    emulator: Emulator, sheet: gspread.Spreadsheet
) -> None:
    emulator.faults.next("429", retry_after=7)
    emulator.faults.next("403-disabled")
    emulator.faults.next("403-rate")
    with pytest.raises(APIError, match="Quota exceeded for quota metric 'Read requests'") as caught:
        sheet.values_get("California")
    assert caught.value.response.headers["Retry-After"] == "7"
    assert caught.value.error["details"][0]["reason"] == "RATE_LIMIT_EXCEEDED"
    with pytest.raises(APIError, match="Google Sheets API has not been used") as caught:
        sheet.values_get("California")
    assert caught.value.error["details"][0]["reason"] == "SERVICE_DISABLED"
    with pytest.raises(APIError, match="Rate Limit Exceeded") as caught:
        sheet.values_get("California")
    assert caught.value.error["errors"][0]["domain"] == "usageLimits"


def test_a_page_comes_instead_of_json(emulator: Emulator, sheet: gspread.Spreadsheet) -> None:
    emulator.faults.next("503-html")
    emulator.faults.next("200-html")
    with pytest.raises(APIError) as caught:
        sheet.values_get("California")
    assert (caught.value.code, caught.value.response.status_code) == (-1, 503)
    assert caught.value.response.headers["content-type"].startswith("text/html")
    with pytest.raises(requests.JSONDecodeError):
        sheet.values_get("California")


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("dropped", requests.ConnectionError),
        ("half", requests.exceptions.ChunkedEncodingError),
        ("slow", requests.Timeout),
    ],
)
def test_the_connection_fails(
    emulator: Emulator, sheet: gspread.Spreadsheet, kind: str, error: type[Exception]
) -> None:
    sheet.client.set_timeout(0.2)
    emulator.faults.next(kind)
    with pytest.raises(error):
        sheet.values_get("California")
    sheet.client.set_timeout(5)
    assert "values" in sheet.values_get("California")


def test_a_slow_answer_comes_in_the_end(emulator: Emulator, sheet: gspread.Spreadsheet) -> None:
    emulator.faults.next("slow", seconds=0.2)
    began = time.monotonic()
    assert "values" in sheet.values_get("California")
    assert time.monotonic() - began >= 0.2


def test_the_end_of_an_emulator_waits_for_no_slow_answer(tmp_path: Path) -> None:
    emulator = Emulator()
    emulator.faults.next("slow", seconds=600)
    with running(emulator, folder=tmp_path) as served, pytest.raises(requests.Timeout):
        requests.get(f"{served.url}/v4/spreadsheets/x", timeout=0.1)


def test_a_fault_lasts_until_it_is_cleared(emulator: Emulator, sheet: gspread.Spreadsheet) -> None:
    emulator.faults.next("500", times=None)
    for _ in range(3):
        with pytest.raises(APIError, match="Internal error"):
            sheet.values_get("California")
    emulator.faults.clear()
    assert "values" in sheet.values_get("California")


def test_a_fault_may_wait_for_one_kind_of_request(
    emulator: Emulator, sheet: gspread.Spreadsheet
) -> None:
    emulator.faults.next("500", times=2, on="values:batchGet")
    assert sheet.fetch_sheet_metadata()["sheets"]
    for _ in range(2):
        with pytest.raises(APIError, match="Internal error"):
            sheet.values_batch_get(["California"])
    assert emulator.faults.waiting == ()
    assert sheet.values_batch_get(["California"])["valueRanges"]


@pytest.mark.parametrize(
    ("kind", "message"),
    [("token-invalid-grant", "account not found"), ("token-500", "Internal error encountered")],
)
def test_the_token_endpoint_fails(
    emulator: Emulator, served: Served, kind: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)  # google-auth waits between tries
    emulator.faults.next(kind, times=None)
    book = emulator.add({"T": []})
    with pytest.raises(RefreshError, match=message):
        client_of(served).open_by_key(book.id)


def test_the_token_endpoint_is_slow(emulator: Emulator, served: Served) -> None:
    emulator.faults.next("token-slow", seconds=600)
    with pytest.raises(requests.Timeout):
        requests.post(f"{served.url}/token", data={}, timeout=0.1)


def test_every_fault_does_something() -> None:
    transport = {"503-html", "200-html", "slow", "token-slow", "dropped", "half"}
    for kind in FAULTS:
        fault = Fault(kind, 1, None, None, None)
        on = TOKEN if kind.startswith("token-") else "values.get"
        assert isinstance(error_of(fault, on), GoogleError) is (kind not in transport)


def test_a_fault_that_does_not_exist_is_refused(emulator: Emulator) -> None:
    with pytest.raises(ValueError, match="there is no fault 418; one of 401, "):
        emulator.faults.next("418")
    with pytest.raises(ValueError, match="there is no kind of request values; one of token, "):
        emulator.faults.next("500", on="values")


def test_a_quota_is_counted_by_the_minute(tmp_path: Path, watch: Any, stays_here: None) -> None:
    now = [time.time()]
    quota = Quota(per_user=3, per_project=300)
    emulator = Emulator(clock=lambda: now[0], quota=quota, watch=watch)
    book = emulator.add({"T": [["a"]]})
    with running(emulator, folder=tmp_path) as served:
        sheet = client_of(served).open_by_key(book.id)
        sheet.values_get("T")
        sheet.values_get("T")
        with pytest.raises(APIError, match="'Read requests per minute per user'") as caught:
            sheet.values_get("T")
        assert caught.value.error["details"][0]["metadata"]["quota_limit_value"] == "3"
        sheet.values_update("T!A1", params={"valueInputOption": "RAW"}, body={"values": [["b"]]})
        now[0] += 60
        assert sheet.values_get("T")["values"] == [["b"]]


def test_the_log_has_every_request_with_its_answer(
    emulator: Emulator, sheet: gspread.Spreadsheet
) -> None:
    emulator.requests.clear()
    emulator.faults.next("500")
    emulator.faults.next("dropped")
    for _ in range(2):
        with pytest.raises((APIError, requests.ConnectionError)):
            sheet.values_get("Empty")
    sheet.values_get("Empty")
    kept = [(one.method, one.kind, one.status) for one in emulator.requests]
    assert kept == [("GET", "values.get", status) for status in (500, 0, 200)]
    assert emulator.requests[0].path.endswith("/values/Empty")
