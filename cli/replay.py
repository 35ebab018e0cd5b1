"""``routebook replay``: decisions of the log made again, and compared."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.failures import COULD_NOT_RUN, FINDING, CouldNotRun
from cli.options import Time, unused_framework_options
from cli.serve import DATABASE

if TYPE_CHECKING:
    from cli.settings import Settings
    from history import Event, Sealer, Store
    from history.replay import Replayed

    Replay = Callable[[Event], Replayed]

KEY_FILE = "routebook.key"
"""Where the service keeps the key of private fields unless said."""
_AT_ONCE = 200  # decisions that are read at a time
_READY = 4  # releases that are kept ready


@click.command()
@click.argument("decision_id", metavar="DECISION_ID", required=False)
@click.option("--all", "every", is_flag=True, help="Every decision of the log, and the counts.")
@click.option("--since", type=Time(), metavar="TIME", help="With --all: only from this time on.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)
@click.option("--database-url", metavar="URL", help="Where decisions are logged.")
@unused_framework_options
@click.pass_context
def replay(
    ctx: click.Context,
    decision_id: str | None,
    every: bool,
    since: datetime | None,
    format_: str,
    database_url: str | None,
) -> None:
    """Make a decision of the log again and compare.

    It uses the release, time, people and turn of that moment, changes nothing, and works beside a
    running server. Exit code 0: equal; 1: different; 2: it could not be made again.
    """
    from cli.settings import read_settings
    from history import StoreError, open_store

    if every == (decision_id is not None):
        raise click.UsageError("Say which decision, or --all.")
    if since is not None and not every:
        raise click.UsageError("--since goes with --all.")
    settings = read_settings(database_url=database_url)
    try:
        store = open_store(settings.get("database_url", DATABASE), read_only=True)
        try:
            again = _replayer(store, sealer_of(settings))
            if decision_id is None:
                code = _all(store, again, since, format_)
            else:
                code = _one(store, again, decision_id, format_)
        finally:
            store.close()
    except StoreError as error:
        raise CouldNotRun(str(error)) from error
    ctx.exit(code)


def _replayer(store: Store, sealer: Sealer | None) -> Replay:
    """What makes a decision again. It raises ``Erased``, ``NotKept`` and ``SealError``."""
    from history.journal import Contents
    from history.replay import replay as make_again
    from releases.kept import restore

    contents = Contents(sealer)
    restored = lru_cache(_READY)(partial(restore, store))

    def again(event: Event) -> Replayed:
        contents.recorded(event)  # before a release is restored in vain
        return make_again(event, restored(event.release_id).ruling, contents)

    return again


def sealer_of(settings: Settings) -> Sealer | None:
    """The key that private fields are sealed with, if there is one; none is made."""
    from history import SealError, open_key

    key = settings.get("encryption_key")
    file = Path(settings.get("encryption_key_file", KEY_FILE))
    if not key and not file.exists():
        return None
    try:
        return open_key(key or file)
    except SealError as error:
        raise CouldNotRun(f"the key that private fields are sealed with: {error}") from error


def _one(store: Store, again: Replay, decision_id: str, format_: str) -> int:
    """Tell what came of one decision; the exit code."""
    from cli.console import printable
    from dsl import encode
    from golden_tests import render
    from history import SealError
    from history.journal import Erased
    from releases.kept import NotKept

    event = store.decision(decision_id)
    if event is None:
        raise CouldNotRun(f"there is no decision {printable(decision_id)} in the log")
    try:
        replayed = again(event)
    except (Erased, NotKept, SealError) as error:
        raise CouldNotRun(f"{printable(decision_id)} cannot be made again: {error}") from error
    if format_ == "json":
        click.echo(render(json.loads(encode(replayed))), nl=False)
    else:
        lines = ["equal"] if replayed.equal else replayed.differences
        click.echo("\n".join(printable(line) for line in lines))
    return 0 if replayed.equal else FINDING


def _all(store: Store, again: Replay, since: datetime | None, format_: str) -> int:
    """Tell how many decisions were equal, and all of those that were not; the exit code."""
    from history import SealError
    from history.journal import Erased
    from releases.kept import NotKept

    counts = Counter[str]()
    different: list[dict[str, Any]] = []
    for event in _events(store, since):
        try:
            replayed = again(event)
        except Erased:
            counts["erased"] += 1
        except (NotKept, SealError) as error:
            counts["failed"] += 1
            click.echo(f"{event.decision_id} cannot be made again: {error}", err=True)
        else:
            counts["equal" if replayed.equal else "different"] += 1
            if not replayed.equal:
                found = {"decision_id": event.decision_id, "differences": replayed.differences}
                different.append(found)
    _tell(counts, different, format_)
    if different:
        return FINDING
    return COULD_NOT_RUN if counts["failed"] else 0


def _tell(counts: Counter[str], different: list[dict[str, Any]], format_: str) -> None:
    from cli.console import printable
    from golden_tests import render

    told = {name: counts[name] for name in ("equal", "different", "erased", "failed")}
    if format_ == "json":
        click.echo(render(told | {"differences": different}), nl=False)
        return
    for each in different:
        click.echo(each["decision_id"])
        for line in each["differences"]:
            click.echo(f"  {printable(line)}")
    text = ", ".join(f"{told[name]} {name}" for name in told if told[name] or name == "equal")
    click.echo(f"{counts.total()} decisions: {text}")


def _events(store: Store, since: datetime | None) -> Iterator[Event]:
    """The decisions from that time on, the newest first."""
    from history import DecisionFilter

    wanted, after = DecisionFilter(since=since), None
    while events := store.decisions(wanted, after, _AT_ONCE):
        yield from events
        after = events[-1].seq
