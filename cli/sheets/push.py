"""``routebook sheets push``: a workbook into the spreadsheet."""

from __future__ import annotations

import click

from cli.options import framework_options
from cli.sheets.asking import agreed, spreadsheet_of, told


@click.command()
@click.argument("source", metavar="SOURCE")
@click.option(
    "--to", metavar="SPREADSHEET", help="Where to; the tables of the settings unless said."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@framework_options
def push(source: str, to: str | None, yes: bool, framework: str | None, tables: str | None) -> None:
    """Put the sheets of SOURCE into the spreadsheet.

    SOURCE is a folder of CSV files or an .xlsx file. Its sheets take the place of the tabs of the
    same titles; other tabs, notes, drop-downs and colours stay. It shows what would change, and
    asks.
    """
    from cli.console import printable, say
    from cli.settings import read_settings
    from sheets_adapter import open_workbook
    from sheets_adapter.scaffold import changes, read_existing, upload

    settings = read_settings(framework=framework, tables=tables)
    spreadsheet = spreadsheet_of(settings, to, "--to", write=True)
    with told():
        workbook = open_workbook(source, settings.locale, settings.google)
        existing = read_existing(spreadsheet)
        found = [change for change in changes(workbook, existing) if change.changes]
        for change in found:
            say(f"  {printable(str(change))}")
        if not found:
            say("Nothing to do: the spreadsheet has these rows.")
            return
        if not agreed(f"Write this into {spreadsheet.url}?", yes=yes):
            say("Nothing was changed.")
            return
        upload(spreadsheet, found, existing)
    say(spreadsheet.url)
