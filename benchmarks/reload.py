"""Part ``reload``: routing while a table of 100,000 rows is edited and read anew, again and again.

Requests come at a steady pace from elsewhere; what a reload costs them is what the server's own
work in the background takes from them.
"""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import msgspec

from benchmarks.agreement import Disagreement
from benchmarks.load_generator import (
    NUMBER,
    Load,
    http_request,
    numbered,
    one_answer,
    percentile,
    run_paced,
)
from benchmarks.loading import write_csv
from benchmarks.over_http import CONNECTIONS, first_answer, loop_factory
from benchmarks.report import Finding, Line
from benchmarks.servers import PATH, serving
from benchmarks.territories import ROUTE, other_sheets, territory_leads, territory_rows

PER_SECOND = 1_000.0
MOST_GROWTH = 3.0
_REFRESH = http_request("/v1/tables/refresh", b"")


def measure_reload(
    count: int = 100_000, seconds: float = 10.0, per_second: float = PER_SECOND
) -> list[Line]:
    """Latencies at rest, then under reloads of ``count`` rows without a pause between them.

    Every decision is logged in a SQLite database, and every release is kept there.
    """
    rows = territory_rows(count)
    with TemporaryDirectory() as name:
        folder = Path(name)
        tables = write_csv({**other_sheets(), "Territories": rows}, folder / "workbook")
        with serving("routebook", str(ROUTE), str(tables), name) as server:
            edits = Edits(tables / "Territories.csv", rows)
            with asyncio.Runner(loop_factory=loop_factory()) as runner:
                before, during, reloads = runner.run(
                    _measured(server.port, edits, seconds, per_second)
                )
    at_rest, under_reloads = (percentile(load.latencies, 0.99) for load in (before, during))
    what = f"reload of {count:,} rows"
    return [
        Finding(f"{what}: requests answered", during.per_second, "/s"),
        Finding(f"{what}: reloads", sum(reloads) / len(reloads), "s"),
        Finding(f"{what}: p50 before", percentile(before.latencies, 0.50) * 1e3, "ms"),
        Finding(f"{what}: p50 during", percentile(during.latencies, 0.50) * 1e3, "ms"),
        Finding(f"{what}: p99 before", at_rest * 1e3, "ms"),
        Finding(f"{what}: p99 during", under_reloads * 1e3, "ms"),
        Finding(f"{what}: slowest during", max(during.latencies) * 1e3, "ms"),
        Finding(f"{what}: p99 during / before", under_reloads / at_rest, "×", MOST_GROWTH),
        Finding(f"{what}: failed requests", before.failed + during.failed, "", 0),
    ]


class Edits:
    """One row of a CSV file gets another territory, each time another."""

    def __init__(self, file: Path, rows: list[list[str]]) -> None:
        self._file = file
        text = io.StringIO()
        csv.writer(text).writerows(rows[:-1])
        self._others = text.getvalue()
        self._row = rows[-1]
        self._made = 0

    def make(self) -> None:
        """Edit the file, all at once as programs that save do."""
        self._made += 1
        code, owner, territory = self._row
        draft = self._file.with_suffix(".draft")
        draft.write_text(f"{self._others}{code},{owner},{territory} {self._made}\n")
        draft.replace(self._file)


async def _measured(
    port: int, edits: Edits, seconds: float, per_second: float
) -> tuple[Load, Load, list[float]]:
    """Both runs, and how many seconds each whole reload took."""
    requests = _requests()
    await first_answer(port, next(requests))
    await run_paced(port, requests, CONNECTIONS, per_second, seconds / 5)  # warms all up
    before = await run_paced(port, requests, CONNECTIONS, per_second, seconds)
    took: list[float] = []
    reloading = asyncio.create_task(_reload(port, edits, took))
    during = await run_paced(port, requests, CONNECTIONS, per_second, seconds)
    while not took:  # a run that was shorter than one reload
        await asyncio.wait([reloading], timeout=0.1)
    reloading.cancel()
    await asyncio.wait([reloading])
    return before, during, took


async def _reload(port: int, edits: Edits, took: list[float]) -> None:
    """Edit and refresh without end. Raises `Disagreement` when the edit is not live then."""
    while True:
        await asyncio.to_thread(edits.make)
        began = perf_counter()
        answer = msgspec.json.decode(await one_answer(port, _REFRESH))
        took.append(perf_counter() - began)
        if answer["problems"]:
            raise Disagreement(f"the edit did not go live: {answer['problems']}")


def _requests() -> Iterator[bytes]:
    """Leads with all kinds of territory codes, each time with another record id."""
    kinds = []
    for lead in territory_leads(1_000):
        body = {"record_type": "lead", "record_id": NUMBER, "fields": lead}
        kinds.append(numbered(http_request(PATH, msgspec.json.encode(body))))
    return (next(kind) for kind in cycle(kinds))
