"""Who gets in: nobody without a key, but on a machine's own address before there are keys."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.auth import Gate, is_loopback
from server.keys import SCOPES, Scope, create_key, revoke_key
from server.problems import Refused
from server.service import Service

NOW = datetime(2026, 11, 22, tzinfo=UTC)
BODY = {"fields": {"Email": "kim@example.com", "State": "CA", "PostalCode": "94105"}}

# What each scope may do, method and address.
ROUTE = [("POST", "/v1/route"), ("POST", "/v1/route/batch")]
READ = [
    ("GET", "/v1/framework"), ("GET", "/v1/release"), ("GET", "/v1/tables"),
    ("GET", "/v1/tables/california"), ("POST", "/v1/tables/refresh"), ("GET", "/v1/samples"),
    ("GET", "/metrics"), ("GET", "/v1/releases"),
]  # fmt: skip
# The same, where this server has nothing to show: no history, no such release, no draft.
HISTORY: dict[Scope, list[tuple[str, str]]] = {
    "route": [
        ("POST", "/v1/decisions/{id}/feedback"), ("POST", "/v1/decisions/{id}/reroute"),
        ("POST", "/v1/decisions/{id}/claim"), ("DELETE", "/v1/decisions/{id}/claim"),
    ],
    "read": [
        ("GET", "/v1/decisions"), ("GET", "/v1/decisions/{id}"), ("GET", "/v1/events"),
        ("POST", "/v1/decisions/{id}/replay"), ("GET", "/v1/releases/{id}"),
        ("GET", "/v1/releases/{id}/impact"), ("GET", "/v1/draft"),
    ],
    "admin": [
        ("DELETE", "/v1/records/{type}/{id}"), ("POST", "/v1/releases/{id}/accept"),
        ("POST", "/v1/releases/{id}/reject"), ("POST", "/v1/releases/{id}/activate"),
    ],
}  # fmt: skip
OPEN = [("GET", path) for path in ("/healthz", "/readyz", "/openapi.json", "/docs", "/")]


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


@pytest.fixture
def locked(
    keys: Path,
    make_service: Callable[..., Service],
    open_client: Callable[[Service], TestClient],
) -> tuple[TestClient, dict[Scope, str]]:
    """A client of a server with one key of each scope."""
    scopes: tuple[Scope, ...] = ("route", "read", "admin")
    secrets = {scope: create_key(keys, scope, scope, NOW)[1] for scope in scopes}
    return open_client(make_service(keys_file=keys)), secrets


def status(client: TestClient, method: str, path: str, headers: dict[str, str]) -> int:
    body = BODY if path == "/v1/route" else None
    return client.request(method, path, json=body, headers=headers).status_code


def test_every_address_wants_its_scope(locked: tuple[TestClient, dict[Scope, str]]) -> None:
    client, secrets = locked
    for method, path in OPEN:
        assert status(client, method, path, {}) == 200
    for method, path in ROUTE + READ:
        assert status(client, method, path, {}) == 401
        assert status(client, method, path, {"X-API-Key": secrets["read"]}) == 200
        assert status(client, method, path, {"Authorization": f"Bearer {secrets['admin']}"}) == 200
    for method, path in ROUTE:
        assert status(client, method, path, {"X-API-Key": secrets["route"]}) == 200
    for method, path in READ:
        assert status(client, method, path, {"X-API-Key": secrets["route"]}) == 403


def test_every_address_of_the_history_wants_its_scope(
    locked: tuple[TestClient, dict[Scope, str]],
) -> None:
    client, secrets = locked
    for needed, addresses in HISTORY.items():
        for method, path in addresses:
            assert status(client, method, path, {}) == 401
            for scope, secret in secrets.items():
                refused = status(client, method, path, {"X-API-Key": secret}) == 403
                assert refused == (SCOPES.index(scope) < SCOPES.index(needed)), (path, scope)


def test_no_route_is_forgotten_in_these_lists(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["paths"]
    history = [each for addresses in HISTORY.values() for each in addresses]
    listed = set(ROUTE + READ + OPEN + history)
    assert {
        (method.upper(), path.replace("{name}", "california"))
        for path, methods in described.items()
        for method in methods
    } <= listed


def test_a_refusal_says_what_is_wrong_with_the_key(
    locked: tuple[TestClient, dict[Scope, str]], keys: Path
) -> None:
    client, secrets = locked
    missing = client.post("/v1/route", json=BODY)
    assert missing.headers["www-authenticate"] == 'Bearer realm="routebook"'
    assert missing.json()["type"] == "urn:routebook:problem:key-required"
    for wrong in ("nonsense", secrets["route"][:-1]):
        answer = client.post("/v1/route", json=BODY, headers={"X-API-Key": wrong})
        assert answer.json()["type"] == "urn:routebook:problem:key-unknown"
        assert "mistyped" in answer.json()["detail"]
        assert wrong not in answer.text
    answer = client.get("/v1/tables", headers={"Authorization": f"bearer {secrets['route']}"})
    assert answer.status_code == 403
    assert answer.json()["detail"] == "this needs a key with scope read, not route"


def gate(file: Path, *, local: bool = True, times: list[float] | None = None) -> Gate:
    clock = times or [0.0]
    return Gate(file, open_to_local=local, clock=lambda: clock[0])


def test_a_revoked_key_stops_working_without_a_restart(keys: Path) -> None:
    key, secret = create_key(keys, "route", "a", NOW)
    times = [0.0]
    door = gate(keys, times=times)
    headers = {b"x-api-key": secret.encode()}
    assert door.scope(headers) == "route"
    revoke_key(keys, key.id, NOW)
    times[0] = 0.5
    assert door.scope(headers) == "route"  # the file is looked at once a second
    times[0] = 1.5
    with pytest.raises(Refused, match="revoked"):
        door.scope(headers)
    assert not door.open


def test_a_new_key_works_without_a_restart_and_closes_the_door(keys: Path) -> None:
    times = [0.0]
    door = gate(keys, times=times)
    assert door.scope({}) == "admin"
    _, secret = create_key(keys, "read", "a", NOW)
    times[0] = 2.0
    with pytest.raises(Refused, match="send it as"):
        door.scope({})
    assert door.scope({b"authorization": b"Bearer " + secret.encode()}) == "read"


def test_a_key_file_that_breaks_or_goes_opens_nothing(keys: Path) -> None:
    _, secret = create_key(keys, "read", "a", NOW)
    times = [0.0]
    door = gate(keys, times=times)
    keys.write_text("{")
    times[0] = 2.0
    assert door.scope({b"x-api-key": secret.encode()}) == "read"
    keys.unlink()
    times[0] = 4.0
    with pytest.raises(Refused):
        door.scope({})


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True), ("127.1.2.3", True), ("::1", True), ("[::1]", True),
        ("localhost", True), ("0.0.0.0", False), ("::", False), ("10.0.0.1", False),
        ("example.com", False), ("localhost.example.com", False), ("", False),
    ],
)  # fmt: skip
def test_what_counts_as_this_machine(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


@pytest.mark.parametrize(
    ("host", "taken"),
    [
        ("localhost", True), ("LOCALHOST:8080", True), ("127.0.0.1:8080", True),
        ("[::1]:8080", True), ("routebook.localhost", True), ("", True), ("evil.example", False),
        ("127.0.0.1.evil.example", False), ("localhost.evil.example:8080", False), ("[::2]", False),
    ],
)  # fmt: skip
def test_without_keys_a_foreign_name_is_refused(client: TestClient, host: str, taken: bool) -> None:
    for method, path in [("POST", "/v1/route"), ("GET", "/v1/tables")]:
        assert status(client, method, path, {"Host": host}) == (200 if taken else 421)


def test_with_keys_any_name_will_do(locked: tuple[TestClient, dict[Scope, str]]) -> None:
    client, secrets = locked
    headers = {"Host": "routebook.acme.example", "X-API-Key": secrets["read"]}
    assert status(client, "GET", "/v1/tables", headers) == 200


def test_private_fields_are_hidden_from_keys_that_may_only_route(
    locked: tuple[TestClient, dict[Scope, str]],
) -> None:
    client, secrets = locked
    for path in ("/v1/route", "/v1/route/batch"):
        shown = client.post(path, json=BODY, headers={"X-API-Key": secrets["read"]})
        hidden = client.post(path, json=BODY, headers={"X-API-Key": secrets["route"]})
        assert "kim@example.com" in shown.text
        assert "kim@" not in hidden.text
        trace = hidden.json()["trace"]
        assert trace["fields"]["email"]["value"] == "•••"
        assert trace["fields"]["domain"]["value"] == "•••"  # derived from a private field
        assert trace["fields"]["zip"]["value"] == "94105"
        assert trace["steps"][0]["lookup"]["key"] == {"domain": "•••"}


@pytest.mark.parametrize(
    ("origin", "taken"),
    [
        ("http://localhost:8080", True),
        ("http://127.0.0.1:8080", True),
        ("https://elsewhere.example", False),
        ("null", False),
    ],
)
def test_without_keys_a_page_of_somebody_else_is_refused(
    client: TestClient, origin: str, taken: bool
) -> None:
    answer = client.post("/v1/route", content=b'{"fields": {}}', headers={"Origin": origin})
    assert answer.status_code == (200 if taken else 421)
