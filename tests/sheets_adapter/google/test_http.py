"""How long Google is waited for, and how often it is asked again."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from sheets_adapter import SourceError
from sheets_adapter.google import Access, GoogleSource, Spreadsheet, open_spreadsheet
from tests.sheets_adapter.google.scripted import (
    HANG_UP,
    HTML,
    Answer,
    Script,
    error,
    metadata,
    values,
)

GOOD = [metadata("California"), values([["zip"]])]
HTML_503 = Answer(503, HTML)
PASSING = {
    "408": error(408),
    "429": error(429, reason="RATE_LIMIT_EXCEEDED"),
    "500": error(500),
    "502": error(502),
    "503": error(503),
    "503 in HTML": HTML_503,
    "504": error(504),
    "403 of the quota": error(403, reason="rateLimitExceeded"),
    "403 of the user's quota": error(403, reason="userRateLimitExceeded"),
    "hang-up": HANG_UP,
    "half an answer": Answer(cut=1, body=metadata("California").body),
    "200 in HTML": Answer(200, HTML),
    "an answer cut short": Answer(body=metadata("California").body[:-1]),
}


def source(script: Script, **changed: float) -> GoogleSource:
    return GoogleSource("1AbC", access=script.access(**changed))


@pytest.mark.parametrize("kind", PASSING)
def test_what_passes_is_asked_again(script: Script, kind: str) -> None:
    script.answers = [PASSING[kind], PASSING[kind], *GOOD]
    assert source(script).fetch().sheets[0].rows == (("zip",),)
    assert len(script.asked) == 4
    assert len(script.slept) == 2
    assert 0.5 <= script.slept[0] <= 1.0
    assert 1.0 <= script.slept[1] <= 1.5


@pytest.mark.parametrize("status", [400, 403, 404])
def test_what_does_not_pass_is_not_asked_again(script: Script, status: int) -> None:
    script.answers = [error(status)]
    with pytest.raises(SourceError):
        source(script).fetch()
    assert (len(script.asked), script.slept) == (1, [])


@pytest.mark.parametrize("kind", ["429", "503 in HTML", "hang-up", "200 in HTML"])
def test_all_attempts_together_take_no_longer_than_allowed(script: Script, kind: str) -> None:
    script.answers = [PASSING[kind]]
    opened = source(script, seconds=20.0, first_seconds=5.0)
    for least, most in ((2.5, 5.0), (10.0, 20.0)):
        script.now = 0.0
        with pytest.raises(SourceError):
            opened.fetch()
        assert least < script.now <= most


def test_both_reads_share_the_time(script: Script) -> None:
    script.answers = [error(503), error(503), error(503), GOOD[0], error(503)]
    with pytest.raises(SourceError):
        source(script, seconds=8.0).fetch()
    assert script.now <= 8.0


def test_google_may_say_how_long_to_wait(script: Script) -> None:
    script.answers = [error(429, Retry_After="7"), *GOOD]
    source(script).fetch()
    assert script.slept == [7.0]


def test_a_wait_beyond_the_time_is_not_begun(script: Script) -> None:
    script.answers = [error(429, Retry_After="60")]
    with pytest.raises(SourceError, match="Google's quota is used up for the moment"):
        source(script).fetch()
    assert script.slept == []


def test_a_withdrawn_token_is_replaced_once(script: Script) -> None:
    script.answers = [error(401), *GOOD]
    source(script).fetch()
    assert [one.authorization for one in script.asked] == ["Bearer token-1"] + 2 * [
        "Bearer token-2"
    ]
    script.asked.clear()
    script.answers = [error(401)]
    with pytest.raises(SourceError, match="does not accept the token"):
        source(script).fetch()
    assert len(script.asked) == 2


@pytest.mark.parametrize(
    "answer", [HANG_UP, HTML_503, Answer(500, '{"error": "internal_failure"}'), Answer(429, "{}")]
)
def test_sign_in_that_fails_for_a_moment_is_tried_again(script: Script, answer: Answer) -> None:
    script.tokens = [answer, answer]
    script.answers = list(GOOD)
    assert len(source(script).fetch().sheets) == 1
    assert len(script.slept) == 2


def test_sign_in_that_is_refused_is_not_tried_again(script: Script) -> None:
    script.tokens = [Answer(400, '{"error": "invalid_grant", "error_description": "x"}')]
    with pytest.raises(SourceError):
        source(script).fetch()
    assert (script.asked, script.slept) == ([], [])


def test_an_answer_that_drips_has_an_end(script: Script) -> None:
    """Its clock jumps at each look, so that the time is up while the body is read."""
    script.answers = list(GOOD)
    ticks = iter(range(1000))
    access = script.access(clock=lambda: next(ticks) * 1.0, seconds=1.5)
    with pytest.raises(SourceError, match="google:1AbC: Google did not answer in time"):
        GoogleSource("1AbC", access=access).fetch()


def test_no_proxy_stands_before_another_address_than_googles(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    script.answers = list(GOOD)
    assert len(source(script).fetch().sheets) == 1


def test_nothing_listens_is_told(script: Script) -> None:
    access = script.access(api_url="http://127.0.0.1:9")
    with pytest.raises(SourceError, match="google:1AbC: Google cannot be reached"):
        GoogleSource("1AbC", access=access).fetch()


def test_silence_is_a_time_out(script: Script) -> None:
    script.answers = [Answer(delay=0.5), *GOOD]
    access = script.access(clock=time.monotonic, seconds=0.2)
    with pytest.raises(SourceError, match="google:1AbC: Google did not answer in time"):
        GoogleSource("1AbC", access=access).fetch()


def test_a_name_whose_look_up_hangs_is_not_waited_for(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = threading.Event()
    script.answers = list(GOOD)
    look_up = socket.getaddrinfo

    def hang(*args: Any, **kwargs: Any) -> Any:
        hanging.wait(10.0)
        return look_up(*args, **kwargs)

    opened = source(script, first_seconds=0.01)
    with monkeypatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", hang)
        with pytest.raises(SourceError, match="google:1AbC: Google did not answer in time"):
            opened.fetch()
        hanging.set()
        for thread in threading.enumerate():
            if thread.name == "google":
                thread.join()
    script.answers = list(GOOD)
    assert len(opened.fetch().sheets) == 1


def writer(script: Script) -> Spreadsheet:
    return open_spreadsheet("google:1AbC", script.access(), write=True)


@pytest.mark.parametrize("kind", ["500", "hang-up", "half an answer", "502"])
def test_what_may_have_been_done_is_not_done_twice(script: Script, kind: str) -> None:
    script.answers = [PASSING[kind], Answer()]
    with pytest.raises(SourceError):
        writer(script).append("'Log'!A1", [["a"]])
    script.answers = [PASSING[kind]]
    with pytest.raises(SourceError):
        writer(script).batch_update([])
    assert len(script.asked) == 2


@pytest.mark.parametrize("kind", ["429", "503", "503 in HTML", "403 of the quota"])
def test_what_was_surely_not_done_is_tried_again(script: Script, kind: str) -> None:
    script.answers = [PASSING[kind], Answer()]
    writer(script).append("'Log'!A1", [["a"]])
    assert len(script.asked) == 2


@pytest.mark.parametrize("kind", PASSING)
def test_writing_the_same_again_does_no_harm(script: Script, kind: str) -> None:
    script.answers = [PASSING[kind], Answer()]
    writer(script).write({"'Log'!A1": [["a"]]})
    assert len(script.asked) == 2


# Who stops waits for nothing ---------------------------------------------------------------------


def given_up_while_it_hangs(script: Script, access: Access, call: Callable[[], object]) -> None:
    """What hangs for a minute has an end when the calls are given up, and nothing is asked anew."""
    script.answers = [Answer(delay=60.0)]
    with ThreadPoolExecutor(1) as thread:
        calling = thread.submit(call)
        while not script.asked:
            time.sleep(0.001)
        began = time.monotonic()
        access.calls.give_up()
        with pytest.raises(SourceError, match="Google was not waited for"):
            calling.result(30.0)
        assert time.monotonic() - began < 5.0
    with pytest.raises(SourceError, match="Google was not waited for"):
        call()
    assert len(script.asked) == 1


def test_a_refresh_under_way_is_given_up(script: Script) -> None:
    access = script.access(clock=time.monotonic, sleep=time.sleep)
    given_up_while_it_hangs(script, access, GoogleSource("1AbC", access=access).fetch)


@pytest.mark.parametrize("method", ["tabs", "batch_update", "get"])
def test_a_call_of_a_writer_is_given_up(script: Script, method: str) -> None:
    access = script.access(clock=time.monotonic, sleep=time.sleep)
    opened = open_spreadsheet("google:1AbC", access, write=True)
    call = partial(getattr(opened, method), *({"tabs": [], "get": ["*"]}.get(method, [[]])))
    given_up_while_it_hangs(script, access, call)


def test_whoever_waits_to_ask_again_is_given_up(script: Script) -> None:
    """The thread that was left behind wakes, and asks no more."""
    asleep, awake = threading.Event(), threading.Event()

    def sleep(seconds: float) -> None:
        asleep.set()
        awake.wait(10.0)

    script.answers = [error(503)]
    access = script.access(clock=time.monotonic, sleep=sleep)
    with ThreadPoolExecutor(1) as thread:
        calling = thread.submit(GoogleSource("1AbC", access=access).fetch)
        assert asleep.wait(10.0)
        access.calls.give_up()
        access.calls.give_up()
        with pytest.raises(SourceError, match="This process is stopping"):
            calling.result(30.0)
    awake.set()
    for left in threading.enumerate():
        if left.name == "google":
            left.join()
    assert len(script.asked) == 1
