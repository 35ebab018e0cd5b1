"""``routebook check``: everything that is wrong with a framework and its tables."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.failures import FINDING
from cli.options import framework_options

if TYPE_CHECKING:
    from cli.framework import Diagnosis
    from dsl import Diagnostic


@click.command()
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="For people, for programs, as annotations of a pull request, as SARIF 2.1.0.",
)
@framework_options
@click.pass_context
def check(ctx: click.Context, format_: str, framework: str | None, tables: str | None) -> None:
    """List every problem of the framework and its tables, with its place and what to do.

    Exit code 1 when one of them is an error.
    """
    from cli.framework import diagnose
    from cli.sarif import as_sarif
    from cli.settings import read_settings
    from dsl.diagnostics import as_github, as_json
    from golden_tests import render

    settings = read_settings(framework=framework, tables=tables)
    diagnosis = diagnose(settings)
    found = sorted(diagnosis.diagnostics, key=_by_place)
    if format_ == "json":
        click.echo(render([as_json(one) for one in found]), nl=False)
    elif format_ == "github":
        for one in _placed(found, settings.framework):
            click.echo(as_github(one))
    elif format_ == "sarif":
        click.echo(render(as_sarif(_placed(found, settings.framework))), nl=False)
    else:
        _tell(found, diagnosis, settings.framework.name)
    if any(one.severity == "error" for one in found):
        ctx.exit(FINDING)


def _tell(found: list[Diagnostic], diagnosis: Diagnosis, file: str) -> None:
    from cli.console import say
    from cli.diagnostics import as_people_read_it, counted

    for one in found:
        say(as_people_read_it(one))
    what = file
    if diagnosis.framework is not None:
        tables = diagnosis.framework.tables.values()
        rows = sum(len(table.rows) for table in tables)
        what += f", {len(tables)} tables, {rows:,} rows"
    say(f"{what}: {counted(found)}")


def _by_place(diagnostic: Diagnostic) -> tuple[int, int]:
    """The framework from top to bottom, then the sheets as they came."""
    from dsl.diagnostics import Span

    where = diagnostic.where
    return (where.line, where.column) if isinstance(where, Span) else (2**31, 0)


def _placed(found: list[Diagnostic], framework: Path) -> list[Diagnostic]:
    """With the framework's path in the repository, where annotations go by paths."""
    from dsl.diagnostics import Span

    top = Path(os.environ.get("GITHUB_WORKSPACE") or ".").resolve()
    path = framework.resolve()
    file = path.relative_to(top).as_posix() if path.is_relative_to(top) else framework.name
    return [
        replace(one, where=replace(one.where, file=file)) if isinstance(one.where, Span) else one
        for one in found
    ]
