"""What is counted, and how Prometheus reads it.

Requests add to plain dictionaries, which costs less than a tenth of a metrics object with labels;
the metric families are put together when somebody asks. Each worker process counts for itself.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from releases import Live

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper ends in seconds: routing takes well under a millisecond, a long batch many seconds."""


class Durations:
    """How long requests to one address took, in buckets."""

    def __init__(self) -> None:
        self.counts = [0] * (len(BUCKETS) + 1)
        self.total = 0.0

    def add(self, seconds: float) -> None:
        """One more request."""
        self.counts[bisect_left(BUCKETS, seconds)] += 1
        self.total += seconds

    def cumulative(self) -> list[tuple[str, float]]:
        """Prometheus' form: how many took at most so long, for each bucket and ``+Inf``."""
        found: list[tuple[str, float]] = []
        so_far = 0
        for end, count in zip((*map(str, BUCKETS), "+Inf"), self.counts, strict=True):
            so_far += count
            found.append((end, so_far))
        return found


class Tallies:
    """The counts since the process started.

    ``requests`` by (method, path, status), ``durations`` by path, ``decisions`` by (record type,
    event, outcome, step), ``batch_lines`` by whether they were routed or refused.
    """

    def __init__(self) -> None:
        self.requests: defaultdict[tuple[str, str, int], int] = defaultdict(int)
        self.durations: defaultdict[str, Durations] = defaultdict(Durations)
        self.decisions: defaultdict[tuple[str, str, str, str], int] = defaultdict(int)
        self.batch_lines = {"routed": 0, "refused": 0}

    def request(self, method: str, path: str, status: int, seconds: float) -> None:
        """One more request, answered after ``seconds``."""
        self.requests[method, path, status] += 1
        self.durations[path].add(seconds)


class RoutebookCollector(Collector):
    """The metric families, made from the tallies and the live release when they are scraped."""

    def __init__(self, tallies: Tallies, live: Live, clock: Callable[[], datetime]) -> None:
        self._tallies = tallies
        self._live = live
        self._clock = clock

    def collect(self) -> Iterator[Metric]:
        """The families as they are now."""
        yield from self._of_requests()
        yield from self._of_releases()

    def _of_requests(self) -> Iterator[Metric]:
        requests = CounterMetricFamily(
            "routebook_http_requests", "Requests answered.", labels=["method", "path", "status"]
        )
        for (method, path, status), count in list(self._tallies.requests.items()):
            requests.add_metric([method, path, str(status)], count)
        durations = HistogramMetricFamily(
            "routebook_http_request_duration_seconds",
            "From the request's head to the end of its answer.",
            labels=["path"],
        )
        for path, taken in list(self._tallies.durations.items()):
            durations.add_metric([path], taken.cumulative(), taken.total)
        decisions = CounterMetricFamily(
            "routebook_decisions",
            "Records routed.",
            labels=["record_type", "event", "outcome", "step"],
        )
        for labels, count in list(self._tallies.decisions.items()):
            decisions.add_metric(list(labels), count)
        lines = CounterMetricFamily("routebook_batch_lines", "Lines of batches.", labels=["result"])
        for result, count in self._tallies.batch_lines.items():
            lines.add_metric([result], count)
        yield from (requests, durations, decisions, lines)

    def _of_releases(self) -> Iterator[Metric]:
        live = self._live
        release, problems, now = live.release, live.problems, self._clock()
        refreshes = CounterMetricFamily(
            "routebook_refreshes", "Reads of the source.", labels=["result"]
        )
        for result, count in live.refreshes.items():
            refreshes.add_metric([result], count)
        yield refreshes
        yield _gauge("routebook_ready", "1 when a release is live.", int(release is not None))
        if live.fetched_at is not None:
            age = (now - live.fetched_at).total_seconds()
            yield _gauge("routebook_source_age_seconds", "Since the source was last read.", age)
        activations = CounterMetricFamily(
            "routebook_releases_activated", "Releases that went live in this process."
        )
        activations.add_metric([], live.activations)
        yield activations
        yield _gauge(
            "routebook_release_held",
            "1 when an edit waits for somebody to accept it.",
            int(live.held is not None),
        )
        yield _gauge("routebook_tables_held", "Tables at an older version.", len(problems.held))
        yield _gauge(
            "routebook_framework_held",
            "1 when a newer framework text has errors.",
            int(problems.framework_held),
        )
        yield _gauge("routebook_problems", "Errors in the newest edit.", len(problems.errors()))
        if release is None:
            return
        named = {key: text for key, text in release.public().items() if key != "activated_at"}
        yield InfoMetricFamily("routebook_release", "The release that is live.", value=named)
        age = (now - release.activated_at).total_seconds()
        yield _gauge("routebook_release_age_seconds", "Since the release went live.", age)
        rows = GaugeMetricFamily("routebook_table_rows", "Rows of a table.", labels=["table"])
        for name, table in release.framework.tables.items():
            rows.add_metric([name], len(table.rows))
        yield rows


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, value=value)


class Exposition:
    """The answer of ``/metrics``, in the Prometheus text format."""

    def __init__(self, collector: Collector) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(collector)

    def text(self) -> bytes:
        """The families as they are now."""
        return generate_latest(self._registry)
