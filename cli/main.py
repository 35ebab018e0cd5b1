"""``routebook``: every command, listed in one place."""

from __future__ import annotations

import click

from cli.batch import batch
from cli.check import check
from cli.console import safe_streams
from cli.keys import keys
from cli.releases import releases
from cli.replay import replay
from cli.route import route
from cli.serve import serve
from cli.sheets import sheets
from cli.test import test


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="routebook", message="%(prog)s %(version)s")
def main() -> None:
    """Route records by a framework and its tables.

    Settings come from flags, then from the environment (ROUTEBOOK_FRAMEWORK, ROUTEBOOK_TABLES, …),
    then from routebook.toml in the current folder.
    """
    safe_streams()


for command in (serve, route, batch, check, test, replay, releases, keys, sheets):
    main.add_command(command)
