"""Whatever is sent, no 500 comes back and no record is lost without a word.

Requests go through the application; what only a socket can do is in tests/server/test_socket*.py.
"""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from server import Settings, build

ACME = Path(__file__).parents[2] / "examples" / "acme"
DEEP = "[" * 100_000 + "]" * 100_000


@pytest.fixture(scope="module")
def acme() -> Iterator[TestClient]:
    app = build(Settings(ACME / "acme.route", str(ACME / "workbook"), database_url=""))
    app.service.live.refresh()  # on a busy machine a start does not wait for it
    with TestClient(app, base_url="http://localhost") as client:
        yield client


def routed(client: TestClient, body: bytes) -> dict[str, Any]:
    answer = client.post("/v1/route", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 200, answer.text
    decision = answer.json()
    assert decision["assigned_to"]
    assert decision["trace"]["steps"]
    assert isinstance(decision, dict)
    return decision


STRANGE_VALUES = [
    "null", "true", "false", "0", "-0", "0.0", "-0.0", "1e5", "1e308", "1e-320", "1E400", "-1E400",
    "9" * 30, "9" * 700, "9" * 5000, "-" + "9" * 5000, "0." + "1" * 5000, '""', '" "', '"\\u0000"',
    '"\\ud800"', '"\\udc00\\ud800"', '"\\uffff"', '"\\u202e\\u200b"', '"' + "x" * 10_000 + '"',
    '"' + "é" * 10_000 + '"', '"' + "9" * 10_000 + '"', "[]", "{}", "[null]", "[[]]", "[1, [2]]",
    '{"a": {"b": "c"}}', '["a", 1, null, true, {"x": []}]', '"' + "[" * 1_000 + '"',
    '"=HYPERLINK(\\"http://x\\")"', '"<script>alert(1)</script>"', '"nan"', '"inf"', '"1_000"',
    '"0x1F"', '"٣"', '"²"', '"1,2,3"', '"a@"', '"@b"', '"a@b@c.example"', '"xn--"',
    '"' + "a." * 5_000 + 'com"', '"2026-02-30"', '"99999-01-01"', '"+' + "1" * 1_000 + '"',
]  # fmt: skip


@pytest.mark.parametrize("value", STRANGE_VALUES, ids=lambda value: value[:20])
def test_no_value_of_any_field_keeps_a_record_from_being_routed(
    acme: TestClient, value: str
) -> None:
    names = [
        "Email", "Company", "Country", "State", "PostalCode", "NumberOfEmployees", "Industry",
        "Preferred_Language__c", "Comments", "Routing_Override__c", "OwnerEmail", "domain",
    ]  # fmt: skip
    for name in names:
        routed(acme, f'{{"fields": {{"State": "CA", "{name}": {value}}}}}'.encode())
    everywhere = ", ".join(f'"{name}": {value}' for name in names)
    routed(acme, f'{{"fields": {{{everywhere}}}}}'.encode())


def test_a_very_long_text_of_many_words_is_looked_through_once(acme: TestClient) -> None:
    routed(acme, f'{{"fields": {{"Comments": "{"a b " * 200_000}"}}}}'.encode())


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "x" * 10_000,
        "é" * 10_000,
        "\\u0000",
        "\\ud800",
        "\\n\\t",
        "__proto__",
        "State ",
        "1",
    ],
    ids=lambda name: name[:12],
)
def test_no_field_name_keeps_a_record_from_being_routed(acme: TestClient, name: str) -> None:
    decision = routed(acme, f'{{"fields": {{"{name}": "CA", "Country": "DE"}}}}'.encode())
    assert decision["step"] == "Europe"


def test_fields_nobody_reads_are_ignored_and_listed(acme: TestClient) -> None:
    decision = routed(acme, b'{"fields": {"Country": "Germany", "Shoe size": 44, "X": {"y": 1}}}')
    assert decision["trace"]["unread"] == ["Shoe size", "X"]


def test_ten_thousand_fields_are_routed(acme: TestClient) -> None:
    fields: dict[str, Any] = {f"field {number}": number for number in range(10_000)}
    decision = routed(acme, json.dumps({"fields": fields | {"Country": "FR"}}).encode())
    assert decision["step"] == "Europe"


REFUSED = [
    (b"", 400), (b" ", 400), (b"\x00", 400), (b"\x00" * 1_000, 400), (b"{", 400), (b"}", 400),
    (b'"', 400), (b"nul", 400), (b"NaN", 400), (b"'a'", 400), (b'{"fields": {}', 400),
    (b'{"fields": {},}', 400), (b'{"fields": {}}}', 400), (b'{"fields": {}} {}', 400),
    (b'{"fields": {"a": NaN}}', 400), (b'{"fields": {"a": Infinity}}', 400),
    (b'{"fields": {"a": -Infinity}}', 400), (b'{"fields": {"a": "\x00"}}', 400),
    (b'{"fields": {"a": "\n"}}', 400), (b'{"fields": {"a": "\xff"}}', 400),
    (b'{"fields": {"a": "\xed\xa0\x80"}}', 400), (b'{"fields": {"a": "\xc0\x80"}}', 400),
    ('{"fields": {}}'.encode("utf-16"), 400), ('{"fields": {}}'.encode("utf-32"), 400),
    (b'{"fields": {"a": .5}}', 400), (b'{"fields": {"a": 1.}}', 400),
    (b'{"fields": // c\n{}}', 400),
    (f'{{"fields": {{"a": {DEEP}}}}}'.encode(), 400), (DEEP.encode(), 400), (b"[" * 900_000, 400),
    (b'{"a":' * 100_000, 400), (b"null", 422), (b"1", 422), (b"true", 422), (b'"x"', 422),
    (b"[]", 422), (b"[{}]", 422), (b"{}", 422), (b'{"fields": null}', 422),
    (b'{"fields": "a"}', 422), (b'{"fields": 1}', 422), (b'{"fields": [1]}', 422),
    (b'{"fields": {}, "record_type": {}}', 422), (b'{"fields": {}, "record_type": "x"}', 422),
    (b'{"fields": {}, "event": "\\ud800"}', 422), (b'{"fields": {}, "event": []}', 422),
    (b'{"fields": {}, "record_type": "' + b"x" * 100_000 + b'"}', 422),
    (b'{"fields": {}, "record_id": []}', 422), (b'{"fields": {}, "dry_run": 1}', 422),
    (b'{"fields": {"a": "' + b"x" * 1_000_000 + b'"}}', 413), (b"x" * 10_000_000, 413),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "status"), REFUSED, ids=lambda part: str(part[:24]) if isinstance(part, bytes) else ""
)
def test_a_malformed_request_is_refused_as_a_problem(
    acme: TestClient, body: bytes, status: int
) -> None:
    answer = acme.post("/v1/route", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["type"].startswith("urn:routebook:problem:")
    assert 0 < len(problem["detail"]) < 500


def test_no_mutation_of_a_good_request_gives_a_500(acme: TestClient) -> None:
    """Bytes flipped, cut, doubled and swapped at places drawn with a fixed seed."""
    drawn = random.Random(20261122)
    good = json.dumps(
        {"record_type": "lead", "fields": {"Email": "a@b.example", "Employees": [1.5, None, "é"]}}
    ).encode()
    for _ in range(400):
        body = bytearray(good)
        for _ in range(drawn.randint(1, 4)):
            at = drawn.randrange(len(body))
            change = drawn.randrange(4)
            if change == 0:
                body[at] = drawn.randrange(256)
            elif change == 1:
                del body[at : at + drawn.randint(1, 8)]
            elif change == 2:
                body[at:at] = body[: drawn.randint(1, 20)]
            else:
                body[at:at] = bytes([drawn.choice(b'{}[]",:\\u0eE+-.')])
            body = body or bytearray(b" ")
        answer = acme.post("/v1/route", content=bytes(body))
        assert answer.status_code in (200, 400, 422), bytes(body)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/tables/nothing", "/v1/tables/" + "x" * 10_000, "/v1/tables/%00", "/v1/tables/%ff",
        "/v1/tables/california?limit=0", "/v1/tables/california?limit=x",
        "/v1/tables/california?limit=" + "9" * 400, "/v1/tables/california?offset=-1",
        "/v1/tables/california?around=0", "/v1/tables/california?limit=%D9%A3",
        "/%2e%2e/etc/passwd",
        "/console/%2e%2e%2fapp.py", "/console/../app.py", "/console/", "/v1//route",
    ],
)  # fmt: skip
def test_odd_addresses_are_refused_as_problems(acme: TestClient, path: str) -> None:
    answer = acme.get(path)
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "header",
    [
        {"authorization": "Bearer"}, {"authorization": "Basic x"}, {"x-api-key": "é\u00ff"},
        {"idempotency-key": "\u00ff"}, {"content-length": "x"}, {"content-type": "\u00ff/\u00fe"},
        {"host": ""}, {"host": "["}, {"host": "localhost:port:port"}, {"host": "]["},
    ],
    ids=str,
)  # fmt: skip
def test_odd_headers_give_no_500(acme: TestClient, header: dict[str, str]) -> None:
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in header.items()]
    answer = acme.post("/v1/route", content=b'{"fields": {}}', headers=encoded)
    assert answer.status_code in (200, 415, 421)


def test_one_bad_line_of_a_batch_stops_nothing(acme: TestClient) -> None:
    bad = [body for body, status in REFUSED if b"\n" not in body and body.strip()]
    bad = [body for body in bad if len(body) <= 1_000_000]
    good = b'{"fields": {"Country": "FR"}}'
    lines = [line for body in bad for line in (body, good)]
    answer = acme.post("/v1/route/batch", content=b"\n".join(lines))
    assert answer.status_code == 200
    answers = [json.loads(line) for line in answer.text.splitlines()]
    assert len(answers) == len(lines)
    assert [one["line"] for one in answers[::2]] == list(range(1, len(lines) + 1, 2))
    assert {one["error"]["status"] for one in answers[::2]} <= {400, 413, 422}
    assert all(one["step"] == "Europe" for one in answers[1::2])
