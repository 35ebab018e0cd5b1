"""``routebook route``: one record, one decision."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import click

from cli.failures import CouldNotRun, unreadable
from cli.options import circumstance_options, framework_options, now, pools_option


@click.command()
@click.argument("record", metavar="RECORD.json|-")
@click.option("--explain", is_flag=True, help="Tell it to people instead of as JSON.")
@pools_option
@circumstance_options
@framework_options
def route(
    record: str,
    explain: bool,
    pools: bool,
    at: datetime | None,
    record_type: str | None,
    event: str | None,
    trace: str,
    framework: str | None,
    tables: str | None,
) -> None:
    """Route one record and print the decision.

    The file, or standard input for -, holds the fields of a record, or a request body with
    record_type, event and fields. A pool is answered as the pool: whose turn it is, the service
    knows.
    """
    from cli.console import say
    from cli.explain import explained
    from cli.framework import load_framework, read_sources
    from cli.records import BadRecord, Circumstances, cut_trace, decide, parse_request
    from cli.settings import read_settings
    from dsl import UnknownEvent, UnknownRecordType, encode
    from golden_tests import Memory, render

    text = _read(record)
    loaded = load_framework(read_sources(read_settings(framework=framework, tables=tables)))
    try:
        request = parse_request(text)
        given = Circumstances(at or now(), record_type, event, trace)
        decision = decide(loaded, request, given, Memory() if pools else None)
    except BadRecord as error:
        raise CouldNotRun(f"{_name(record)}: {error}") from error
    except (UnknownRecordType, UnknownEvent) as error:
        raise CouldNotRun(str(error)) from error
    decision = cut_trace(decision, trace)
    if explain:
        say(explained(decision))
    else:
        click.echo(render(json.loads(encode(decision))), nl=False)


def _name(record: str) -> str:
    return "standard input" if record == "-" else record


def _read(record: str) -> str:
    path = Path(record)
    try:
        data = sys.stdin.buffer.read() if record == "-" else path.read_bytes()
        return data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(Path(_name(record)), error) from error
