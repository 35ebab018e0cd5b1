"""What a server is started with. Flags, environment and routebook.toml are merged elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LOG_LEVELS = ("debug", "info", "warning", "error")
_MOST_DAYS = 36_500


class SettingsError(Exception):
    """The server cannot start like this; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. Sizes are in bytes, times in seconds.

    ``framework`` is a file; ``tables`` is a folder of CSV files, an XLSX file or
    ``google:SPREADSHEET_ID``, with cells as people write them in ``locale``. ``samples`` is a
    folder of CSV files with records to try on the page. ``database_url`` is where decisions are
    logged; with an empty one nothing is, and pools are not gone into. Private fields are sealed
    with ``encryption_key`` (32 bytes in base64), else with the key in ``encryption_key_file``.
    The log and its idempotency keys are kept for ``retention_days``, with 0 for ever.
    Events are sent to the addresses in ``webhooks``, signed with ``webhook_secret``. Calendars and
    webhooks are only fetched and sent over HTTPS, at public addresses, unless
    ``private_addresses`` are allowed. Raises `SettingsError`.
    """

    framework: Path
    tables: str
    locale: str = "en_US"
    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 1
    database_url: str = "sqlite:///routebook.sqlite3"
    encryption_key: str = ""
    encryption_key_file: Path = Path("routebook.key")
    retention_days: float = 0.0
    keys_file: Path | None = None
    samples: Path | None = None
    google_credentials: Path | None = None
    google_api_url: str = ""
    private_addresses: bool = False
    webhooks: tuple[str, ...] = ()
    webhook_secret: str = ""
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
        if not 0 <= self.retention_days <= _MOST_DAYS:
            raise SettingsError(f"retention_days must be between 0 (for ever) and {_MOST_DAYS}")
        if self.webhooks and not self.database_url:
            raise SettingsError("webhooks tell what is logged, and database_url is empty")
        if self.workers > 1 and self.database_url.startswith("sqlite"):
            raise SettingsError(
                f"{self.workers} workers need PostgreSQL: set ROUTEBOOK_DATABASE_URL to "
                "postgresql://…. SQLite takes one writing process, so serve with one worker on it"
            )
