from __future__ import annotations

import json
from pathlib import Path

import pytest

from sheets_adapter import SourceError
from sheets_adapter.google import Access, GoogleSource
from tests.sheets_adapter.google.scripted import (
    EMAIL,
    Script,
    metadata,
    save,
    service_account,
    values,
)

TOKENS = "http://127.0.0.1:9/token"


def test_a_file_and_its_text_are_the_same_account(tmp_path: Path) -> None:
    info = service_account(TOKENS)
    file = save(tmp_path / "key.json", info)
    for given in (file, str(file), json.dumps(info), f"\n {json.dumps(info)}"):
        assert Access(given).email == EMAIL
        assert Access(given).load().service_account_email == EMAIL  # type: ignore[attr-defined]


def test_only_writers_may_write(tmp_path: Path) -> None:
    access = Access(save(tmp_path / "key.json", service_account(TOKENS)))
    base = "https://www.googleapis.com/auth/"
    assert access.load().scopes == (f"{base}spreadsheets.readonly",)  # type: ignore[attr-defined]
    both = (f"{base}spreadsheets", f"{base}drive.file")
    assert access.load(write=True).scopes == both  # type: ignore[attr-defined]


def without(part: str) -> dict[str, str]:
    return {key: value for key, value in service_account(TOKENS).items() if key != part}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "the Google credentials cannot be read: there is no key.json"),
        ("", "the credentials file key.json is not JSON"),
        ("[]", "the credentials file key.json is not the key of a service account"),
        ({"installed": {}}, "the credentials file key.json is not the key of a service account"),
        (without("client_email"), "the credentials file key.json has no client_email"),
        (
            {"type": "service_account", "client_email": EMAIL},
            "the credentials file key.json has no private_key and no token_uri",
        ),
        (
            {**service_account(TOKENS), "private_key": "-----BEGIN PRIVATE KEY-----"},
            "the private key in the credentials file key.json cannot be read",
        ),
    ],
)
def test_bad_credentials_are_told_at_fetch(tmp_path: Path, content: object, message: str) -> None:
    file = tmp_path / "key.json"
    if content is not None:
        save(file, content)
    source = GoogleSource("1AbC", access=Access(str(file)))
    with pytest.raises(SourceError) as caught:
        source.fetch()
    assert caught.value.message == message
    assert "add a key of type JSON" in caught.value.help
    assert Access(str(file)).email in {"", EMAIL}


def test_a_key_as_text_is_never_repeated() -> None:
    broken = json.dumps({**service_account(TOKENS), "private_key": "my secret"})
    access = Access(broken)
    with pytest.raises(SourceError) as caught:
        access.load()
    assert "secret" not in str(caught.value)
    assert caught.value.message.startswith("the private key in the JSON text in ROUTEBOOK_GOOGLE")
    assert "secret" not in repr(access)


def test_without_credentials_those_of_the_machine_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: Script
) -> None:
    file = save(tmp_path / "key.json", service_account(f"{script.url}/token"))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    script.answers = [metadata("California"), values([["zip"]])]
    source = GoogleSource("1AbC", access=Access(api_url=script.url))
    assert source.fetch().sheets[0].rows == (("zip",),)


def test_no_credentials_at_all_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "nothing.json"))
    with pytest.raises(SourceError) as caught:
        GoogleSource("1AbC").fetch()
    assert caught.value.message == "there are no Google credentials"
    assert "ROUTEBOOK_GOOGLE_CREDENTIALS" in caught.value.help
