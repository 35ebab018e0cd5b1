"""From a chunk of records to the text that goes out, and the counts for the summary."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from cli.batching.records import Cells, Chunk
from cli.batching.table import Columns
from cli.framework import Sources
from cli.records import BadRecord, Circumstances, Request, cut_trace, decide, parse_request
from dsl import Framework, UnknownEvent, UnknownRecordType, encode
from golden_tests import Memory

Output = Literal["csv", "ndjson"]
_PROBLEM = "urn:routebook:problem:"


@dataclass(frozen=True, slots=True)
class Job:
    """All that another process needs to answer chunks. ``header`` is None for lines of JSON."""

    sources: Sources
    given: Circumstances
    header: Cells | None
    output: Output


class Decided(NamedTuple):
    """What the summary counts."""

    record_type: str
    event: str
    step: str
    outcome: str


@dataclass(slots=True)
class Answers:
    """The text of some answers; ``problems`` are lines that hold no record, and why."""

    text: str = ""
    size: int = 0
    counts: Counter[Decided] = field(default_factory=Counter)
    problems: list[tuple[int, str]] = field(default_factory=list)


class Answerer:
    """Answers the chunks of a job.

    Raises ``UnknownRecordType`` and ``UnknownEvent`` where that goes for the job as a whole: for
    rows, which cannot say their record type themselves. With a ``memory`` the turns of pools are
    taken, one after the other.
    """

    def __init__(self, framework: Framework, job: Job, memory: Memory | None = None) -> None:
        self._framework = framework
        self._memory = memory
        self._given = job.given
        self._header = job.header
        self._columns: Columns | None = None
        if job.output == "csv":
            assert job.header is not None  # only rows can be written as rows
            self._columns = Columns(framework, job.header, job.given.record_type)

    @property
    def beginning(self) -> str:
        """What stands before the first answer."""
        return self._columns.header if self._columns else ""

    def __call__(self, chunk: Chunk) -> Answers:
        """Answer every record of a chunk."""
        answers = Answers(size=chunk.size)
        lines = [self._answer(number, record, answers) for number, record in chunk.records]
        answers.text = "".join(lines)
        return answers

    def _answer(self, number: int, record: Cells | bytes, answers: Answers) -> str:
        if isinstance(record, tuple):
            decision = self._decide(Request(self._fields(record)), answers)
            if self._columns is not None:
                return self._columns.line(record, decision)
            return self._json(decision)
        try:
            return self._json(self._decide(parse_request(_decoded(record)), answers))
        except BadRecord as error:
            problem = (error.kind, str(error))
        except UnknownRecordType as error:
            problem = ("unknown-record-type", str(error))
        except UnknownEvent as error:
            problem = ("invalid-request", f"$.event: {error}")
        answers.problems.append((number, problem[1]))
        return self._line({"line": number, "error": _problem(*problem)})

    def _decide(self, request: Request, answers: Answers) -> dict[str, Any]:
        decision = decide(self._framework, request, self._given, self._memory)
        names = ("record_type", "event", "step", "outcome")
        answers.counts[Decided(*(decision[name] for name in names))] += 1
        return decision

    def _fields(self, cells: Cells) -> dict[str, str]:
        """By column; of two columns with one name, the first that is not blank."""
        assert self._header is not None
        fields: dict[str, str] = {}
        for name, cell in zip(self._header, cells, strict=True):
            if name and not fields.get(name):
                fields[name] = cell
        return fields

    def _json(self, decision: dict[str, Any]) -> str:
        return self._line(cut_trace(decision, self._given.trace))

    @staticmethod
    def _line(document: dict[str, Any]) -> str:
        return encode(document).decode() + "\n"


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        reason = f"it is not UTF-8: byte {error.start + 1}: {error.reason}"
        raise BadRecord("invalid-json", reason) from None


def _problem(kind: str, detail: str) -> dict[str, str]:
    return {"type": _PROBLEM + kind, "detail": detail}
