"""Signatures are those of Standard Webhooks, as its own library sees them."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from server.webhooks import BadSecret, Signer

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
OTHER = "whsec_" + base64.b64encode(bytes(range(24))).decode()
BODY = '{"type":"decision.made","data":{"name":"Zoë"}}'.encode()


def test_the_specification_s_library_takes_them() -> None:
    headers = Signer(SECRET).headers("evt_1", datetime.now(UTC), BODY)
    assert Webhook(SECRET).verify(BODY, headers)["data"] == {"name": "Zoë"}


def test_the_example_of_the_specification() -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = Signer("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}'
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@pytest.mark.parametrize("change", ["body", "id", "time", "secret"])
def test_nothing_of_it_can_be_changed(change: str) -> None:
    now = datetime.now(UTC)
    headers = Signer(OTHER if change == "secret" else SECRET).headers("evt_1", now, BODY)
    if change == "id":
        headers["webhook-id"] = "evt_2"
    if change == "time":
        headers["webhook-timestamp"] = str(int((now - timedelta(seconds=60)).timestamp()))
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(BODY + b" " * (change == "body"), headers)


def test_while_a_secret_is_changed_the_old_and_the_new_one_are_good() -> None:
    headers = Signer(f"{SECRET} {OTHER}").headers("evt_1", datetime.now(UTC), BODY)
    for secret in (SECRET, OTHER):
        Webhook(secret).verify(BODY, headers)


@pytest.mark.parametrize(
    ("secret", "reason"),
    [
        ("", "a webhook secret is missing"),
        ("hunter2", "a webhook secret begins with whsec_"),
        ("whsec_hunter2!", "what follows whsec_ in the webhook secret is no base64"),
        ("whsec_c2hvcnQ=", "the webhook secret has 5 bytes; it needs 24 to 64"),
    ],
)
def test_a_bad_secret_is_told_and_not_shown(secret: str, reason: str) -> None:
    with pytest.raises(BadSecret) as refused:
        Signer(secret)
    assert str(refused.value) == reason
