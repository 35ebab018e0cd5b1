"""/healthz, /readyz and /metrics."""

from collections.abc import Callable
from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from server.service import Service

Sheets = dict[str, list[list[object]]]


def test_alive_needs_no_release(
    make_service: Callable[..., Service], open_client: Callable[[Service], TestClient]
) -> None:
    client = open_client(make_service(sheets={"Partners": [["domain", "owner"]]}))
    assert client.get("/healthz").json() == {"status": "alive"}
    ready = client.get("/readyz")
    assert ready.status_code == 503
    found = ready.json()
    assert found["status"] == "not ready"
    assert "release" not in found
    assert [one["sheet"] for one in found["problems"]] == ["California"]


def test_a_stale_release_is_ready_and_says_its_age(client: TestClient, service: Service) -> None:
    now = service.clock()
    service.clock = lambda: now + timedelta(hours=5)
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["age_seconds"]) == (200, 5 * 3600)


def test_a_held_table_does_not_make_it_unready(client: TestClient, sheets: Sheets) -> None:
    sheets["California"][1][0] = "?"
    client.post("/v1/tables/refresh")
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["held"]) == (200, ["california"])
    assert [one["cell"] for one in ready.json()["problems"]] == ["A2"]


def test_while_shutting_down_it_is_not_ready(client: TestClient, service: Service) -> None:
    service.stop()
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def metrics(client: TestClient) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    answer = client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_metrics_count_requests_decisions_and_lines(client: TestClient, sheets: Sheets) -> None:
    lead = {"fields": {"State": "CA", "PostalCode": "94105"}}
    for _ in range(3):
        client.post("/v1/route", json=lead)
    client.post("/v1/route", json={})
    client.post("/v1/route/batch", content='{"fields": {}}\n{')
    client.get("/v1/tables/california")
    client.get("/nowhere/1")
    client.get("/nowhere/2")
    sheets["Partners"].append(["x.example", "queue: Partners"])
    client.post("/v1/tables/refresh")
    found = metrics(client)

    def value(name: str, **labels: str) -> float:
        return found[name, frozenset(labels.items())]

    requests = "routebook_http_requests_total"
    assert value(requests, method="POST", path="/v1/route", status="200") == 3
    assert value(requests, method="POST", path="/v1/route", status="422") == 1
    assert value(requests, method="POST", path="/v1/route/batch", status="200") == 1
    assert value(requests, method="GET", path="/v1/tables/{name}", status="200") == 1
    assert value(requests, method="GET", path="other", status="404") == 2
    decided = {"record_type": "lead", "event": "new"}
    name = "routebook_decisions_total"
    assert value(name, outcome="assigned", step="California", **decided) == 3
    assert value(name, outcome="queued", step="otherwise", **decided) == 1
    assert value("routebook_batch_lines_total", result="routed") == 1
    assert value("routebook_batch_lines_total", result="refused") == 1
    durations = "routebook_http_request_duration_seconds"
    assert value(f"{durations}_count", path="/v1/route") == 4
    assert value(f"{durations}_bucket", path="/v1/route", le="+Inf") == 4
    assert value("routebook_table_rows", table="partners") == 2
    assert value("routebook_refreshes_total", result="changed") == 2
    assert value("routebook_ready") == 1
    assert value("routebook_source_age_seconds") == 0
    assert value("routebook_problems") == 0


def test_metrics_tell_of_a_server_that_is_not_ready(
    make_service: Callable[..., Service], open_client: Callable[[Service], TestClient]
) -> None:
    client = open_client(make_service(sheets={"Partners": [["domain", "owner"]]}))
    found = metrics(client)
    assert found["routebook_ready", frozenset()] == 0
    assert found["routebook_problems", frozenset()] >= 1
