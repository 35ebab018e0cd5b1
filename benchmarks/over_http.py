"""Part ``http``: routing one record over HTTP against a route that does nothing.

It is measured with the log of decisions, each one durable before it is answered, and without.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import msgspec

from benchmarks.acme import NOW, Lead, acme_framework, acme_leads, without_limits
from benchmarks.agreement import Disagreement
from benchmarks.load_generator import (
    NUMBER,
    BadAnswer,
    Load,
    http_request,
    numbered,
    one_answer,
    percentile,
    run_load,
)
from benchmarks.report import Finding, Line
from benchmarks.servers import PATH, Serving, serving
from dsl.roster.people import AssigneeKind

CONNECTIONS = 32
LEAST_SHARE = 0.85
LEAST_SHARE_LOGGED = 0.7
LEAST_SHARE_OF_ITSELF = 0.85
START_SECONDS = 60.0

_OURS = f"POST {PATH}"
_LOGGED = f"{_OURS}, logged"
_THEIRS = "no-op route"


def measure_http(rounds: int = 10, seconds: float = 1.5) -> list[Line]:
    """All servers in turn, several rounds, the same requests; the last sends the first's bytes.

    The request is a sample lead of a rep's, each time with another record id: whose it is, is the
    same with and without the log. With one, a lead of a pool also takes a member's turn; what that
    costs is told beside. The log is a SQLite database in a temporary folder.
    """
    requests, of_pool = _requests("rep"), _requests("pool")
    first = next(requests)
    with TemporaryDirectory() as name, ExitStack() as servers:
        folder = Path(name)
        example = without_limits(folder)
        files = str(example / "acme.route"), str(example / "workbook")
        plain = servers.enter_context(serving("routebook", *files))
        answer = asyncio.run(first_answer(plain.port, first))
        check_answer(answer)
        log = folder / "log"
        log.mkdir()
        logged = servers.enter_context(serving("routebook", *files, str(log)))
        check_turn(asyncio.run(first_answer(logged.port, next(of_pool))))
        file = folder / "answer.json"
        file.write_bytes(answer)
        bare = servers.enter_context(serving("bare", str(file)))
        if asyncio.run(first_answer(bare.port, first)) != answer:
            raise Disagreement("the bare route does not send the same bytes")
        runs = [
            (
                _run(plain, requests, seconds),
                _run(logged, requests, seconds),
                _run(logged, of_pool, seconds),
                _run(bare, requests, seconds),
            )
            for _ in range(rounds + 1)
        ][1:]  # the first one warms all up
    plains, loggeds, turns, bares = zip(*runs, strict=True)
    return [
        *_told(_THEIRS, bares),
        *_told(_OURS, plains),
        *_told(_LOGGED, loggeds),
        *_told(f"{_LOGGED}, pool", turns),
        *_compared(f"{_OURS} / {_THEIRS}", plains, bares, LEAST_SHARE),
        *_compared(f"{_LOGGED} / {_THEIRS}", loggeds, bares, LEAST_SHARE_LOGGED),
        *_compared(f"{_LOGGED} / not logged", loggeds, plains, LEAST_SHARE_OF_ITSELF),
    ]


def middle_lead(kind: AssigneeKind) -> Lead:
    """Of the sample leads of reps, or of pools, the one whose decision has the median size.

    It is without its blank fields.
    """
    framework = acme_framework()
    by_size = []
    for at, lead in enumerate(acme_leads()):
        decision = framework.decide(lead, "lead", now=NOW)
        if decision.assigned_kind == kind:
            by_size.append((len(decision.to_json()), at, lead))
    _size, _at, middle = sorted(by_size)[len(by_size) // 2]
    return {name: text for name, text in middle.items() if text}


def request_body(lead: Lead) -> bytes:
    """The JSON that a CRM would send, with a number to come as the id of the record."""
    return msgspec.json.encode({"record_type": "lead", "record_id": NUMBER, "fields": lead})


def _requests(kind: AssigneeKind) -> Iterator[bytes]:
    return numbered(http_request(PATH, request_body(middle_lead(kind))))


def check_answer(answer: bytes) -> None:
    """Raise `Disagreement` unless the answer is a decision with its whole trace."""
    decision = msgspec.json.decode(answer)
    if not decision["trace"]["fields"] or decision["trace"]["steps"][-1]["verdict"] != "matched":
        raise Disagreement(f"the answer has no full trace: {answer.decode()}")


def check_turn(answer: bytes) -> None:
    """Raise `Disagreement` unless the answer took the turn of somebody in a pool."""
    decision = msgspec.json.decode(answer)
    if decision["assigned_kind"] != "rep" or "turn" not in decision["trace"]["assignment"]:
        raise Disagreement(f"nobody in a pool was assigned: {answer.decode()}")


@dataclass(frozen=True, slots=True)
class _Run:
    """One server under load for a while, and what CPU time it used for that."""

    load: Load
    cpu_seconds: float | None

    @property
    def cpu_per_request(self) -> float:
        """Seconds; only where the system tells them."""
        assert self.cpu_seconds is not None
        return self.cpu_seconds / len(self.load.latencies)


async def first_answer(port: int, request: bytes) -> bytes:
    """The answer as soon as the server is ready: it may still be reading its tables."""
    async with asyncio.timeout(START_SECONDS):
        while True:
            try:
                return await one_answer(port, request)
            except BadAnswer as error:
                if b" 503 " not in error.head:
                    raise
            await asyncio.sleep(0.1)


def _run(server: Serving, requests: Iterator[bytes], seconds: float) -> _Run:
    before = server.cpu_seconds()
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        load = runner.run(run_load(server.port, requests, CONNECTIONS, seconds))
    after = server.cpu_seconds()
    return _Run(load, None if before is None or after is None else after - before)


def _told(what: str, runs: Sequence[_Run]) -> list[Line]:
    latencies = [each for run in runs for each in run.load.latencies]
    rate = median(run.load.per_second for run in runs)
    found: list[Line] = [
        Finding(f"{what}: {CONNECTIONS} connections", rate, "/s"),
        Finding(f"{what}: p50", percentile(latencies, 0.50) * 1e3, "ms"),
        Finding(f"{what}: p99", percentile(latencies, 0.99) * 1e3, "ms"),
    ]
    if all(run.cpu_seconds for run in runs):
        spent = median(run.cpu_per_request for run in runs)
        found.append(Finding(f"{what}: CPU of the server", spent * 1e6, "µs"))
    return found


def _compared(
    what: str, ours: Sequence[_Run], theirs: Sequence[_Run], least: float
) -> Iterator[Line]:
    """Two servers by throughput, and by CPU time, which hardly heeds what else the machine does."""
    pairs = list(zip(ours, theirs, strict=True))
    share = median(one.load.per_second / other.load.per_second for one, other in pairs)
    yield Finding(what, share, "×", least, better="higher")
    if all(one.cpu_seconds and other.cpu_seconds for one, other in pairs):
        share = median(other.cpu_per_request / one.cpu_per_request for one, other in pairs)
        yield Finding(f"{what}, by CPU", share, "×", better="higher")


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where there is one, so that the load costs less than what it measures."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
