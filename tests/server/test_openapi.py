"""/openapi.json: valid, importable by Salesforce, and true of what is answered."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import OpenAPIV30SpecValidator
from starlette.testclient import TestClient

from server import Settings, build
from server.problems import PROBLEMS
from server.service import Service
from tests.server.histories import Desk, routed

ACME = Path(__file__).parents[2] / "examples" / "acme"
IDENTIFIER = re.compile(r"[A-Za-z](_?[A-Za-z0-9])*")
Document = dict[str, Any]


@pytest.fixture(scope="module")
def acme() -> Iterator[TestClient]:
    settings = Settings(
        ACME / "acme.route", str(ACME / "workbook"), samples=ACME / "leads", database_url=""
    )
    with TestClient(build(settings), base_url="http://localhost") as client:
        yield client


@pytest.fixture(scope="module")
def document(acme: TestClient) -> Document:
    found = acme.get("/openapi.json").json()
    assert isinstance(found, dict)
    return found


def nodes(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
        for each in part.values():
            yield from nodes(each)
    elif isinstance(part, list):
        for each in part:
            yield from nodes(each)


def test_it_is_valid_openapi_3_0_3(document: Document) -> None:
    assert document["openapi"] == "3.0.3"
    OpenAPIV30SpecValidator(document).validate()


def test_salesforce_finds_nothing_that_it_does_not_take(document: Document) -> None:
    for node in nodes(document):
        assert not {"oneOf", "anyOf", "allOf", "not", "const", "discriminator"} & set(node)
        assert not isinstance(node.get("type"), list)
        assert node.get("type") != "null"
        description = node.get("description")
        if isinstance(description, str):
            assert 0 < len(description) < 1_333
    operations = [one for methods in document["paths"].values() for one in methods.values()]
    names = [one["operationId"] for one in operations]
    names += [parameter["name"] for one in operations for parameter in one.get("parameters", [])]
    for name, schema in document["components"]["schemas"].items():
        names += [name, *schema.get("properties", {})]
        # an object within another one has a name of its own
        inner = nodes(list(schema.get("properties", {}).values()))
        assert not any({"properties", "additionalProperties"} & set(node) for node in inner), name
    assert [name for name in names if not IDENTIFIER.fullmatch(name)] == []
    assert len({one["operationId"] for one in operations}) == len(operations)


def test_the_names_of_the_framework_stand_in_it(document: Document) -> None:
    schemas = document["components"]["schemas"]
    request = schemas["RouteRequest"]["properties"]
    assert request["fields"] == {"$ref": "#/components/schemas/RecordFields"}
    assert request["record_type"]["enum"] == ["lead"]
    assert request["event"]["enum"] == ["new", "update", "sla_breach", "rejected", "reopened"]
    assert {"email", "state", "zip"} <= set(schemas["RecordFields"]["properties"])
    assert "domain" not in schemas["RecordFields"]["properties"]  # derived, so nobody sends it
    assert "domain" in schemas["FieldReadings"]["properties"]
    assert list(schemas["Roles"]["properties"]) == ["owner", "sdr"]
    assert list(schemas["RowValues"]["properties"]) == ["territory"]
    assert "zip" in schemas["LookupKey"]["properties"]


def test_before_a_release_the_document_is_there_without_those_names(
    make_service: Callable[..., Service], open_client: Callable[[Service], TestClient]
) -> None:
    client = open_client(make_service(sheets={"Partners": [["domain", "owner"]]}))
    found = client.get("/openapi.json").json()
    OpenAPIV30SpecValidator(found).validate()
    assert found["components"]["schemas"]["RecordFields"]["properties"] == {}


def test_the_document_follows_the_framework(client: TestClient, service: Service) -> None:
    tag = client.get("/openapi.json").headers["etag"]
    file = service.settings.framework
    file.write_text(file.read_text().replace("employees", "headcount"), encoding="utf-8")
    client.post("/v1/tables/refresh")
    answer = client.get("/openapi.json")
    fields = answer.json()["components"]["schemas"]["RecordFields"]["properties"]
    assert "headcount" in fields
    assert answer.headers["etag"] != tag


def strict(schema: Any) -> Any:
    """The schema with every object closed, so that a member that is not described shows."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: strict(part) for name, part in schema.items()}
    if isinstance(found.get("properties"), dict) and "type" in found:
        found.setdefault("additionalProperties", False)
    return found


def validator(document: Document, schema: str) -> Any:
    closed = strict(document["components"])
    return OAS30Validator({"components": closed, "$ref": f"#/components/schemas/{schema}"})


def test_every_sample_lead_is_decided_as_described(acme: TestClient, document: Document) -> None:
    check = validator(document, "Decision")
    for sample in acme.get("/v1/samples").json():
        for query in ("", "?trace=steps", "?trace=none"):
            decision = acme.post(f"/v1/route{query}", json={"fields": sample["fields"]}).json()
            check.validate(decision)


def test_odd_records_are_decided_as_described(acme: TestClient, document: Document) -> None:
    check = validator(document, "Decision")
    odd = [
        {},
        {"State": "??", "StateCode": "CA"},
        {"Email": ["a"]},
        {"NumberOfEmployees": "x" * 99},
    ]
    for fields in [*odd, {"Routing_Override__c": "yes", "OwnerEmail": "gone@acme.example"}]:
        for event in ("new", "sla_breach"):
            check.validate(acme.post("/v1/route", json={"fields": fields, "event": event}).json())


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("/v1/framework", "FrameworkView"),
        ("/v1/release", "ReleaseView"),
        ("/v1/tables/california", "TablePage"),
        ("/readyz", "Readiness"),
        ("/healthz", "Health"),
    ],
)
def test_answers_are_as_described(
    acme: TestClient, document: Document, path: str, schema: str
) -> None:
    validator(document, schema).validate(acme.get(path).json())


def test_lists_are_as_described(acme: TestClient, document: Document) -> None:
    for table in acme.get("/v1/tables").json():
        validator(document, "TableSummary").validate(table)
    for sample in acme.get("/v1/samples").json():
        validator(document, "Sample").validate(sample)
    refreshed = acme.post("/v1/tables/refresh").json()
    validator(document, "RefreshView").validate(refreshed)


def test_the_history_is_as_described(tmp_path: Path) -> None:
    desk = Desk(tmp_path, f"sqlite:///{tmp_path}/history.sqlite3")
    with desk.open() as client:
        found = client.get("/openapi.json").json()
        address = f"/v1/decisions/{routed(client, '1')['decision_id']}"
        release = client.get("/v1/releases").json()["releases"][0]["id"]
        answers = [
            ("Decision", client.get(address)),
            ("DecisionPage", client.get("/v1/decisions?limit=1")),
            ("DecisionPage", client.get("/v1/decisions?trace=full")),
            ("Replay", client.post(f"{address}/replay")),
            ("PastReleases", client.get("/v1/releases")),
            ("ReleaseAccount", client.get(f"/v1/releases/{release}")),
            ("ErasedRecord", client.delete("/v1/records/lead/1")),
            ("ProblemDetails", client.get(address)),
        ]
    for schema, answer in answers:
        validator(found, schema).validate(answer.json())


def test_problems_and_held_tables_are_as_described(
    client: TestClient, sheets: dict[str, list[list[object]]]
) -> None:
    sheets["California"][1][0] = "?"
    client.post("/v1/tables/refresh")
    found = client.get("/openapi.json").json()
    validator(found, "Readiness").validate(client.get("/readyz").json())
    validator(found, "TablePage").validate(client.get("/v1/tables/california").json())
    validator(found, "RefreshView").validate(client.post("/v1/tables/refresh").json())
    check = validator(found, "ProblemDetails")
    for answer in (client.get("/nowhere"), client.post("/v1/route"), client.get("/v1/route")):
        check.validate(answer.json())


def test_every_status_that_can_be_answered_is_described(document: Document) -> None:
    described = {
        int(status)
        for methods in document["paths"].values()
        for operation in methods.values()
        for status in operation["responses"]
    }
    # What happens before an operation is known belongs to none of them.
    outside = {405, 431}
    assert {status for status, _ in PROBLEMS.values()} - outside <= described
    assert json.dumps(document)
