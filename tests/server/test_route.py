"""POST /v1/route: what goes in, what comes out, what is refused and how."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from server.service import Service

LEAD = {"Email": "kim@example.com", "State": "CA", "PostalCode": "94105", "Employees": "12"}


def test_a_lead_goes_to_the_owner_of_its_row(client: TestClient, service: Service) -> None:
    answer = client.post(
        "/v1/route", json={"record_type": "lead", "record_id": "00Q1", "fields": LEAD}
    )
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    decision = answer.json()
    trace = decision.pop("trace")
    release = service.live.release
    assert release is not None
    assert decision == {
        "decision_id": "01M819EKE00000000000000000",
        "record_type": "lead",
        "record_id": "00Q1",
        "event": "new",
        "outcome": "assigned",
        "assigned_to": "ana@acme.example",
        "assigned_kind": "rep",
        "roles": {
            "owner": {"kind": "rep", "id": "ana@acme.example"},
            "sdr": {"kind": "rep", "id": "sam@acme.example"},
        },
        "step": "California",
        "values": {"territory": "SF Peninsula"},
        "release": {
            "id": release.id,
            "framework": release.framework_version,
            "workbook": release.workbook_version,
            "activated_at": "2026-11-22T09:30:00Z",
        },
        "decided_at": "2026-11-22T09:30:00Z",
    }
    assert [step["verdict"] for step in trace["steps"]] == ["no row", "skipped", "matched"]
    assert trace["fields"]["zip"]["raw"] == "94105"


def test_the_members_stand_in_the_documented_order(client: TestClient) -> None:
    decision = client.post("/v1/route", json={"fields": LEAD}).json()
    assert list(decision) == [
        "decision_id", "record_type", "record_id", "event", "outcome", "assigned_to",
        "assigned_kind", "roles", "step", "values", "release", "decided_at", "trace",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "members"),
    [
        ("", {"fields", "steps"}),
        ("?trace=full", {"fields", "steps"}),
        ("?trace=steps", {"steps"}),
        ("?trace=none", None),
        ("?other=1", {"fields", "steps"}),
    ],
)
def test_the_trace_can_be_made_smaller(
    client: TestClient, query: str, members: set[str] | None
) -> None:
    decision = client.post(f"/v1/route{query}", json={"fields": LEAD}).json()
    assert (set(decision["trace"]) if "trace" in decision else None) == members


@pytest.mark.parametrize(
    "body",
    [
        {"fields": LEAD, "record_type": None, "event": None, "dry_run": None, "record_id": None},
        {"fields": LEAD, "record_type": "", "event": "", "idempotency_key": ""},
        {"fields": LEAD, "idempotency_key": "a" * 255, "dry_run": True, "unheard": {"of": 1}},
    ],
)
def test_callers_that_cannot_leave_members_out_may_send_them_blank(
    client: TestClient, body: dict[str, Any]
) -> None:
    answer = client.post("/v1/route", json=body)
    assert (answer.status_code, answer.json()["step"]) == (200, "California")


def test_a_record_id_may_be_a_number_and_comes_back_as_text(client: TestClient) -> None:
    answer = client.post("/v1/route", json={"fields": {}, "record_id": 3017400151})
    assert answer.json()["record_id"] == "3017400151"


@pytest.mark.parametrize("event", ["new", "update", "sla_breach", "rejected", "reopened"])
def test_every_event_is_routed(client: TestClient, event: str) -> None:
    decision = client.post("/v1/route", json={"fields": LEAD, "event": event}).json()
    assert (decision["event"], decision["outcome"]) == (event, "assigned")


@pytest.mark.parametrize(
    ("body", "path", "reason"),
    [
        ({}, "$.fields", "this member is required"),
        ([], "$", "expected object, got array"),
        ({"fields": []}, "$.fields", "expected object, got array"),
        ({"fields": {}, "record_type": 5}, "$.record_type", "expected str, got int"),
        ({"fields": {}, "record_id": 1.5}, "$.record_id", "expected int | str, got float"),
        ({"fields": {}, "dry_run": "no"}, "$.dry_run", "expected bool, got str"),
        (
            {"fields": {}, "idempotency_key": "a" * 256},
            "$.idempotency_key",
            "expected str of length <= 255",
        ),
        ({"fields": {}, "event": "nwe"}, "$.event", 'there is no "nwe"; did you mean "new"?'),
    ],
)
def test_a_malformed_request_is_refused_with_path_and_reason(
    client: TestClient, body: Any, path: str, reason: str
) -> None:
    answer = client.post("/v1/route", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == "urn:routebook:problem:invalid-request"
    assert problem["errors"] == [{"path": path, "reason": reason}]
    assert problem["detail"] == f"{path}: {reason}"


def test_an_unknown_record_type_says_what_was_probably_meant(client: TestClient) -> None:
    answer = client.post("/v1/route", json={"record_type": "laed", "fields": {}})
    assert answer.status_code == 422
    assert answer.json() == {
        "type": "urn:routebook:problem:unknown-record-type",
        "title": "The framework has no such record type",
        "status": 422,
        "detail": 'there is no "laed"; did you mean "lead"?',
        "errors": [{"path": "$.record_type", "reason": 'there is no "laed"; did you mean "lead"?'}],
    }


def test_with_several_record_types_one_must_be_named(
    make_service: Callable[..., Service], open_client: Callable[[Service], TestClient]
) -> None:
    two = """
    framework two
    record lead { email email from "Email" }
    record account { name text from "Name" }
    route lead { otherwise -> queue "Leads" }
    route account { otherwise -> queue "Accounts" }
    """
    client = open_client(make_service(two))
    unnamed = client.post("/v1/route", json={"fields": {}})
    assert unnamed.status_code == 422
    assert unnamed.json()["detail"] == "say which of lead, account it is"
    named = client.post("/v1/route", json={"fields": {}, "record_type": "account"})
    assert named.json()["assigned_to"] == "Accounts"


def test_an_unknown_trace_size_is_refused(client: TestClient) -> None:
    answer = client.post("/v1/route?trace=ful", json={"fields": {}})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"path": "query.trace", "reason": 'there is no "ful"; did you mean "full"?'}
    ]


@pytest.mark.parametrize(
    "declared",
    [
        None,
        "application/json",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/vnd.acme+json",
        "",
    ],
)
def test_json_under_any_of_its_names_is_taken(client: TestClient, declared: str | None) -> None:
    headers = {} if declared is None else {"content-type": declared}
    answer = client.post("/v1/route", content=b'{"fields": {}}', headers=headers)
    assert answer.status_code == 200


def test_a_body_that_is_declared_something_else_is_refused(client: TestClient) -> None:
    answer = client.post("/v1/route", content=b"a,b", headers={"content-type": "text/csv"})
    assert answer.status_code == 415
    assert "text/csv" in answer.json()["detail"]


def test_what_curl_declares_is_taken_but_not_from_a_page(
    client: TestClient,
) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = client.post("/v1/route", content=b'{"fields": {}}', headers=headers)
    assert answer.status_code == 200
    headers["origin"] = "http://localhost:3000"
    answer = client.post("/v1/route", content=b'{"fields": {}}', headers=headers)
    assert answer.status_code == 415


def test_a_long_idempotency_key_is_refused(client: TestClient) -> None:
    headers = {"Idempotency-Key": "k" * 256}
    answer = client.post("/v1/route", json={"fields": {}}, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "header.Idempotency-Key"
    headers = {"Idempotency-Key": "k" * 255}
    assert client.post("/v1/route", json={"fields": {}}, headers=headers).status_code == 200


def test_without_a_release_it_is_not_ready_and_says_why(
    make_service: Callable[..., Service], open_client: Callable[[Service], TestClient]
) -> None:
    client = open_client(make_service(sheets={"California": [["zip", "owner"]]}))
    answer = client.post("/v1/route", json={"fields": {}})
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    problem = answer.json()
    assert problem["type"] == "urn:routebook:problem:not-ready"
    assert "California" in problem["detail"]


def test_other_methods_and_addresses_are_problems_too(client: TestClient) -> None:
    wrong = client.get("/v1/route")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "POST")
    assert wrong.json()["type"] == "urn:routebook:problem:method-not-allowed"
    nowhere = client.get("/v1/nowhere")
    assert nowhere.status_code == 404
    assert nowhere.json()["type"] == "urn:routebook:problem:not-found"
    assert client.get("/v1/tables/").status_code == 404


def test_a_fault_of_ours_is_a_500_with_an_id_and_nothing_else(
    client: TestClient,
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    release = service.live.release
    assert release is not None

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(release.framework, "decide", broken)
    answer = client.post("/v1/route", json={"fields": LEAD})
    assert answer.status_code == 500
    problem = answer.json()
    assert problem["type"] == "urn:routebook:problem:internal-error"
    assert "secret" not in answer.text
    [record] = [each for each in caplog.records if each.name == "routebook.server"]
    assert vars(record)["error_id"] == problem["error_id"]
    assert record.exc_info is not None
    assert "kim@example.com" not in caplog.text


def test_a_request_sees_one_release_and_the_next_one_the_next(
    client: TestClient, sheets: dict[str, list[list[object]]]
) -> None:
    before = client.post("/v1/route", json={"fields": LEAD}).json()
    sheets["California"][1][1] = "new@acme.example"
    refreshed = client.post("/v1/tables/refresh").json()
    assert refreshed["changed"] == ["california"]
    after = client.post("/v1/route", json={"fields": LEAD}).json()
    assert (before["assigned_to"], after["assigned_to"]) == ("ana@acme.example", "new@acme.example")
    assert after["release"]["id"] == refreshed["release"]["id"] != before["release"]["id"]
