"""``routebook keys``: API keys of the service."""

from __future__ import annotations

from pathlib import Path

import click

from cli.failures import CouldNotRun
from cli.options import now, unused_framework_options
from cli.serve import KEYS_FILE
from cli.settings import read_settings

_file_option = click.option(
    "--api-keys-file", metavar="FILE", help=f"Where the keys are kept; {KEYS_FILE} unless said."
)


@click.group()
def keys() -> None:
    """Make, list and revoke API keys. Only their hashes are kept."""


@keys.command()
@click.option(
    "--scope",
    type=click.Choice(["route", "read", "admin"]),
    required=True,
    help="What the key allows; each scope allows what the ones before it do.",
)
@click.option("--name", default="", metavar="N", help="Whose key it is.")
@_file_option
@unused_framework_options
def create(scope: str, name: str, api_keys_file: str | None) -> None:
    """Make a key and print it, this one time."""
    from server.keys import SCOPES, KeyFileError, create_key

    file = _file(api_keys_file)
    scope_ = next(each for each in SCOPES if each == scope)
    try:
        key, secret = create_key(file, scope_, name, now())
    except KeyFileError as error:
        raise CouldNotRun(str(error)) from error
    click.echo(f"Key {key.id} with scope {scope}. It is shown only now:", err=True)
    click.echo(secret)


@keys.command("list")
@_file_option
@unused_framework_options
def list_(api_keys_file: str | None) -> None:
    """List the keys that were ever made."""
    from cli.console import printable
    from server.keys import KeyFileError, list_keys

    file = _file(api_keys_file)
    try:
        found = list_keys(file)
    except KeyFileError as error:
        raise CouldNotRun(str(error)) from error
    for key in found:
        state = f"revoked {key.revoked}" if key.revoked else "valid"
        name = printable(key.name) or "-"
        click.echo(f"{key.id}  {key.scope:5}  made {key.created}  {state}  {name}")
    if not found:
        click.echo(f"No keys in {file}. Make one: routebook keys create --scope route", err=True)


@keys.command()
@click.argument("key", metavar="ID|NAME")
@_file_option
@unused_framework_options
def revoke(key: str, api_keys_file: str | None) -> None:
    """Revoke a key; a running server notices within a second or two."""
    from server.keys import KeyFileError, revoke_key

    try:
        revoked = revoke_key(_file(api_keys_file), key, now())
    except KeyFileError as error:
        raise CouldNotRun(str(error)) from error
    click.echo(f"Key {revoked.id} is revoked since {revoked.revoked}.")


def _file(flag: str | None) -> Path:
    return Path(read_settings(api_keys_file=flag).get("api_keys_file", KEYS_FILE))
