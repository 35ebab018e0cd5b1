"""What a server is started with. Flags, environment and routebook.toml are merged elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LOG_LEVELS = ("debug", "info", "warning", "error")


class SettingsError(Exception):
    """The server cannot start like this; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. Sizes are in bytes, times in seconds.

    ``framework`` is a file; ``tables`` is a folder of CSV files, an XLSX file or
    ``google:SPREADSHEET_ID``, with cells as people write them in ``locale``. ``samples`` is a
    folder of CSV files with records to try on the page. ``database_url`` is empty for the SQLite
    file beside routebook.toml. Raises `SettingsError`.
    """

    framework: Path
    tables: str
    locale: str = "en_US"
    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 1
    database_url: str = ""
    keys_file: Path | None = None
    samples: Path | None = None
    google_credentials: Path | None = None
    google_api_url: str = ""
    refresh_seconds: float = 15.0
    log_level: str = "info"
    log_requests: bool = False
    max_body: int = 1_000_000
    body_seconds: float = 10.0
    head_seconds: float = 10.0
    keep_alive_seconds: int = 75
    shutdown_seconds: int = 10

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise SettingsError(f"port {self.port} is not between 0 and 65535")
        if self.workers < 1:
            raise SettingsError("workers must be 1 or more")
        if self.log_level not in LOG_LEVELS:
            raise SettingsError(f"log level {self.log_level!r} is none of {', '.join(LOG_LEVELS)}")
        limits = ("refresh_seconds", "max_body", "body_seconds", "head_seconds")
        for name in (*limits, "keep_alive_seconds", "shutdown_seconds"):
            if not getattr(self, name) > 0:
                raise SettingsError(f"{name} must be more than 0")
        if self.workers > 1 and self.on_sqlite:
            raise SettingsError(
                f"{self.workers} workers need PostgreSQL: set ROUTEBOOK_DATABASE_URL to "
                "postgresql://…. SQLite takes one writing process, so serve with one worker on it"
            )

    @property
    def on_sqlite(self) -> bool:
        """Whether the database is the default one or another SQLite file."""
        return not self.database_url or self.database_url.startswith("sqlite")
