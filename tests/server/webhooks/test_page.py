"""The page about webhooks: its receiver tells our messages from others."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from server.webhooks import Signer
from tests.docs.pages import blocks

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
OTHER = "whsec_" + base64.b64encode(bytes(24)).decode()


@pytest.fixture
def is_genuine() -> Callable[[dict[str, str], bytes, str], bool]:
    [block] = [it for it in blocks("python") if it.place.startswith("webhooks.md")]
    names: dict[str, Callable[[dict[str, str], bytes, str], bool]] = {}
    exec(block.text, names)
    return names["is_genuine"]


def test_its_receiver_takes_ours_and_nothing_else(
    is_genuine: Callable[[dict[str, str], bytes, str], bool],
) -> None:
    now = datetime.now(UTC)
    headers = Signer(f"{OTHER} {SECRET}").headers("evt_1", now, b"{}")
    assert is_genuine(headers, b"{}", SECRET)
    assert is_genuine(headers, b"{}", OTHER)
    assert not is_genuine(headers, b"{ }", SECRET)
    assert not is_genuine(headers | {"webhook-id": "evt_2"}, b"{}", SECRET)
    old = Signer(SECRET).headers("evt_1", now - timedelta(seconds=301), b"{}")
    assert not is_genuine(old, b"{}", SECRET)
