"""``routebook sheets init``: the spreadsheet that a framework reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.failures import CouldNotRun
from cli.options import framework_options
from cli.sheets.asking import access_of, spreadsheet_of, structure_of, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.settings import Settings
    from sheets_adapter.google import Spreadsheet
    from sheets_adapter.scaffold import Made, SheetPlan


@click.command()
@click.option("--title", metavar="T", help="What the new spreadsheet is called.")
@click.option(
    "--into",
    metavar="SPREADSHEET",
    help="Add what is missing to this one instead; what is there stays as it is.",
)
@click.option(
    "--share",
    metavar="EMAIL",
    multiple=True,
    help="Who may edit it; several times for several people.",
)
@click.option(
    "--from",
    "source",
    metavar="SOURCE",
    help="Fill the new tabs from this workbook, in place of example rows.",
)
@framework_options
def init(
    title: str | None,
    into: str | None,
    share: tuple[str, ...],
    source: str | None,
    framework: str | None,
    tables: str | None,
) -> None:
    """Make the spreadsheet of the framework.

    It gets a tab for each table, each sheet of people and the goldens, with headers, notes that say
    what may stand in the cells, drop-downs and example rows. With --into, one that is there gets
    what it lacks.
    """
    from cli.settings import read_settings
    from sheets_adapter import open_workbook
    from sheets_adapter.scaffold import add_missing, filled, plan

    settings = read_settings(framework=framework, tables=tables)
    structure = structure_of(settings)
    plans = plan(structure, settings.locale)
    with told():
        if source is not None:
            plans = filled(plans, open_workbook(source, settings.locale, settings.google))
        if into is None:
            spreadsheet = _created(title or _title(structure.name), settings)
            made = _filled(spreadsheet, plans)
        else:
            spreadsheet = spreadsheet_of(settings, into, "--into", write=True)
            made = add_missing(spreadsheet, _for_existing(plans, spreadsheet, source))
        _tell(made, spreadsheet, shared=bool(share))
        for email in share:
            spreadsheet.share(email)


def _created(title: str, settings: Settings) -> Spreadsheet:
    from sheets_adapter import SourceError
    from sheets_adapter.google import create_spreadsheet

    access = access_of(settings)
    try:
        return create_spreadsheet(title, access)
    except SourceError as error:
        who = access.email or "the account of these credentials"
        raise CouldNotRun(
            error.message,
            f"{error.help}. Another way: make an empty spreadsheet yourself, share it with {who} "
            "as Editor, and run this again with --into and its address",
        ) from error


def _filled(spreadsheet: Spreadsheet, plans: Sequence[SheetPlan]) -> Made:
    """Fill a new spreadsheet; where that fails, it is there all the same, and is told of."""
    from sheets_adapter import SourceError
    from sheets_adapter.scaffold import add_missing

    try:
        return add_missing(spreadsheet, plans, into_new=True)
    except SourceError as error:
        advice = f"The spreadsheet is there and empty; go on with --into {spreadsheet.url}"
        raise CouldNotRun(error.message, f"{error.help}. {advice}") from error


def _for_existing(
    plans: Sequence[SheetPlan], spreadsheet: Spreadsheet, source: str | None
) -> Sequence[SheetPlan]:
    """Example rows name example people, so they go only where no tab has any yet."""
    from sheets_adapter.scaffold import read_existing, without_rows

    if source is not None:
        return plans
    workbook = read_existing(spreadsheet).workbook
    in_use = any((sheet := workbook.sheet(each.title)) and sheet.rows for each in plans)
    return without_rows(plans) if in_use else plans


def _title(name: str) -> str:
    """``acme_inbound`` as ``Acme inbound``."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _tell(made: Made, spreadsheet: Spreadsheet, *, shared: bool) -> None:
    from cli.console import printable, say

    for title in made.tabs:
        say(f"  {printable(title)}: a new tab")
    for title, columns in made.columns.items():
        what = "a new column" if len(columns) == 1 else "new columns"
        say(f"  {printable(title)}: {what} {printable(', '.join(columns))}")
    if not made.tabs and not made.columns:
        say("Nothing was missing.")
    say(spreadsheet.url)
    if not made.tabs:
        return
    steps = [
        f'Write tables = "google:{spreadsheet.id}" into routebook.toml.',
        "Fill in the tabs; the note at each header says what may stand below it.",
        "See that all is well: routebook check",
    ]
    if not shared:
        steps.insert(0, "Let people in: open it and choose Share, or use --share EMAIL here.")
    say("\nNext:")
    for number, step in enumerate(steps, 1):
        say(f"  {number}. {step}")
