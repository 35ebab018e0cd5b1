"""A real server on a real socket: requests as clients send them, whole, in pieces and in rows."""

import json
import re
import socket
import threading

import pytest

from tests.server.sockets import BODY, Answers, chunk, connected, request


def test_requests_follow_one_another_on_a_connection(address: tuple[str, int]) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        for _ in range(3):
            connection.sendall(request())
            status, headers, body = answers.next()
            assert (status, headers["content-type"]) == (200, "application/json")
            assert "server" not in headers
            assert json.loads(body)["assigned_to"] == "ana@acme.example"
        connection.sendall(request() + request(b"{") + request())  # without waiting for answers
        assert [answers.next()[0] for _ in range(3)] == [200, 400, 200]


@pytest.mark.parametrize(
    ("body", "path", "headers"),
    [
        (BODY, "/v1/route", {}),
        (BODY, "/v1/route?trace=none", {}),
        (BODY, "/v1/route?trace=wrong", {}),
        (b"{", "/v1/route", {}),
        (b"[]", "/v1/route", {"Content_Type": "application/json"}),
        (BODY, "/v1/route", {"Content_Type": "text/csv"}),
        (b"", "/v1/route", {}),
    ],
)
def test_the_short_way_and_the_long_way_give_the_same_answer(
    address: tuple[str, int], body: bytes, path: str, headers: dict[str, str]
) -> None:
    """A body in chunks goes through the application; one with a length is answered before it."""
    found = []
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(request(body, path, **headers))
        found.append(answers.next())
        connection.sendall(request(b"", path, Transfer_Encoding="chunked", **headers))
        connection.sendall((chunk(body) if body else b"") + chunk(b""))
        found.append(answers.next())
    (short, short_headers, short_body), (long, long_headers, long_body) = found
    assert short == long
    volatile = rb'"decision_id":"\w+"|"decided_at":"[^"]+"'
    assert re.sub(volatile, b"", short_body) == re.sub(volatile, b"", long_body)
    assert "date" in short_headers
    for each in (short_headers, long_headers):
        each.pop("date")
    assert short_headers == long_headers


def test_both_ways_keep_their_order_on_one_connection(address: tuple[str, int]) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        get = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
        connection.sendall(get + request() + get + request(b"{") + request() + get)
        found = [answers.next() for _ in range(6)]
        assert [status for status, _, _ in found] == [200, 200, 200, 400, 200, 200]
        assert [b"alive" in body for _, _, body in found] == [
            True, False, True, False, False, True,
        ]  # fmt: skip


def test_many_requests_sent_before_any_answer_is_read_are_answered(
    address: tuple[str, int],
) -> None:
    """The answers do not fit into what the network holds, so the server has to stop reading."""
    many = 10_000
    with connected(address) as connection, Answers(connection) as answers:
        sender = threading.Thread(target=connection.sendall, args=(request() * many,))
        sender.start()
        assert all(answers.next()[0] == 200 for _ in range(many))
        sender.join()


@pytest.mark.parametrize("version", [b"HTTP/1.0", b"HTTP/1.1"])
def test_a_connection_is_closed_when_the_client_wants_it(
    address: tuple[str, int], version: bytes
) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(request(Connection="close").replace(b"HTTP/1.1", version))
        status, headers, _ = answers.next()
        assert (status, headers["connection"]) == (200, "close")
        assert answers.at_end()


def test_a_body_that_comes_in_pieces_in_time_is_read(address: tuple[str, int]) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        for byte in request():
            connection.sendall(bytes([byte]))
        assert answers.next()[0] == 200


def test_a_client_that_drops_its_request_disturbs_nobody(address: tuple[str, int]) -> None:
    for cut in (request()[:10], request()[:-5], request(path="/v1/route/batch")[:-5]):
        with connected(address) as connection:
            connection.sendall(cut)
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(request())
        assert answers.next()[0] == 200


def test_a_client_that_asks_first_is_told_to_go_on_or_not(address: tuple[str, int]) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        head, body = request(Expect="100-continue").split(b"\r\n\r\n")
        connection.sendall(head + b"\r\n\r\n")
        assert answers.next()[0] == 100
        connection.sendall(body)
        assert answers.next()[0] == 200
        connection.sendall(request(b"", Expect="100-continue", Content_Length="2000000"))
        assert answers.next()[0] == 413


def test_a_batch_sent_whole_before_anything_is_read_is_answered(address: tuple[str, int]) -> None:
    """Its answer is larger than what the network holds, so both sides could wait for ever."""
    lines = 30_000
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(request((BODY + b"\n") * lines, path="/v1/route/batch"))
        status, _, body = answers.next()
        assert status == 200
        assert len(body) > 15_000_000
        assert body.count(b"ana@acme.example") >= lines
        assert body.count(b"\n") == lines


def test_a_batch_is_answered_line_by_line_while_others_are_served(
    address: tuple[str, int],
) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(request(b"", "/v1/route/batch", Transfer_Encoding="chunked"))
        with connected(address) as other, Answers(other) as other_answers:
            for _ in range(3):
                connection.sendall(chunk(BODY + b"\n"))
                other.sendall(request())
                assert other_answers.next()[0] == 200
        connection.sendall(chunk(b""))
        assert answers.next()[2].count(b"\n") == 3


def test_what_cannot_be_read_does_not_take_the_place_of_an_answer(
    address: tuple[str, int],
) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(request() + b"\x00 no HTTP\r\n\r\n")
        assert answers.next()[0] == 200
        assert answers.at_end()


@pytest.mark.parametrize("path", ["/v1/route", "/v1/decisions/none/feedback", "/v1/route/batch"])
def test_a_client_that_has_said_all_is_answered(address: tuple[str, int], path: str) -> None:
    """It closes its half of the connection when it has sent the request."""
    with connected(address) as connection, Answers(connection) as answers:
        body = b'{"kind": "accepted"}' if "none" in path else BODY
        connection.sendall(request(body, path) + request())
        connection.shutdown(socket.SHUT_WR)
        assert answers.next()[0] == (404 if "none" in path else 200)
        assert answers.next()[0] == 200
        assert answers.at_end()


@pytest.mark.parametrize("path", ["/v1/route", "/v1/route/batch"])
def test_an_upgrade_is_ignored_and_the_body_beside_it_is_not(
    address: tuple[str, int], path: str
) -> None:
    """Some clients offer HTTP/2 with every request."""
    with connected(address) as connection, Answers(connection) as answers:
        offering = request(
            path=path, Connection="Upgrade, HTTP2-Settings", Upgrade="h2c", HTTP2_Settings="AAEA"
        )
        connection.sendall(offering + request())
        for status, _, body in (answers.next(), answers.next()):
            assert status == 200
            assert b"ana@acme.example" in body
