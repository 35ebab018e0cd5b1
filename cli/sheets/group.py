"""``routebook sheets``: its commands, listed in one place."""

from __future__ import annotations

import click

from cli.sheets.check import check
from cli.sheets.emulate import emulate
from cli.sheets.init import init
from cli.sheets.pull import pull
from cli.sheets.push import push


@click.group()
def sheets() -> None:
    """Make, compare, save and fill the spreadsheet of a framework."""


for command in (init, check, pull, push, emulate):
    sheets.add_command(command)
