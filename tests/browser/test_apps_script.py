"""The Apps Script of the example, run by a real JavaScript engine with Google's services played."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from standardwebhooks.webhooks import Webhook

SCRIPT = Path(__file__).parents[2] / "examples" / "apps-script" / "Code.gs"
KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

# Bytes are numbers from -128 to 127 in Apps Script. The HMAC is Google's: the test brings the
# right one for the one message that may be signed.
GOOGLE = """
const calls = [], sleeps = [], logs = [], triggers = [], cache = new Map();
let number = 0, locked = false, status = 200, onSleep = () => {};
Date.now = () => played.now;
const signed = byte => (byte > 127 ? byte - 256 : byte);
const bytes = text => Array.from(new TextEncoder().encode(text), signed);
const console = { log: text => logs.push(text), warn: text => logs.push(text) };
const PropertiesService = { getScriptProperties: () => (
  { getProperty: name => played.properties[name] ?? null }) };
const CacheService = { getScriptCache: () => (
  { get: key => cache.get(key) ?? null, put: (key, value) => cache.set(key, value) }) };
const LockService = { getScriptLock: () => ({
  tryLock: () => !locked && (locked = true), releaseLock: () => { locked = false; } }) };
const Utilities = {
  getUuid: () => `id-${++number}`,
  sleep: milliseconds => { sleeps.push(milliseconds); onSleep(sleeps.length); },
  newBlob: text => ({ getBytes: () => bytes(text) }),
  base64Decode: text => Array.from(atob(text), each => signed(each.charCodeAt(0))),
  base64Encode: some => btoa(String.fromCharCode(...some.map(byte => byte & 255))),
  computeHmacSha256Signature: (value, key) => played.hmacs[JSON.stringify([value, key])],
};
const UrlFetchApp = { fetch: (url, options) => {
  calls.push({ url, ...options });
  return { getResponseCode: () => status, getContentText: () => '{"changed":[]}' };
} };
const SpreadsheetApp = { getActive: () => 'book' };
const ScriptApp = {
  getProjectTriggers: () => [...triggers],
  deleteTrigger: trigger => triggers.splice(triggers.indexOf(trigger), 1),
  newTrigger: name => ({ forSpreadsheet: () => ({
    onEdit: () => trigger('edit', name), onChange: () => trigger('change', name) }) }),
};
const trigger = (kind, name) => (
  { create: () => triggers.push({ kind, getHandlerFunction: () => name }) });
"""


def signed_bytes(data: bytes) -> list[int]:
    return [byte - 256 if byte > 127 else byte for byte in data]


def hmacs() -> dict[str, list[int]]:
    """By what Google's function is called with: the signatures of the first few messages."""
    found = {}
    for number in range(1, 60):
        message = f"id-{number}.{int(AT.timestamp())}.{{}}".encode()
        asked = json.dumps([signed_bytes(message), signed_bytes(KEY)], separators=(",", ":"))
        found[asked] = signed_bytes(hmac.digest(KEY, message, "sha256"))
    return found


def play(page: Page, code: str, **properties: str) -> Any:
    """What ``code`` gives after the script, and all that was called."""
    given = {"ROUTEBOOK_URL": "https://r.example/", "ROUTEBOOK_REFRESH_SECRET": SECRET}
    played = {
        "now": AT.timestamp() * 1000 + 999,
        "hmacs": hmacs(),
        "properties": given | properties,
    }
    script = SCRIPT.read_text(encoding="utf-8")
    caught = f"let error = null; try {{ {code} }} catch (thrown) {{ error = thrown.message; }}"
    back = "return { calls, sleeps, logs, error, locked, kinds: triggers.map(it => it.kind) };"
    return page.evaluate(f"played => {{ {GOOGLE}\n{script}\n{caught}\n{back} }}", played)


def test_an_edit_is_told_at_once_signed_as_the_specification_wants(page: Page) -> None:
    found = play(page, "tellRoutebook();")
    (call,) = found["calls"]
    assert found["error"] is None
    assert call["url"] == "https://r.example/v1/tables/refresh"
    assert call["method"] == "post"
    assert call["payload"] == "{}"
    headers = call["headers"]
    assert headers["webhook-timestamp"] == str(int(AT.timestamp()))
    wanted = Webhook(SECRET).sign(headers["webhook-id"], AT, call["payload"])
    assert headers["webhook-signature"] == wanted
    assert not found["locked"]


def test_edits_during_a_message_are_told_together(page: Page) -> None:
    code = "onSleep = count => { if (count === 1) for (let i = 0; i < 10; i++) tellRoutebook(); };"
    found = play(page, code + "tellRoutebook();")
    assert len(found["calls"]) == 2
    assert found["sleeps"] == [1000, 1000]


def test_what_was_told_is_not_told_again(page: Page) -> None:
    """A run that waited for another one, which told its edit too."""
    code = "tellRoutebook(); const same = cache.get('told'); Utilities.getUuid = () => same;"
    assert len(play(page, code + "tellRoutebook();")["calls"]) == 1


def test_somebody_who_never_stops_editing_does_not_make_it_run_for_ever(page: Page) -> None:
    found = play(page, "onSleep = () => tellRoutebook(); tellRoutebook();")
    assert len(found["calls"]) == 20


@pytest.mark.parametrize("status", [401, 404])
def test_what_somebody_has_to_mend_is_an_error(page: Page, status: int) -> None:
    found = play(page, f"status = {status}; tellRoutebook();")
    assert found["error"] == f'Routebook answered {status}: {{"changed":[]}}'
    assert not found["locked"]


def test_what_passes_is_none(page: Page) -> None:
    found = play(page, "status = 503; tellRoutebook();")
    assert found["error"] is None
    assert "within 20 seconds anyway" in found["logs"][0]


def test_it_is_installed_once_however_often_that_is_done(page: Page) -> None:
    found = play(page, "install(); install();")
    assert found["kinds"] == ["edit", "change"]
    assert found["logs"] == ['Routebook answered 200: {"changed":[]}'] * 2


@pytest.mark.parametrize(
    ("properties", "told"),
    [
        ({"ROUTEBOOK_URL": ""}, "Set the script property ROUTEBOOK_URL"),
        ({"ROUTEBOOK_URL": "routebook"}, "Set the script property ROUTEBOOK_URL"),
        ({"ROUTEBOOK_REFRESH_SECRET": "hunter2"}, "ROUTEBOOK_REFRESH_SECRET: whsec_ and base64"),
    ],
)
def test_a_missing_property_is_named(page: Page, properties: dict[str, str], told: str) -> None:
    found = play(page, "install();", **properties)
    assert told in found["error"]
    assert found["calls"] == []
