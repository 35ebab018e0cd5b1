"""``routebook sheets emulate``: Google Sheets on this machine, to try without an account."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.failures import CouldNotRun
from cli.options import unused_framework_options

if TYPE_CHECKING:
    from sheets_adapter.emulator import Emulator, Served


@click.command()
@click.argument("workbook", metavar="WORKBOOK")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=0,
    metavar="P",
    help="The port; any free one unless said.",
)
@click.option(
    "--locale", metavar="L", default="en_US", help="Of the spreadsheet; en_US unless said."
)
@click.option(
    "--credentials",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write the service-account file; a private temporary folder unless said.",
)
@click.option("--quota", is_flag=True, help="Count requests as Google does: 60 reads a minute.")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="KIND",
    help="Begin with a fault, such as 503-html, until the page switches it off.",
)
@unused_framework_options
def emulate(
    workbook: str,
    port: int,
    locale: str,
    credentials: Path | None,
    quota: bool,
    faults: tuple[str, ...],
) -> None:
    """Serve WORKBOOK, a CSV folder or an .xlsx file, as a Google spreadsheet, until stopped.

    Prints one line of JSON: the url, the spreadsheet_id, and the credentials, a service-account
    file for it. Edits live in memory only; WORKBOOK is never changed. The url is also a page that
    shows the tabs and lets you edit them.
    """
    from sheets_adapter.emulator import Emulator, Quota, serve

    emulator = Emulator(quota=Quota() if quota else None)
    _fill(emulator, workbook, locale)
    for kind in faults:
        try:
            emulator.faults.next(kind, times=None)
        except ValueError as error:
            raise CouldNotRun(str(error)) from error
    try:
        serve(emulator, _announce, port, credentials)
    except OSError as error:
        where = f" {error.filename}" if error.filename else f" listen on port {port}"
        verb = "cannot write" if error.filename else "cannot"
        raise CouldNotRun(f"{verb}{where}: {error.strerror or error}") from error


def _fill(emulator: Emulator, spec: str, locale: str) -> None:
    from sheets_adapter import SourceError, open_workbook

    try:
        workbook = open_workbook(spec, locale)
    except SourceError as error:
        raise CouldNotRun(error.message, error.help) from error
    tabs = {sheet.title: sheet.rows for sheet in workbook.sheets}
    book = emulator.add(tabs, title=Path(spec).resolve().stem, locale=locale)
    for tab in book.tabs:
        book.freeze(tab)


def _announce(served: Served) -> None:
    """The line is all of standard output, for programs; the rest is for people."""
    line = {
        "url": served.url,
        "spreadsheet_id": served.spreadsheet_id,
        "credentials": str(served.credentials),
    }
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    sys.stderr.write(f"See and edit the tabs at {served.url}/ and stop with Ctrl+C.\n")
