"""Part ``http``: routing one record over HTTP against a route that does nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import msgspec

from benchmarks.acme import NOW, Lead, acme_framework, acme_leads
from benchmarks.agreement import Disagreement
from benchmarks.load_generator import (
    BadAnswer,
    Load,
    http_request,
    one_answer,
    percentile,
    run_load,
)
from benchmarks.report import Finding, Line
from benchmarks.servers import PATH, Serving, serving

CONNECTIONS = 32
LEAST_SHARE = 0.85
START_SECONDS = 60.0

_OURS = f"POST {PATH}"
_THEIRS = "no-op route"


def measure_http(rounds: int = 10, seconds: float = 1.5) -> list[Line]:
    """Both servers in turn, several rounds, the same request; the second sends the first's bytes.

    The request is the sample lead whose decision is of the middle size.
    """
    request = http_request(PATH, request_body(middle_lead()))
    with serving("routebook") as routebook, TemporaryDirectory() as folder:
        answer = asyncio.run(_first_answer(routebook.port, request))
        check_answer(answer)
        file = Path(folder) / "answer.json"
        file.write_bytes(answer)
        with serving("bare", str(file)) as bare:
            if asyncio.run(_first_answer(bare.port, request)) != answer:
                raise Disagreement("the bare route does not send the same bytes")
            runs = [
                (_run(routebook, request, seconds), _run(bare, request, seconds))
                for _ in range(rounds + 1)
            ][1:]  # the first one warms both up
    ours, theirs = zip(*runs, strict=True)
    share = median(one.load.per_second / other.load.per_second for one, other in runs)
    return [
        *_told(_THEIRS, theirs),
        *_told(_OURS, ours),
        Finding(f"{_OURS} / {_THEIRS}", share, "×", LEAST_SHARE, better="higher"),
        *_by_cpu(runs),
    ]


def middle_lead() -> Lead:
    """The sample lead whose decision has the median size, without its blank fields."""
    framework = acme_framework()
    by_size = sorted(
        acme_leads(), key=lambda lead: len(framework.decide(lead, "lead", now=NOW).to_json())
    )
    return {name: text for name, text in by_size[len(by_size) // 2].items() if text}


def request_body(lead: Lead) -> bytes:
    """The JSON that a CRM would send."""
    return msgspec.json.encode({"record_type": "lead", "record_id": "00Q5e00001", "fields": lead})


def check_answer(answer: bytes) -> None:
    """Raise `Disagreement` unless the answer is a decision with its whole trace."""
    decision = msgspec.json.decode(answer)
    if not decision["trace"]["fields"] or decision["trace"]["steps"][-1]["verdict"] != "matched":
        raise Disagreement(f"the answer has no full trace: {answer.decode()}")


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


async def _first_answer(port: int, request: bytes) -> bytes:
    """The answer as soon as the server is ready: it may still be reading its tables."""
    async with asyncio.timeout(START_SECONDS):
        while True:
            try:
                return await one_answer(port, request)
            except BadAnswer as error:
                if b" 503 " not in error.head:
                    raise
            await asyncio.sleep(0.1)


def _run(server: Serving, request: bytes, seconds: float) -> _Run:
    before = server.cpu_seconds()
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        load = runner.run(run_load(server.port, request, CONNECTIONS, seconds))
    after = server.cpu_seconds()
    return _Run(load, None if before is None or after is None else after - before)


def _told(what: str, runs: tuple[_Run, ...]) -> list[Line]:
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


def _by_cpu(runs: Sequence[tuple[_Run, _Run]]) -> list[Line]:
    """The same comparison by CPU time, which hardly heeds what else the machine does."""
    if not all(one.cpu_seconds and other.cpu_seconds for one, other in runs):
        return []
    share = median(other.cpu_per_request / one.cpu_per_request for one, other in runs)
    return [Finding(f"{_OURS} / {_THEIRS}, by CPU", share, "×", better="higher")]


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where there is one, so that the load costs less than what it measures."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
