"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

_EXAMPLE = "2026-11-22T12:00:00Z"
_Command = TypeVar("_Command", bound=Callable[..., Any])


def framework_options(command: _Command) -> _Command:
    """``--framework FILE`` and ``--tables SOURCE``, which every command takes."""
    for option in (
        click.option("--tables", metavar="SOURCE", help="CSV folder, .xlsx file or google:ID."),
        click.option("--framework", metavar="FILE", help="The framework, a .route file."),
    ):
        command = option(command)
    return command


def unused_framework_options(command: _Command) -> _Command:
    """The same, where they make no difference: no command stumbles over them."""
    for name in ("--framework", "--tables"):
        command = click.option(name, hidden=True, expose_value=False)(command)
    return command


def pools_option(command: _Command) -> _Command:
    """``--pools``: on to the member, as the service does, without a database."""
    return click.option(
        "--pools",
        is_flag=True,
        help="Go on from a pool to its member, as if no record had come before.",
    )(command)


def circumstance_options(command: _Command) -> _Command:
    """What stands beside a record: its type, the event, the time; and how much to tell."""
    for option in (
        click.option(
            "--trace",
            type=click.Choice(["full", "steps", "none"]),
            default="full",
            show_default=True,
            help="How much of the trace to write.",
        ),
        click.option("--event", metavar="EVENT", help="What happened; new unless said."),
        click.option("--record-type", metavar="NAME", help="Which record of the framework it is."),
        click.option(
            "--at",
            type=Time(),
            metavar="TIME",
            help=f"Decide as of this time, such as {_EXAMPLE}; now unless said.",
        ),
    ):
        command = option(command)
    return command


class Time(click.ParamType[datetime]):
    """An instant in ISO 8601, with its zone."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The instant as an aware datetime."""
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no time; write {_EXAMPLE}", param, ctx)
        if moment.tzinfo is None:
            self.fail(f"{value!r} has no time zone; write {_EXAMPLE} for UTC", param, ctx)
        return moment


def now() -> datetime:
    """The clock of the command line, to the second, asked once a run."""
    return datetime.now(UTC).replace(microsecond=0)
