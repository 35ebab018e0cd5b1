"""``routebook test``: the framework's golden records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.failures import FINDING, CouldNotRun
from cli.options import framework_options

if TYPE_CHECKING:
    from cli.settings import Settings
    from golden_tests import Report, Status

_WORDS: dict[Status, str] = {
    "same": "as stored",
    "written": "written",
    "different": "different",
    "undecided": "without decision",
    "unmet": "not as expected",
    "broken": "broken",
}
_LINE_STYLES = {"+": "green", "-": "red", "@": "cyan"}


@click.command()
@click.option("--update", is_flag=True, help="Write the decisions anew; read their difference.")
@framework_options
@click.pass_context
def test(ctx: click.Context, update: bool, framework: str | None, tables: str | None) -> None:
    """Route every golden record again and compare with the stored decision.

    The records are JSON files in the folder goldens beside routebook.toml. Decisions are compared
    whole, but for table versions and positions in the framework's text, which change at every edit.
    Scenarios route several records in order, and say what is expected of them. Exit code 1 when a
    decision is different, or an expectation does not hold.
    """
    from cli.framework import load_framework, read_sources
    from cli.settings import read_settings
    from golden_tests import run

    settings = read_settings(framework=framework, tables=tables)
    folder = _folder(settings)
    try:
        sources = read_sources(settings)
        loaded = load_framework(sources)
        report = run(loaded, folder, workbook=sources.workbook, update=update)
    except OSError as error:
        raise CouldNotRun(f"{folder} cannot be written: {error.strerror or error}") from error
    if not report.results:
        raise CouldNotRun(f"there is no golden in {folder}", "Put one JSON file there for each")
    _tell(report)
    if report.failed:
        ctx.exit(FINDING)


def _folder(settings: Settings) -> Path:
    found = settings.goldens_folder or Path("goldens")
    if not found.is_dir():
        raise CouldNotRun(
            f"there is no folder {found}",
            'Make it, with a file such as {"input": {"at": "2026-11-22T12:00:00Z", "fields": {}}}',
        )
    return found


def _tell(report: Report) -> None:
    from rich.text import Text

    from cli.console import printable, say

    for result in report.results:
        if result.status == "same":
            continue
        sign, style = ("✗", "bold red") if result.failed else ("✓", "green")
        say(Text(f"{sign} {printable(result.name)}: {_WORDS[result.status]}", style=style))
        for line in result.lines:
            say(Text(f"    {printable(line)}", style=_LINE_STYLES.get(line[:1], "")))
    counts = report.counts()
    parts = [f"{counts[status]} {words}" for status, words in _WORDS.items() if counts[status]]
    goldens = "1 golden" if len(report.results) == 1 else f"{len(report.results)} goldens"
    say(f"{goldens}: {', '.join(parts)}")
    for line in report.coverage.lines():
        say(printable(line))
