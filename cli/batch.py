"""``routebook batch``: many records from a file to a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from cli.failures import FINDING, CouldNotRun
from cli.options import circumstance_options, framework_options, now, pools_option

if TYPE_CHECKING:
    from cli.batching.answers import Answers, Output
    from cli.batching.records import CsvRecords, NdjsonRecords

_CSV = (".csv", ".tsv")
_NDJSON = (".ndjson", ".jsonl")


@click.command()
@click.argument("source", metavar="IN.csv|IN.ndjson")
@click.argument("out", metavar="OUT")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="Processes; one unless said.")
@pools_option
@circumstance_options
@framework_options
@click.pass_context
def batch(
    ctx: click.Context,
    source: str,
    out: str,
    workers: int | None,
    pools: bool,
    at: datetime | None,
    record_type: str | None,
    event: str | None,
    trace: str,
    framework: str | None,
    tables: str | None,
) -> None:
    """Route every record of a file, write the answers to another, and sum up by step.

    CSV: a row is a record, its columns are the fields; OUT has the same columns and those that
    begin with routebook_. NDJSON: a line is a record or a request body; OUT has a decision on each
    line. OUT may be NDJSON for both. A line that holds no record is answered by an error, and the
    exit code is 1. With --pools the records of a pool are spread over its members.
    """
    from cli.batching.answers import Answerer, Job
    from cli.batching.summary import Summary
    from cli.batching.workers import answered
    from cli.console import console, say
    from cli.framework import load_framework, read_sources
    from cli.records import Circumstances
    from cli.settings import read_settings
    from dsl import UnknownEvent, UnknownRecordType
    from golden_tests import Memory

    if pools and (workers or 1) > 1:
        raise CouldNotRun(
            "the turns of a pool are taken one after the other", "Leave out --workers or --pools"
        )
    read, write = Path(source), Path(out)
    output = _output(read, write)
    records = _records(read)
    sources = read_sources(read_settings(framework=framework, tables=tables))
    loaded = load_framework(sources)
    given = Circumstances(at or now(), record_type, event, trace)
    job = Job(sources, given, records.header, output)
    answerer = Answerer(loaded, job, Memory() if pools else None)
    summary = Summary()
    try:
        with _writing(write) as file:
            file.write(answerer.beginning)
            chunks = answered(answerer, job, records.chunks(), workers or 1)
            for answers in _with_progress(chunks, records.total):
                file.write(answers.text)
                summary.add(answers)
    except (UnknownRecordType, UnknownEvent) as error:
        raise CouldNotRun(str(error), "Say it with --record-type or --event") from error
    except OSError as error:
        raise CouldNotRun(f"{out} cannot be written: {error.strerror or error}") from error
    console().print(summary.table(loaded))
    say(summary.line())
    for line in summary.problem_lines():
        say(line, stderr=True)
    if summary.problems:
        ctx.exit(FINDING)


def _output(read: Path, write: Path) -> Output:
    """The form of the answers: by the name of OUT, else that of IN."""
    suffix = write.suffix.lower()
    if suffix in _NDJSON or (suffix not in _CSV and read.suffix.lower() in _NDJSON):
        output: Output = "ndjson"
    else:
        output = "csv"
    if output == "csv" and read.suffix.lower() in _NDJSON:
        raise CouldNotRun(
            "decisions on lines of JSON have no columns", "Name an OUT that ends in .ndjson"
        )
    if read.exists() and write.exists() and read.samefile(write):
        raise CouldNotRun(f"{write} is the file that is read", "Name another OUT")
    return output


def _records(path: Path) -> CsvRecords | NdjsonRecords:
    from cli.batching.records import CsvRecords, NdjsonRecords

    suffix = path.suffix.lower()
    if suffix in _NDJSON:
        return NdjsonRecords(path)
    if suffix in _CSV:
        return CsvRecords(path)
    raise CouldNotRun(f"{path} is neither .csv nor .ndjson", "Name it after what it holds")


@contextmanager
def _writing(path: Path) -> Iterator[TextIO]:
    """The file to write to, which is only in its place when all of it is written."""
    if path.exists() and not path.is_file():  # a pipe or a device has nothing to replace
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _with_progress(answers: Iterable[Answers], total: int) -> Iterator[Answers]:
    """The answers, with a bar on standard error when that is a terminal."""
    from rich.progress import Progress

    from cli.console import console

    terminal = console(stderr=True)
    with Progress(console=terminal, disable=not terminal.is_terminal, transient=True) as bar:
        task = bar.add_task("Routing", total=total)
        for each in answers:
            yield each
            bar.advance(task, each.size)
