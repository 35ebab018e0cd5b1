"""``routebook serve``: the service."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.failures import CouldNotRun
from cli.options import framework_options

if TYPE_CHECKING:
    import server
    from cli.settings import Settings

# Where the service calls a setting otherwise, and settings that are paths there.
_NAMES = {"api_keys_file": "keys_file"}
_PATHS = ("framework", "api_keys_file", "samples", "encryption_key_file", "goldens_folder")
KEYS_FILE = "keys.json"
DATABASE = "sqlite:///routebook.sqlite3"
"""Where the service logs its decisions unless said: beside routebook.toml."""


@click.command()
@click.option("--host", metavar="H", help="The address to listen on; 127.0.0.1 unless said.")
@click.option("--port", type=int, metavar="P", help="The port; 8080 unless said, 0 for any.")
@click.option("--workers", type=int, metavar="N", help="Processes; one unless said.")
@click.option("--api-keys-file", metavar="FILE", help="Where the API keys are kept.")
@framework_options
def serve(
    host: str | None,
    port: int | None,
    workers: int | None,
    api_keys_file: str | None,
    framework: str | None,
    tables: str | None,
) -> None:
    """Serve the framework over HTTP until stopped; prints the address of the page."""
    import server
    from cli.settings import read_settings

    settings = read_settings(
        host=host,
        port=port,
        workers=workers,
        api_keys_file=api_keys_file,
        framework=framework,
        tables=tables,
    )
    try:
        server.serve(of_server(settings))
    except server.SettingsError as error:
        raise CouldNotRun(str(error)) from error


def of_server(settings: Settings) -> server.Settings:
    """The settings as the service takes them; what was not set keeps the service's own default."""
    import server

    values = {
        **settings.values,
        "framework": settings.framework,
        "tables": settings.tables,
        "api_keys_file": settings.get("api_keys_file", KEYS_FILE),
    }
    if settings.goldens_folder is not None:
        values["goldens_folder"] = settings.goldens_folder
    given: dict[str, Any] = {
        _NAMES.get(name, name): Path(value) if name in _PATHS else value
        for name, value in values.items()
    }
    return server.Settings(**given)
