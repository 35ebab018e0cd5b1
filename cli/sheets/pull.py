"""``routebook sheets pull``: the spreadsheet as CSV files."""

from __future__ import annotations

from pathlib import Path

import click

from cli.options import framework_options
from cli.sheets.asking import told


@click.command()
@click.argument("folder", metavar="[DIR]", default="workbook", type=click.Path(path_type=Path))
@click.option(
    "--force", is_flag=True, help="Replace CSV files that are no snapshot, or were edited since."
)
@framework_options
def pull(folder: Path, force: bool, framework: str | None, tables: str | None) -> None:
    """Save the tables as a folder of CSV files.

    `--tables DIR` reads it as the same workbook. DIR is `workbook` unless said. It is replaced as a
    whole, when everything was read and written.
    """
    from cli.console import say
    from cli.framework import read_workbook
    from cli.settings import read_settings
    from sheets_adapter.scaffold import save_snapshot

    workbook = read_workbook(read_settings(framework=framework, tables=tables))
    with told():
        files = save_snapshot(workbook, folder, force=force)
    rows = sum(len(sheet.rows) for sheet in workbook.sheets)
    sheets = "one sheet" if len(files) == 1 else f"{len(files)} sheets"
    say(f"{folder}: {sheets}, {rows:,} rows")
