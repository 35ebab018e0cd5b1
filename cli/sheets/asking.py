"""What the commands of ``sheets`` share: which spreadsheet, which framework, may it be changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from cli.failures import CouldNotRun

if TYPE_CHECKING:
    from cli.settings import Settings
    from dsl import Structure
    from sheets_adapter.google import Access, Spreadsheet

_SECONDS = 180.0  # after which Google itself gives a request up


@contextmanager
def told() -> Iterator[None]:
    """What goes wrong with a source ends the command in the source's own words."""
    from sheets_adapter import SourceError

    try:
        yield
    except SourceError as error:
        raise CouldNotRun(error.message, error.help) from error


def spreadsheet_of(settings: Settings, named: str | None, flag: str, *, write: bool) -> Spreadsheet:
    """The spreadsheet that ``named`` gives, else the one of the setting ``tables``.

    Raises ``CouldNotRun``; ``flag`` is how to name one.
    """
    from sheets_adapter.google import open_spreadsheet
    from sheets_adapter.google.address import is_google

    spec = named or settings.get("tables", "")
    if named is None and not is_google(spec):
        wrong = f"the tables are in {spec}, which is no Google spreadsheet" if spec else ""
        raise CouldNotRun(
            wrong or "which spreadsheet to use is not said",
            f"Name it: {flag} google:SPREADSHEET_ID, or {flag} and its address in the browser",
        )
    with told():
        return open_spreadsheet(spec, access_of(settings), write=write)


def access_of(settings: Settings) -> Access:
    """How to reach Google, with time for a whole workbook to go there."""
    return replace(settings.google, seconds=_SECONDS)


def structure_of(settings: Settings) -> Structure:
    """The framework. One with errors has them listed, then ``CouldNotRun``."""
    from cli.console import say
    from cli.diagnostics import as_people_read_it
    from cli.framework import read_text
    from dsl import read_structure

    path = settings.framework
    structure, problems = read_structure(read_text(path), path.name)
    if structure is None:
        errors = [one for one in problems if one.severity == "error"]
        for one in errors:
            say(as_people_read_it(one), stderr=True)
        raise CouldNotRun(f"{path.name} cannot be read", "Run `routebook check` and mend it first")
    return structure


def agreed(question: str, *, yes: bool) -> bool:
    """Whether to go on: ``--yes``, or what a person at the terminal says."""
    if yes:
        return True
    if not at_a_terminal():
        raise CouldNotRun("nothing was changed, as nobody is there to agree", "Add --yes to agree")
    return click.confirm(question, err=True)


def at_a_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty()
