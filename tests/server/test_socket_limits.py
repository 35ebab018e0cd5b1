"""What a real server cuts off: the slow, the large, the idle and what is no HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.sockets import BODY, Answers, chunk, connected, problem, request, serving

SLOW = 1.0  # seconds that the hasty server allows a head or a body


@pytest.fixture(scope="module")
def hasty(workbook: Path) -> Iterator[tuple[str, int]]:
    with serving(workbook, body_seconds=SLOW, head_seconds=SLOW) as (_, address):
        yield address


def test_an_idle_connection_is_closed_after_its_time(workbook: Path) -> None:
    with serving(workbook, keep_alive_seconds=1) as (_, address):
        for path in ("/v1/route", "/v1/tables/refresh"):  # the short way and the long way
            with connected(address) as connection, Answers(connection) as answers:
                connection.sendall(request(path=path))
                assert answers.next()[0] == 200
                assert answers.at_end()


def test_a_slow_body_is_told_so_and_cut_off(hasty: tuple[str, int]) -> None:
    with connected(hasty) as connection, Answers(connection) as answers:
        connection.sendall(request()[:-5])
        status, headers, body = answers.next()
        assert (status, problem(body), headers["connection"]) == (408, "request-timeout", "close")
        assert answers.at_end()


@pytest.mark.parametrize("said", [b"", b"POST", b"POST /v1/route HTTP/1.1\r\nHost: localho"])
def test_a_slow_head_is_cut_off(hasty: tuple[str, int], said: bytes) -> None:
    with connected(hasty) as connection, Answers(connection) as answers:
        connection.sendall(said)
        status, _, body = answers.next()
        assert (status, problem(body)) == (408, "request-timeout")
        assert answers.at_end()


def test_a_slow_second_head_is_cut_off_and_an_idle_connection_is_not(
    hasty: tuple[str, int],
) -> None:
    with connected(hasty) as idle, Answers(idle) as idle_answers:
        idle.sendall(request())
        assert idle_answers.next()[0] == 200
        with connected(hasty) as connection, Answers(connection) as answers:
            connection.sendall(request() + b"POST /v1")
            assert answers.next()[0] == 200
            assert answers.next()[0] == 408
            assert answers.at_end()
        idle.sendall(request())  # idle for longer than a head may take
        assert idle_answers.next()[0] == 200


def test_a_body_too_large_is_refused_and_the_connection_goes_on(address: tuple[str, int]) -> None:
    large = b"x" * 3_000_000
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(request(large))
        status, _, body = answers.next()
        assert (status, problem(body)) == (413, "body-too-large")
        connection.sendall(request(b"", Transfer_Encoding="chunked"))
        for start in range(0, len(large), 100_000):
            connection.sendall(chunk(large[start : start + 100_000]))
        connection.sendall(chunk(b""))
        assert answers.next()[0] == 413
        connection.sendall(request())
        assert answers.next()[0] == 200


def test_a_body_far_too_large_is_not_waited_for(address: tuple[str, int]) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(request(b"x" * 1_000, Content_Length="10000000000"))
        status, headers, body = answers.next()
        assert (status, problem(body), headers["connection"]) == (413, "body-too-large", "close")


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: x\r\n" * 200 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: x\r\n" * 50_000,
    ],
    ids=["long header", "long path", "many headers", "no end"],
)
def test_a_head_too_large_is_refused(address: tuple[str, int], head: bytes) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(head)
        status, _, body = answers.next()
        assert (status, problem(body)) == (431, "head-too-large")


def test_a_head_that_grows_bit_by_bit_is_refused(address: tuple[str, int]) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
        for _ in range(20):
            connection.sendall(b"x" * 1_700)
        assert answers.next()[0] == 431


@pytest.mark.parametrize("said", [b"\x16\x03\x01\x02\x00\x01", b"HELLO\r\n\r\n", b"\r\n\r\n\x00"])
def test_what_is_no_http_is_refused(address: tuple[str, int], said: bytes) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(said)
        status, headers, body = answers.next()
        assert (status, headers["content-type"]) == (400, "application/problem+json")
        assert problem(body) == "malformed-http"
        assert answers.at_end()


def test_a_body_that_comes_after_its_refusal_disturbs_nothing(address: tuple[str, int]) -> None:
    late = b"x" * 500_000
    with connected(address) as connection, Answers(connection) as answers:
        for path in ("/v1/nothing", "/healthz"):
            connection.sendall(request(b"", path, Content_Length=str(len(late))))
            assert answers.next()[0] in (404, 405)
            connection.sendall(late + request())
            assert answers.next()[0] == 200


@pytest.mark.parametrize("zeros", [20, 5_000])
def test_zeros_before_a_length_do_not_change_it(address: tuple[str, int], zeros: int) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(request(b" " * 2_000_000, Content_Length="0" * zeros + "2000000"))
        assert answers.next()[0] == 413
        connection.sendall(request(Content_Length="0" * zeros + str(len(BODY))))
        assert answers.next()[0] == 200
        length = "0" * zeros + "2000000"
        connection.sendall(request(b"", Expect="100-continue", Content_Length=length))
        assert answers.next()[0] == 413
