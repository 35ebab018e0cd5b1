"""``routebook sheets check``: whether a spreadsheet is as its framework wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.failures import FINDING
from cli.options import framework_options
from cli.sheets.asking import agreed, spreadsheet_of, structure_of, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dsl import Diagnostic
    from sheets_adapter.google import Spreadsheet
    from sheets_adapter.scaffold import SheetPlan


@click.command()
@click.option("--fix", is_flag=True, help="Add the tabs and columns that are missing.")
@click.option("--yes", is_flag=True, help="With --fix: do not ask.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)
@framework_options
@click.pass_context
def check(
    ctx: click.Context,
    fix: bool,
    yes: bool,
    format_: str,
    framework: str | None,
    tables: str | None,
) -> None:
    """Compare the spreadsheet with the framework.

    It looks at tabs, headers and formats; at what the cells say looks `routebook check`. Exit code
    1 when something is missing or amiss.
    """
    from cli.settings import read_settings
    from dsl.diagnostics import as_json
    from golden_tests import render
    from sheets_adapter.scaffold import compare, missing_plans, plan, read_existing, typed_cells

    settings = read_settings(framework=framework, tables=tables)
    plans = plan(structure_of(settings), settings.locale)
    spreadsheet = spreadsheet_of(settings, None, "--tables", write=fix)
    with told():
        existing = read_existing(spreadsheet)
        lacking = missing_plans(plans, existing.workbook)
        if fix and lacking and _added(lacking, spreadsheet, yes):
            existing = read_existing(spreadsheet)
            lacking = []
        found = [
            *compare(plans, existing.workbook),
            *typed_cells(plans, existing, spreadsheet),
        ]
    if format_ == "json":
        click.echo(render([as_json(one) for one in found]), nl=False)
    else:
        _tell(found, bool(lacking) and not fix)
    if any(one.severity != "info" for one in found):
        ctx.exit(FINDING)


def _added(lacking: Sequence[SheetPlan], spreadsheet: Spreadsheet, yes: bool) -> bool:
    """Add what is missing, if that is wanted; whether it was."""
    from cli.console import printable, say
    from sheets_adapter.scaffold import add_missing

    for each in lacking:
        headers = ", ".join(each.headers)
        say(f"  {printable(each.title)}: {printable(headers)}", stderr=True)
    if not agreed("Add these columns, at the right of what is there?", yes=yes):
        return False
    add_missing(spreadsheet, lacking)
    return True


def _tell(found: Sequence[Diagnostic], can_be_added: bool) -> None:
    from cli.console import printable, say
    from cli.diagnostics import as_people_read_it, counted

    theirs: dict[str, list[str]] = {}
    for one in found:
        if one.code == "extra-column" and one.severity == "info":
            theirs.setdefault(getattr(one.where, "sheet", ""), []).append(one.excerpt)
        else:
            say(as_people_read_it(one))
    if theirs:
        say("Columns that the framework does not read, and that may stay:")
        for title, headers in theirs.items():
            say(f"  {printable(title)}: {printable(', '.join(headers))}")
        say("")
    say(f"The spreadsheet: {counted(found)}")
    if can_be_added:
        say("Missing tabs and columns can be added: routebook sheets check --fix")
