"""How to reach Google: whose account, at which address, and how long to wait."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sheets_adapter.files import read_file
from sheets_adapter.google.in_time import Calls
from sheets_adapter.source import SourceError

if TYPE_CHECKING:
    from google.auth.credentials import Credentials

READ_SCOPES = ("https://www.googleapis.com/auth/spreadsheets.readonly",)
# drive.file reaches only the files that Routebook itself made: enough to make and share one.
WRITE_SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/drive.file",
)
_PARTS = ("client_email", "private_key", "token_uri")
_NEW_KEY = (
    "In the Google Cloud console open the service account, add a key of type JSON, and name the "
    "downloaded file in ROUTEBOOK_GOOGLE_CREDENTIALS"
)


@dataclass(frozen=True)
class Access:
    """How to reach Google.

    ``credentials`` is the file of a service account, or the JSON text that stands in one; without
    it, the application default credentials of the machine are used. ``api_url`` is another base URL
    than Google's, such as that of the emulator. One call, with all its repetitions, takes at most
    ``seconds``; the first read of a source at most ``first_seconds``, where that is given.
    ``clock`` (seconds) and ``sleep`` are those of the machine but in tests. ``calls`` are all that
    are made by it: who stops gives them up.
    """

    credentials: Path | str | None = field(default=None, repr=False)
    api_url: str = ""
    seconds: float = 20.0
    first_seconds: float | None = None
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)
    calls: Calls = field(default_factory=Calls, repr=False, compare=False)

    @cached_property
    def email(self) -> str:
        """The address to share spreadsheets with; empty when the credentials do not tell it."""
        try:
            return str(self._info().get("client_email", ""))
        except SourceError:
            return ""

    def load(self, *, write: bool = False) -> Credentials:
        """Credentials that may read, or also write. Raises ``SourceError``; asks nobody yet."""
        scopes = WRITE_SCOPES if write else READ_SCOPES
        if not self.credentials:
            return _default(scopes)
        from google.auth.exceptions import GoogleAuthError
        from google.oauth2.service_account import Credentials as ServiceAccount

        info = self._info()
        try:
            return ServiceAccount.from_service_account_info(info, scopes=scopes)  # type: ignore[no-any-return, no-untyped-call]
        except (GoogleAuthError, ValueError) as error:
            message = f"the private key in {self._name} cannot be read"
            raise SourceError(message, _NEW_KEY) from error

    def _info(self) -> dict[str, Any]:
        """What stands in the service account's file. Raises ``SourceError``."""
        if not self.credentials:
            return {}
        try:
            info = json.loads(self._text())
        except ValueError as error:
            raise SourceError(f"{self._name} is not JSON", _NEW_KEY) from error
        if not isinstance(info, dict) or info.get("type") != "service_account":
            raise SourceError(f"{self._name} is not the key of a service account", _NEW_KEY)
        missing = [part for part in _PARTS if not isinstance(info.get(part), str)]
        if missing:
            raise SourceError(f"{self._name} has no {' and no '.join(missing)}", _NEW_KEY)
        return info

    def _text(self) -> str:
        if self._is_text:
            return str(self.credentials)
        try:
            return read_file(Path(str(self.credentials))).decode("utf-8-sig")
        except SourceError as error:
            message = f"the Google credentials cannot be read: {error.message}"
            raise SourceError(message, _NEW_KEY) from error

    @property
    def _is_text(self) -> bool:
        return isinstance(self.credentials, str) and self.credentials.lstrip().startswith("{")

    @property
    def _name(self) -> str:
        """What people call the credentials; never the JSON text, which is a secret."""
        if self._is_text:
            return "the JSON text in ROUTEBOOK_GOOGLE_CREDENTIALS"
        return f"the credentials file {Path(str(self.credentials)).name}"


def _default(scopes: tuple[str, ...]) -> Credentials:
    """What the machine itself has: GOOGLE_APPLICATION_CREDENTIALS, gcloud, or its own account."""
    import google.auth
    from google.auth.exceptions import GoogleAuthError

    try:
        credentials, _project = google.auth.default(scopes=scopes)
    except GoogleAuthError as error:
        raise SourceError(
            "there are no Google credentials",
            "Name the JSON key of a service account in ROUTEBOOK_GOOGLE_CREDENTIALS",
        ) from error
    return credentials
