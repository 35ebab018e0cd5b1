"""``routebook releases``: what is live, held and past, and deciding about it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cli.options import Time, framework_options, unused_framework_options

if TYPE_CHECKING:
    from cli.reaching import Reached

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _where_options(command: _Command) -> _Command:
    for option in (
        click.option(
            "--format",
            "format_",
            type=click.Choice(["text", "json"]),
            default="text",
            show_default=True,
            help="For people, or for programs.",
        ),
        click.option("--database-url", metavar="URL", help="Where releases are kept."),
        click.option(
            "--server",
            metavar="URL",
            help="Ask the server at this address instead; its key is in ROUTEBOOK_API_KEY.",
        ),
    ):
        command = option(command)
    return command


_note_option = click.option("--note", default="", metavar="TEXT", help="Why; it stands in the log.")


@click.group()
def releases() -> None:
    """See what is live, held and past; accept, reject, put back.

    They work on the database of the service, or ask the server that has it.
    """


@releases.command("list")
@click.option("--limit", type=click.IntRange(1, 500), default=20, show_default=True, metavar="N")
@_where_options
@unused_framework_options
def list_(limit: int, **where: Any) -> None:
    """List the newest releases."""
    from cli.release_text import line_of

    with _reached(where, writes=False) as reached:
        found = reached.newest(limit)
    _tell(found, where, lambda: [line_of(each) for each in found["releases"]])


@releases.command()
@click.argument("release", metavar="RELEASE")
@_where_options
@unused_framework_options
def show(release: str, **where: Any) -> None:
    """Show why a release is held, what changed in it and which records it moves."""
    with _reached(where, writes=False) as reached:
        found = reached.one(release)
    _show(found, where)


@releases.command()
@click.argument("release", metavar="RELEASE")
@_note_option
@_where_options
@unused_framework_options
def accept(release: str, note: str, **where: Any) -> None:
    """Let the held release go live."""
    _decide("accept", release, note, where)


@releases.command()
@click.argument("release", metavar="RELEASE")
@_note_option
@_where_options
@unused_framework_options
def reject(release: str, note: str, **where: Any) -> None:
    """Keep what is new in the held release out, until it is edited again."""
    _decide("reject", release, note, where)


@releases.command()
@click.argument("release", metavar="RELEASE")
@_note_option
@_where_options
@unused_framework_options
def activate(release: str, note: str, **where: Any) -> None:
    """Put any kept release back; what came after it stays out until it is edited again."""
    _decide("activate", release, note, where)


@releases.command()
@click.option(
    "--at",
    type=Time(),
    metavar="TIME",
    help="Route the last records as of this time; each at its own unless said.",
)
@framework_options
@_where_options
def preview(
    at: datetime | None,
    framework: str | None,
    tables: str | None,
    **where: Any,
) -> None:
    """Show what a draft would change, hold and move, in the place of what is live.

    The draft is --tables, else what the settings draft or draft_prefix say, else the sheets as they
    are now; sheets that it has not are as they are live. Nothing goes live. Exit code 1 when the
    draft has errors, or would be held.
    """
    from cli.failures import FINDING
    from cli.previewing import preview_at, preview_here
    from cli.release_text import preview_of
    from cli.settings import read_settings

    if where["server"] is not None:
        if framework is not None or tables is not None:
            raise click.UsageError("A server has a draft of its own; leave out --tables.")
        found = preview_at(where["server"], at)
    else:
        given = {"framework": framework, "database_url": where["database_url"]}
        found = preview_here(read_settings(**given), tables, at)
    _tell(found, where, lambda: preview_of(found))
    if found["reasons"] or any(one["severity"] == "error" for one in found["problems"]):
        click.get_current_context().exit(FINDING)


def _decide(verb: str, release: str, note: str, where: dict[str, Any]) -> None:
    with _reached(where, writes=True) as reached:
        found = reached.decide(verb, release, note)
    _show(found, where)


def _reached(where: dict[str, Any], *, writes: bool) -> AbstractContextManager[Reached]:
    from cli.reaching import reach
    from cli.settings import read_settings

    if where["server"] is not None and where["database_url"] is not None:
        raise click.UsageError("Say --server or --database-url, not both.")
    return reach(read_settings(database_url=where["database_url"]), where["server"], writes=writes)


def _show(found: dict[str, Any], where: dict[str, Any]) -> None:
    from cli.release_text import account_of

    _tell(found, where, lambda: account_of(found))


def _tell(found: Any, where: dict[str, Any], lines: Callable[[], list[str]]) -> None:
    from cli.console import printable
    from golden_tests import render

    if where["format_"] == "json":
        click.echo(render(found), nl=False)
        return
    for line in lines():
        click.echo(printable(line))
