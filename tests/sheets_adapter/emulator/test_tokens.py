"""Who gets a token, and what it opens: with the real google-auth, and with forged assertions."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import gspread
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import crypt, jwt
from google.auth.exceptions import RefreshError
from google.oauth2.service_account import Credentials
from gspread.exceptions import APIError, SpreadsheetNotFound

from sheets_adapter.emulator import EmulatedSpreadsheet, Emulator, Served, running
from sheets_adapter.emulator.tokens import GRANT
from tests.sheets_adapter.emulated import READ, SCOPE, WRITE, client_of

GOOGLE_AUDIENCE = "https://oauth2.googleapis.com/token"


def grant(served: Served, **changed: Any) -> requests.Response:
    """Ask for a token with some claims changed."""
    info = json.loads(served.credentials.read_text())
    signer = changed.pop("signer", None)
    signer = signer or crypt.RSASigner.from_service_account_info(info)  # type: ignore[no-untyped-call]
    now = int(time.time())
    claims = {
        "iss": served.email,
        "aud": GOOGLE_AUDIENCE,
        "iat": now,
        "exp": now + 3600,
        "scope": WRITE[0],
    }
    assertion = jwt.encode(signer, claims | changed)  # type: ignore[no-untyped-call]
    form = {"grant_type": GRANT, "assertion": assertion}
    return requests.post(f"{served.url}/token", data=form, timeout=5)


def test_a_good_assertion_gets_a_bearer_token(served: Served) -> None:
    answer = grant(served)
    assert answer.status_code == 200
    assert answer.json()["token_type"] == "Bearer"
    assert answer.json()["expires_in"] == 3599


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"iss": "eve@emulated.iam.gserviceaccount.com"}, "invalid_grant"),
        ({"aud": "https://evil.example/token"}, "invalid_grant"),
        ({"exp": 1_000_000_000, "iat": 999_996_400}, "invalid_grant"),
        ({"iat": 1_000_000_000}, "invalid_grant"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "https://www.googleapis.com/auth/gmail"}, "invalid_scope"),
        ({"sub": "ceo@acme.example"}, "unauthorized_client"),
    ],
)
def test_a_wrong_claim_gets_none(served: Served, changed: dict[str, Any], error: str) -> None:
    answer = grant(served, **changed)
    assert answer.status_code in (400, 401)
    assert answer.json()["error"] == error


def test_a_forged_signature_gets_none(served: Served) -> None:
    forger = crypt.RSASigner(rsa.generate_private_key(public_exponent=65537, key_size=1024))  # type: ignore[no-untyped-call]
    answer = grant(served, signer=forger)
    assert answer.json() == {
        "error": "invalid_grant",
        "error_description": "Invalid JWT Signature.",
    }


@pytest.mark.parametrize("assertion", ["", "x", "a.b.c", "e30.e30.AAAA"])
def test_what_is_no_assertion_gets_none(served: Served, assertion: str) -> None:
    form = {"grant_type": GRANT, "assertion": assertion}
    answer = requests.post(f"{served.url}/token", data=form, timeout=5)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    other = requests.post(f"{served.url}/token", data={"grant_type": "password"}, timeout=5)
    assert other.json()["error"] == "unsupported_grant_type"


def test_the_account_file_is_for_its_owner_only(served: Served) -> None:
    assert served.credentials.stat().st_mode & 0o777 == 0o600
    loaded = Credentials.from_service_account_file(served.credentials)  # type: ignore[no-untyped-call]
    assert loaded.service_account_email == served.email


def test_without_a_private_folder_the_file_goes_again(stays_here: None) -> None:
    with running(Emulator()) as served:
        assert served.credentials.exists()
    assert not served.credentials.exists()


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({}, "Request is missing required authentication credential. Expected OAuth 2 access"),
        ({"Authorization": "Bearer ya29.no"}, "Request had invalid authentication credentials."),
        ({"Authorization": "Basic eA=="}, "Request had invalid authentication credentials."),
    ],
)
def test_without_a_good_token_it_is_401(
    served: Served, book: EmulatedSpreadsheet, headers: dict[str, str], message: str
) -> None:
    answer = requests.get(f"{served.url}/v4/spreadsheets/{book.id}", headers=headers, timeout=5)
    assert answer.status_code == 401
    error = answer.json()["error"]
    assert (error["code"], error["status"]) == (401, "UNAUTHENTICATED")
    assert error["message"].startswith(message)


def test_a_token_lasts_an_hour(tmp_path: Path, stays_here: None) -> None:
    now = [time.time()]
    emulator = Emulator(clock=lambda: now[0])
    book = emulator.add({"T": [["a"]]})
    with running(emulator, folder=tmp_path) as served:
        sheet = client_of(served).open_by_key(book.id)
        now[0] += 3601
        emulator.faults.next("token-invalid-grant")
        with pytest.raises(RefreshError):
            sheet.values_get("T")


def test_a_reader_s_scope_reads_and_does_not_write(
    served: Served, book: EmulatedSpreadsheet
) -> None:
    tab = client_of(served, READ).open_by_key(book.id).worksheet("California")
    assert tab.acell("A2").value == "02139"
    with pytest.raises(APIError, match="insufficient authentication scopes") as caught:
        tab.update([["x"]], "A1")
    assert caught.value.error["status"] == "PERMISSION_DENIED"
    with pytest.raises(APIError, match="insufficient authentication scopes"):
        client_of(served, (f"{SCOPE}drive.metadata.readonly",)).create("x")


def test_sharing_decides_who_reads_and_who_writes(
    emulator: Emulator, client: gspread.Client, book: EmulatedSpreadsheet
) -> None:
    emulator.share(book, write=False)
    tab = client.open_by_key(book.id).worksheet("California")
    assert tab.acell("A2").value == "02139"
    with pytest.raises(APIError, match="The caller does not have permission"):
        tab.update([["x"]], "A1")
    emulator.unshare(book)
    with pytest.raises(PermissionError):
        client.open_by_key(book.id)
    emulator.share(book)
    tab.update([["x"]], "A1")
    assert book.value("California", "A1") == "x"


def test_an_unknown_spreadsheet_is_404(client: gspread.Client) -> None:
    with pytest.raises(SpreadsheetNotFound):
        client.open_by_key("nowhere")
