"""What a server is started with. Flags, environment and routebook.toml are merged elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from releases.gates import MODES, Mode
from sheets_adapter.google.address import is_google

LOG_LEVELS = ("debug", "info", "warning", "error")
_MOST_RECORDS = 100_000
_MOST_DAYS = 36_500


class SettingsError(Exception):
    """The server cannot start like this; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. Sizes are in bytes, times in seconds.

    ``framework`` is a file; ``tables`` is a folder of CSV files, an XLSX file or
    ``google:SPREADSHEET_ID``, with cells as people write them in ``locale``. Google is reached with
    ``google_credentials``, the file of a service account or the JSON text in it, at
    ``google_api_url`` where that is given. ``samples`` is a
    folder of CSV files with records to try on the page. ``database_url`` is where decisions are
    logged; with an empty one nothing is, and pools are not gone into. Private fields are sealed
    with ``encryption_key`` (32 bytes in base64), else with the key in ``encryption_key_file``.
    The log and its idempotency keys are kept for ``retention_days``, with 0 for ever.
    A spreadsheet's script may ask for a refresh, signed with ``refresh_secret``.
    Events are sent to the addresses in ``webhooks``, signed with ``webhook_secret``. Calendars and
    webhooks are only fetched and sent over HTTPS, at public addresses, unless
    ``private_addresses`` are allowed. Edits are held where ``goldens`` (in ``goldens_folder``, or
    in the workbook) come out otherwise, or more than ``max_moved`` (from 0 to 1) of the last
    ``impact_records`` records would go elsewhere. A ``draft`` is previewed from a workbook of its
    own, or from sheets whose titles begin with ``draft_prefix``. With ``write_back`` problems and
    changes are told in the Google spreadsheet itself. Raises `SettingsError`.
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
    goldens: Mode = "hold"
    goldens_folder: Path | None = None
    max_moved: float | None = None
    impact_records: int = 1_000
    draft: str = ""
    draft_prefix: str = ""
    google_credentials: str = field(default="", repr=False)
    google_api_url: str = ""
    write_back: bool = False
    private_addresses: bool = False
    webhooks: tuple[str, ...] = ()
    webhook_secret: str = ""
    refresh_secret: str = ""
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
        self._check_gates()
        if self.write_back and not is_google(self.tables):
            raise SettingsError(
                "write_back tells people in their Google spreadsheet, and the tables are in "
                f"{self.tables}: leave it out, or let tables be google:SPREADSHEET_ID"
            )
        if self.webhooks and not self.database_url:
            raise SettingsError("webhooks tell what is logged, and database_url is empty")
        if self.workers > 1 and self.database_url.startswith("sqlite"):
            raise SettingsError(
                f"{self.workers} workers need PostgreSQL: set ROUTEBOOK_DATABASE_URL to "
                "postgresql://…. SQLite takes one writing process, so serve with one worker on it"
            )

    def _check_gates(self) -> None:
        if self.goldens not in MODES:
            help_ = "; the folder of goldens is goldens_folder"
            raise SettingsError(f"goldens {self.goldens!r} is none of {', '.join(MODES)}{help_}")
        if self.max_moved is not None and not 0 <= self.max_moved <= 1:
            raise SettingsError(f"max_moved is {self.max_moved:g}; it is a share from 0 to 1")
        if not 0 <= self.impact_records <= _MOST_RECORDS:
            raise SettingsError(f"impact_records must be between 0 and {_MOST_RECORDS:,}")
