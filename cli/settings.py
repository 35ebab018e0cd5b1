"""Settings: flags, then environment variables, then routebook.toml in the current folder.

A setting ``refresh_seconds`` is ``ROUTEBOOK_REFRESH_SECONDS`` in the environment and
``refresh_seconds`` in the file. Paths are relative to the current folder, which is the file's.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.failures import CouldNotRun, unreadable

if TYPE_CHECKING:
    from sheets_adapter.google import Access

FILE = "routebook.toml"

SETTINGS: Mapping[str, type] = {
    "framework": str,
    "tables": str,
    "locale": str,
    "goldens": str,
    "goldens_folder": str,
    "max_moved": float,
    "impact_records": int,
    "draft": str,
    "draft_prefix": str,
    "host": str,
    "port": int,
    "workers": int,
    "samples": str,
    "database_url": str,
    "encryption_key": str,
    "encryption_key_file": str,
    "private_addresses": bool,
    "webhooks": tuple,
    "webhook_secret": str,
    "refresh_secret": str,
    "retention_days": float,
    "api_keys_file": str,
    "google_credentials": str,
    "google_api_url": str,
    "write_back": bool,
    "refresh_seconds": float,
    "log_level": str,
    "log_requests": bool,
    "max_body": int,
    "body_seconds": float,
    "head_seconds": float,
    "keep_alive_seconds": int,
    "shutdown_seconds": int,
}
_WORDS = {
    str: "text in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    tuple: "a list of texts in quotes",
}
_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class Settings:
    """What was set, by name; what was not is left to whoever uses it."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a setting."""
        return self.values.get(name, default)

    @property
    def framework(self) -> Path:
        """The framework file. Raises ``CouldNotRun`` when none is named."""
        return Path(self._needed("framework", "a framework", 'framework = "acme.route"'))

    @property
    def tables(self) -> str:
        """Where the tables are. Raises ``CouldNotRun`` when that is not said."""
        return str(self._needed("tables", "tables", 'tables = "workbook"'))

    @property
    def google(self) -> Access:
        """How to reach Google."""
        from sheets_adapter.google import Access

        return Access(self.get("google_credentials"), self.get("google_api_url", ""))

    @property
    def locale(self) -> str:
        """How cells write numbers and dates."""
        return str(self.get("locale", "en_US"))

    @property
    def goldens_folder(self) -> Path | None:
        """As set; else ``goldens`` here, where routebook.toml is, or beside the framework."""
        if "goldens_folder" in self.values:
            return Path(self.values["goldens_folder"])
        folders = (Path("goldens"), self.framework.parent / "goldens")
        return next((folder for folder in folders if folder.is_dir()), None)

    def _needed(self, name: str, what: str, example: str) -> Any:
        if name not in self.values:
            raise CouldNotRun(
                f"which {what.removeprefix('a ')} to use is not said",
                f"Use --{name}, set ROUTEBOOK_{name.upper()}, or write {example} into {FILE}",
            )
        return self.values[name]


def read_settings(**flags: object) -> Settings:
    """The settings of this run; a flag that is None was not given. Raises ``CouldNotRun``."""
    given = {name: value for name, value in flags.items() if value is not None}
    return Settings({**_from_file(Path(FILE)), **_from_environment(os.environ), **given})


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, type_ in SETTINGS.items():
        variable = f"ROUTEBOOK_{name.upper()}"
        text = environment.get(variable, "").strip()
        if not text:
            continue
        try:
            found[name] = _from_text(type_, text)
        except (ValueError, KeyError):
            words = _WORDS[type_]
            raise CouldNotRun(f"{variable} is {text!r}", f"It must be {words}") from None
    return found


def _from_text(type_: type, text: str) -> Any:
    """The value of a variable; of a list the parts between commas."""
    if type_ is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return _BOOLEANS[text.lower()] if type_ is bool else type_(text)


def _from_file(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(path, error) from error
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CouldNotRun(f"{path} is not TOML: {_lower(str(error))}") from error
    return {name: _checked(name, value) for name, value in found.items()}


def _checked(name: str, value: object) -> object:
    type_ = SETTINGS.get(name)
    if type_ is None:
        from dsl.diagnostics import did_you_mean

        near = did_you_mean(name, SETTINGS)
        advice = f"Did you mean `{near}`?" if near else f"There are {', '.join(SETTINGS)}"
        raise CouldNotRun(f"{FILE} has an unknown setting `{name}`", advice.removesuffix("."))
    if type_ is float and type(value) is int:
        return float(value)
    if type_ is tuple and isinstance(value, list) and all(type(one) is str for one in value):
        return tuple(value)
    if type(value) is not type_:
        raise CouldNotRun(f"`{name}` in {FILE} is {value!r}", f"It must be {_WORDS[type_]}")
    return value


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
