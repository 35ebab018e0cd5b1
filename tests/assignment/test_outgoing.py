"""Requests to the outside go where they were checked to go, and take no more than is given."""

from __future__ import annotations

import asyncio
import gzip
import logging
import ssl
import time
import zlib
from typing import Any

import pytest

import assignment.outgoing
from assignment.outgoing import Answer, Failed, Forbidden, Outgoing, Resolve
from tests.assignment.web import CERTIFICATE, Reply, Seen, Web, web


class Names:
    """A name server: each name's answers, one after the other, the last one for ever."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = {name.replace("_", "."): found for name, found in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        found = self.answers.get(host, [[host]])
        return found.pop(0) if len(found) > 1 else found[0]


def call(url: str, *, resolve: Resolve | None = None, private: bool = True, **more: Any) -> Answer:
    async def run() -> Answer:
        method = more.pop("method", "GET")
        async with Outgoing(
            private=private, resolve=resolve, tls=more.pop("tls", None)
        ) as outgoing:
            return await outgoing.request(method, url, **more)

    return asyncio.run(asyncio.wait_for(run(), 20))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "example.com",
        "//example.com/",
        "javascript:alert(1)",
        "https:///path",
        "https://",
        "https://user@example.com/",
        "https://user:password@example.com/",
        "https://:password@example.com/",
        "https://[::1",
        "https://example.com:99999/",
        "",
    ],
)
def test_urls_that_are_refused_before_any_name_is_looked_up(url: str) -> None:
    names = Names()
    with pytest.raises(Forbidden) as refused:
        call(url, resolve=names, private=False)
    assert names.asked == []
    assert "password" not in str(refused.value).replace("a user name or a password", "")


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://2130706433/",  # how some resolvers read 127.0.0.1 too
        "https://0x7f.1/",
        "https://127.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://0.0.0.0/",
        "https://169.254.169.254/latest/meta-data/",
    ],
)
def test_a_servers_own_network_is_not_called(url: str) -> None:
    with pytest.raises(Forbidden, match="private network"):
        call(url, private=False)


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    names = Names(mixed_test=[["93.184.215.14", "10.0.0.1"]])
    with pytest.raises(Forbidden, match="private network"):
        call("https://mixed.test/", resolve=names, private=False)


def test_metadata_services_are_refused_even_where_private_networks_are_not() -> None:
    with pytest.raises(Forbidden):
        call("http://169.254.169.254/latest/meta-data/")


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    with web(lambda seen: Reply(seen.headers["Host"].encode())) as server:
        # a name that no real name server knows, and that means another machine when asked again
        names = Names(rebound_test=[["127.0.0.1"], ["10.0.0.1"]])
        answer = call(server.url("/x", "rebound.test"), resolve=names)
        assert names.asked == ["rebound.test"]
        assert answer.body.decode() == f"rebound.test:{server.port}"


def test_the_next_address_is_tried_when_nobody_answers_at_the_first() -> None:
    with web(lambda _seen: Reply(b"here")) as server:
        names = Names(two_test=[["127.0.0.2", "127.0.0.1"]])
        assert call(server.url("/", "two.test"), resolve=names).body == b"here"


def test_certificates_are_held_against_the_host_and_not_the_address() -> None:
    trusted = ssl.create_default_context(cafile=CERTIFICATE)
    with web(lambda _seen: Reply(b"secret"), tls=True) as server:
        names = Names(calendar_test=[["127.0.0.1"]], other_test=[["127.0.0.1"]])
        good = server.url("/", "calendar.test", "https")
        assert call(good, resolve=names, tls=trusted).body == b"secret"
        with pytest.raises(Failed, match="certificate"):
            call(server.url("/", "other.test", "https"), resolve=names, tls=trusted)
        with pytest.raises(Failed, match="certificate"):
            call(good, resolve=names)  # which nobody vouches for


def test_requests_carry_their_headers_and_body() -> None:
    with web(lambda _seen: Reply(b"no", 422)) as server:
        answer = call(
            server.url("/hook?a=1"), method="POST", headers={"Webhook-Id": "1"}, content=b"{}"
        )
        (seen,) = server.seen
        assert (answer.status, answer.body) == (422, b"no")
        assert (seen.method, seen.path, seen.body) == ("POST", "/hook?a=1", b"{}")
        assert seen.headers["Webhook-Id"] == "1"


def turning(*ways: str) -> Any:
    def reply(seen: Seen) -> Reply:
        number = int(seen.path.rsplit("/", 1)[-1])
        if number < len(ways):
            return Reply(b"moved", 302, {"Location": ways[number]})
        return Reply(b"arrived")

    return reply


def test_redirects_are_followed_five_times() -> None:
    ways = [f"/{number}" for number in range(1, 7)]
    with web(turning(*ways[:5])) as server:
        assert call(server.url("/0")).body == b"arrived"
    with web(turning(*ways)) as server, pytest.raises(Failed, match="more than 5 times"):
        call(server.url("/0"))


def test_secrets_do_not_go_where_a_redirect_leads() -> None:
    with web(turning("1")) as server:
        call(server.url("/0"), headers={"authorization": "Bearer x", "Accept": "text/calendar"})
        first, second = server.seen
        assert "authorization" in first.headers
        assert "authorization" not in second.headers
        assert second.headers["Accept"] == "text/calendar"


def test_a_posted_body_is_sent_to_nobody_else() -> None:
    with web(turning("/1")) as server:
        assert call(server.url("/0"), method="POST", content=b"{}").status == 302
        assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://10.0.0.1/", "private network"),
        ("http://inside.test/", "private network"),
        ("http://169.254.169.254/latest", "private network"),
        ("//[::1]/", "private network"),
        ("file:///etc/passwd", "begin with https"),
        ("http://user:word@front.test/", "user name or a password"),
        ("http://front.test:99999/", "names no host"),
        ("http://front.test:x/", "not a URL"),
    ],
)
def test_each_redirect_is_checked_like_the_first_url(
    location: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Loopback stands for the public Internet here, so that there is somebody to redirect.
    def loopback_alone(address: str, *, private: bool = False) -> bool:
        return address == "127.0.0.1"

    monkeypatch.setattr(assignment.outgoing, "may_be_called", loopback_alone)
    names = Names(front_test=[["127.0.0.1"]], inside_test=[["192.168.0.1"]])
    with web(turning(location)) as server:
        with pytest.raises(Forbidden, match=reason):
            call(server.url("/0", "front.test"), resolve=names)
        assert len(server.seen) == 1


def test_a_name_that_means_something_else_after_a_redirect_is_checked_again() -> None:
    names = Names(rebound_test=[["127.0.0.1"], ["169.254.169.254"]])
    with web(turning("/1")) as server:
        with pytest.raises(Forbidden):
            call(server.url("/0", "rebound.test"), resolve=names)
        assert names.asked == ["rebound.test"] * 2


def late(server: Web) -> float:
    began = time.monotonic()
    with pytest.raises(Failed, match=r"did not answer within 0\.3 seconds"):
        call(server.url(), seconds=0.3)
    return time.monotonic() - began


def test_a_server_that_hangs_is_left() -> None:
    hangs = Reply(hangs=True, headers={"Content-Length": "10"})
    with web(lambda _seen: hangs) as server:
        assert late(server) < 10


def test_a_name_server_that_hangs_is_left() -> None:
    async def hang(_host: str, _port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    with pytest.raises(Failed, match=r"did not answer within 0\.1 seconds"):
        call("http://slow.test/", resolve=hang, seconds=0.1)


def test_nobody_there() -> None:
    async def unknown(_host: str, _port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(Failed, match="no server of that name"):
        call("http://nowhere.test/", resolve=unknown)
    with web() as server:
        url = server.url()
    with pytest.raises(Failed, match="could not be reached"):
        call(url)


def test_a_body_may_be_as_large_as_allowed_and_no_larger() -> None:
    with web(lambda _seen: Reply(b"x" * 1_000)) as server:
        assert len(call(server.url(), most_bytes=1_000).body) == 1_000
        with pytest.raises(Failed, match="larger than 999 bytes"):
            call(server.url(), most_bytes=999)


def test_packed_bodies_are_unpacked() -> None:
    packed = Reply(gzip.compress(b"x" * 1_000, mtime=0), headers={"Content-Encoding": "gzip"})
    with web(lambda _seen: packed) as server:
        assert call(server.url(), most_bytes=1_000).body == b"x" * 1_000
        with pytest.raises(Failed, match="larger than 999 bytes"):
            call(server.url(), most_bytes=999)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    real = zlib.decompressobj

    class Watched:
        def __init__(self, wbits: int) -> None:
            self.inner = real(wbits)

        def decompress(self, data: bytes, max_length: int) -> bytes:
            found = self.inner.decompress(data, max_length)
            asked.append(len(found))
            return found

    monkeypatch.setattr(zlib, "decompressobj", Watched)
    bomb = gzip.compress(b"\0" * 50_000_000, mtime=0)
    assert len(bomb) < 60_000
    with (
        web(lambda _seen: Reply(bomb, headers={"Content-Encoding": "gzip"})) as server,
        pytest.raises(Failed, match="larger than 100,000 bytes"),
    ):
        call(server.url(), most_bytes=100_000)
    assert sum(asked) == 100_001  # and not fifty million


@pytest.mark.parametrize("coding", ["gzip, gzip", "br", "deflate", "zstd"])
def test_what_was_not_asked_for_is_not_unpacked(coding: str) -> None:
    with (
        web(lambda _seen: Reply(b"x", headers={"Content-Encoding": coding})) as server,
        pytest.raises(Failed, match="not asked for"),
    ):
        call(server.url())


@pytest.mark.parametrize(
    "body",
    [b"not gzip", gzip.compress(b"x" * 99, mtime=0)[:-9]],
    ids=["not packed", "cut short"],
)
def test_garbled_answers(body: bytes) -> None:
    with (
        web(lambda _seen: Reply(body, headers={"Content-Encoding": "gzip"})) as server,
        pytest.raises(Failed, match="garbled"),
    ):
        call(server.url())


def test_no_proxy_of_the_environment_comes_between(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with web(lambda _seen: Reply(b"direct")) as server:
        assert call(server.url()).body == b"direct"


def test_urls_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with web() as server:
        call(server.url("/private-abc123/basic.ics"))
    assert "abc123" not in caplog.text
