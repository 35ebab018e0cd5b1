"""POST /v1/route/batch: lines in, lines out, in order, whatever stands on them."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from server.app import Application
from server.service import Service

GOOD = '{"fields": {"State": "CA", "PostalCode": "94105"}}'


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_every_line_is_answered_in_order(client: TestClient) -> None:
    bodies = [
        json.dumps({"record_id": str(number), "fields": {"Employees": number}})
        for number in range(990, 1_010)
    ]
    answer = client.post("/v1/route/batch", content="\n".join(bodies))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/x-ndjson"
    found = lines(answer.text)
    assert [one["record_id"] for one in found] == [str(number) for number in range(990, 1_010)]
    assert [one["step"] for one in found] == ["otherwise"] * 10 + ["Large"] * 10


def test_bad_lines_are_answered_with_their_number_and_stop_nothing(client: TestClient) -> None:
    sent = [GOOD, "{", "", '{"fields": 1}', "  ", '{"fields": {}, "record_type": "laed"}', GOOD]
    found = lines(client.post("/v1/route/batch", content="\n".join(sent)).text)
    assert [one.get("step", one.get("line")) for one in found] == [
        "California", 2, 4, 6, "California",
    ]  # fmt: skip
    assert [one["error"]["type"].rpartition(":")[2] for one in found[1:4]] == [
        "invalid-json", "invalid-request", "unknown-record-type",
    ]  # fmt: skip
    assert found[2] == {
        "line": 4,
        "error": {
            "type": "urn:routebook:problem:invalid-request",
            "title": "The request is not as the API describes it",
            "status": 422,
            "detail": "$.fields: expected object, got int",
            "errors": [{"path": "$.fields", "reason": "expected object, got int"}],
        },
    }


def test_a_line_that_is_too_long_is_one_bad_line(
    make_service: Callable[..., Service], open_client: Callable[[Service], TestClient]
) -> None:
    client = open_client(make_service(max_body=1_000))
    long = '{"fields": {"State": "' + "x" * 100_000 + '"}}'
    found = lines(client.post("/v1/route/batch", content=f"{GOOD}\n{long}\n{GOOD}\n").text)
    assert [one.get("step") for one in found] == ["California", None, "California"]
    assert found[1]["line"] == 2
    assert found[1]["error"]["status"] == 413


def test_the_trace_can_be_left_out(client: TestClient) -> None:
    answer = client.post("/v1/route/batch?trace=none", content=GOOD)
    assert "trace" not in answer.json()
    assert client.post("/v1/route/batch?trace=x", content=GOOD).status_code == 422


@pytest.mark.parametrize(
    ("declared", "status"),
    [
        ("application/x-ndjson", 200), ("application/ndjson", 200), ("application/jsonl", 200),
        ("application/json", 200), ("text/plain; charset=utf-8", 200), (None, 200),
        ("text/csv", 415), ("multipart/form-data", 415),
    ],
)  # fmt: skip
def test_what_holds_lines_of_json_is_taken(
    client: TestClient, declared: str | None, status: int
) -> None:
    headers = {} if declared is None else {"content-type": declared}
    answer = client.post("/v1/route/batch", content=GOOD.encode(), headers=headers)
    assert answer.status_code == status


def test_an_empty_batch_has_an_empty_answer(client: TestClient) -> None:
    for body in (b"", b"\n", b"\n\n \n"):
        answer = client.post("/v1/route/batch", content=body)
        assert (answer.status_code, answer.text) == (200, "")


def test_a_fault_of_ours_costs_one_line(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = service.live.release
    assert release is not None
    decide = release.framework.decide

    def broken_for_one(fields: dict[str, Any], *others: Any) -> Any:
        if fields.get("State") == "XX":
            raise RuntimeError("secret")
        return decide(fields, *others)

    monkeypatch.setattr(release.framework, "decide", broken_for_one)
    bad = '{"fields": {"State": "XX"}}'
    found = lines(client.post("/v1/route/batch", content=f"{GOOD}\n{bad}\n{GOOD}").text)
    assert [one.get("step") for one in found] == ["California", None, "California"]
    assert found[1]["error"]["status"] == 500
    assert found[1]["error"]["error_id"]
    assert "secret" not in str(found[1])


def test_lines_are_counted(client: TestClient, service: Service) -> None:
    client.post("/v1/route/batch", content=f"{GOOD}\n{{\n{GOOD}")
    assert service.tallies.batch_lines == {"routed": 2, "refused": 1}


class Connection:
    """One batch request by hand: ASGI messages in, answer bytes out."""

    def __init__(self, service: Service) -> None:
        self.app = Application(service)
        self.incoming: asyncio.Queue[Message] = asyncio.Queue()
        self.sent: list[Message] = []
        self.taken = asyncio.Event()  # the client reads what is sent
        self.taken.set()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            await self.taken.wait()
        self.sent.append(message)

    def say(self, body: str, *, more: bool = True) -> None:
        self.incoming.put_nowait({"type": "http.request", "body": body.encode(), "more_body": more})

    @property
    def text(self) -> str:
        return b"".join(message.get("body", b"") for message in self.sent).decode()

    @property
    def complete(self) -> bool:
        return self.sent[-1].get("more_body") is False

    def run(self) -> asyncio.Task[None]:
        scope = {
            "type": "http", "method": "POST", "path": "/v1/route/batch", "raw_path": b"",
            "query_string": b"trace=none", "headers": [(b"host", b"localhost")], "root_path": "",
        }  # fmt: skip
        return asyncio.create_task(self.app(scope, self.incoming.get, self.send))

    async def until(self, count: int) -> None:
        """Wait until so many lines are answered."""
        while self.text.count("\n") < count:  # noqa: ASYNC110 (the loop's own turns)
            await asyncio.sleep(0)


def test_answers_come_before_the_request_has_ended(service: Service) -> None:
    async def talk() -> None:
        connection = Connection(service)
        task = connection.run()
        connection.say(GOOD + "\n" + GOOD[:10])
        await connection.until(1)
        assert not task.done()
        connection.say(GOOD[10:] + "\n", more=False)
        await task
        assert [one["step"] for one in lines(connection.text)] == ["California"] * 2
        assert connection.complete

    asyncio.run(talk())


def test_a_client_that_sends_everything_before_it_reads_is_answered(service: Service) -> None:
    async def talk() -> None:
        connection = Connection(service)
        connection.taken.clear()
        task = connection.run()
        for _ in range(200):
            connection.say((GOOD + "\n") * 20)
        connection.say("", more=False)
        # all is taken in though nothing is read
        while not connection.incoming.empty():  # noqa: ASYNC110 (the loop's own turns)
            await asyncio.sleep(0)
        connection.taken.set()
        await task
        assert connection.text.count("California") == 4_000
        assert connection.complete

    asyncio.run(talk())


def test_a_client_that_goes_away_ends_the_batch(service: Service) -> None:
    async def talk() -> None:
        connection = Connection(service)
        task = connection.run()
        connection.say(GOOD + "\n")
        await connection.until(1)
        connection.incoming.put_nowait({"type": "http.disconnect"})
        await task
        assert not connection.complete

    asyncio.run(talk())


def test_at_a_shutdown_the_last_line_says_where_to_go_on(service: Service) -> None:
    async def talk() -> None:
        connection = Connection(service)
        task = connection.run()
        connection.say(f"{GOOD}\n\n{GOOD}\n")
        await connection.until(2)
        service.stop()
        await task
        last = lines(connection.text)[-1]
        assert last["line"] == 4
        assert last["error"]["type"] == "urn:routebook:problem:shutting-down"
        assert connection.complete

    asyncio.run(talk())


def test_a_client_that_falls_silent_is_told_so(make_service: Callable[..., Service]) -> None:
    async def talk() -> None:
        connection = Connection(make_service(body_seconds=0.01))
        task = connection.run()
        connection.say(f"{GOOD}\n")
        await task
        last = lines(connection.text)[-1]
        assert last["line"] == 2
        assert last["error"]["type"] == "urn:routebook:problem:request-timeout"
        assert connection.complete

    asyncio.run(talk())


def test_a_client_that_never_reads_is_given_up(make_service: Callable[..., Service]) -> None:
    async def talk() -> None:
        connection = Connection(make_service(body_seconds=0.01))
        task = connection.run()
        connection.taken.clear()
        connection.say(f"{GOOD}\n", more=False)
        await task
        assert not connection.complete

    asyncio.run(talk())
