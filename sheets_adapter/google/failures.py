"""What went wrong between Routebook and Google, in words that say what to do about it."""

from __future__ import annotations

import re

import requests
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from gspread.exceptions import APIError
from msgspec import MsgspecError

from sheets_adapter.google.in_time import GivenUp
from sheets_adapter.google.retry import HalfAnswer, SignInFault, StrangeAnswer, is_quota, reasons
from sheets_adapter.source import SourceError


class TooMuch(Exception):
    """An answer of more bytes than any spreadsheet makes."""


FAILURES = (requests.RequestException, GoogleAuthError, APIError, MsgspecError, TooMuch)
"""Everything that a call can raise before it is explained."""

_TRY_AGAIN = (
    "Try again in a while; a running service does so by itself, and goes on with what it read "
    "before"
)
_NETWORK = (
    "See whether this machine reaches sheets.googleapis.com and oauth2.googleapis.com; a running "
    "service keeps trying, and goes on with what it read before"
)
_QUOTA = (
    "Google allows 60 reads a minute for an account and 300 for a project: raise refresh_seconds, "
    "or see that no other program uses the same service account"
)
_LARGE = "Delete blank rows and columns; more than 10,000,000 cells are not read"
_DISABLED = {"SERVICE_DISABLED", "accessNotConfigured"}
_NARROW = {"ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions"}
_FULL = {"storageQuotaExceeded", "teamDriveFileLimitExceeded"}
_CONSOLE = re.compile(r"https://console\.[\w./?=&-]+")


def explained(error: Exception, name: str, email: str, *, write: bool = False) -> SourceError:
    """Why a call on the spreadsheet called ``name`` failed, and what to do.

    ``email`` is the account's address, where it is known; ``write`` tells whether it was to be
    written.
    """
    if isinstance(error, APIError):
        return _of_answer(error, name, email, write)
    if isinstance(error, SignInFault):
        fault = f"Google's sign-in has a fault of its own (status {error.status})"
        return SourceError(f"{name}: {fault}", _TRY_AGAIN)
    if isinstance(error, TransportError):
        return SourceError(f"{name}: Google's sign-in cannot be reached", _NETWORK)
    if isinstance(error, GoogleAuthError):
        return _of_sign_in(error, name, email)
    if isinstance(error, TooMuch):
        return SourceError(f"{name} is larger than a Google spreadsheet can be", _LARGE)
    if isinstance(error, GivenUp):
        return SourceError(f"{name}: Google was not waited for", "This process is stopping")
    if isinstance(error, requests.Timeout | TimeoutError):
        return SourceError(f"{name}: Google did not answer in time", _TRY_AGAIN)
    if isinstance(error, HalfAnswer):
        return SourceError(f"{name}: the connection to Google broke within an answer", _TRY_AGAIN)
    if isinstance(error, requests.exceptions.SSLError):
        return SourceError(
            f"{name}: the connection to Google is not safe: its certificate is not known",
            "A proxy may stand in between: name its certificates in REQUESTS_CA_BUNDLE",
        )
    if isinstance(error, MsgspecError | StrangeAnswer):
        return SourceError(
            f"{name}: the answer is not one of Google's",
            "A proxy or a login page may stand in between: let this machine reach "
            "sheets.googleapis.com directly",
        )
    return SourceError(f"{name}: Google cannot be reached", _NETWORK)


def _of_answer(error: APIError, name: str, email: str, write: bool) -> SourceError:
    status = error.response.status_code
    if is_quota(error):
        return SourceError(f"{name}: Google's quota is used up for the moment", _QUOTA)
    if status == 403:
        return _of_refusal(error, name, email, write)
    if status == 404:
        return SourceError(
            f"there is no Google spreadsheet {name}",
            "Compare it with the address in the browser, between /d/ and /edit. It may also have "
            "been deleted",
        )
    if status == 401:
        return SourceError(
            f"{name}: Google does not accept the token of {email or 'these credentials'}",
            "Make a new key for the service account",
        )
    if status >= 500 or status == 408:
        return SourceError(f"{name}: Google has a fault of its own (status {status})", _TRY_AGAIN)
    said = str(error.error.get("message", "")).strip().rstrip(".")
    if "Office file" in said or "not supported for this document" in said:
        return SourceError(
            f"{name} is an Excel file that is kept at Google, not a Google spreadsheet",
            "Open it there and choose File, Save as Google Sheets; then use the new address",
        )
    if "protected" in said:
        return SourceError(
            f"{name}: a protected cell would be changed",
            f"Let {email or 'this account'} edit it, under Data, Protect sheets and ranges",
        )
    return SourceError(
        f"{name}: Google refuses with status {status}: {said[:300]}",
        "Compare the spreadsheet with what the framework asks for",
    )


def _of_refusal(error: APIError, name: str, email: str, write: bool) -> SourceError:
    said = str(error.error.get("message", ""))
    why = reasons(error)
    if why & _DISABLED or "has not been used in project" in said:
        page = _CONSOLE.search(said)
        where = page[0].rstrip(".") if page else "the Google Cloud console, APIs and services"
        api = "Drive" if "rive" in said else "Sheets"
        return SourceError(
            f"the Google {api} API is not enabled for the project of the service account",
            f"Enable it at {where}, then wait a few minutes",
        )
    if why & _NARROW or "insufficient authentication scopes" in said:
        return SourceError(
            f"{name}: these credentials may not use spreadsheets at all",
            "Use the key of a service account: name it in ROUTEBOOK_GOOGLE_CREDENTIALS",
        )
    if why & _FULL:
        return SourceError(
            f"{email or 'the account'} has no room at Google for a new spreadsheet",
            "Make an empty spreadsheet yourself, share it with that account as Editor, and use its "
            "address",
        )
    role = "Editor" if write else "Viewer"
    verb = "edit" if write else "read"
    who = email or "the account of these credentials"
    return SourceError(
        f"{who} may not {verb} the spreadsheet {name}",
        f"Open it, choose Share, and add {who} as {role}",
    )


def _of_sign_in(error: GoogleAuthError, name: str, email: str) -> SourceError:
    said = str(error.args[0]).rstrip(".") if error.args else ""
    who = email or "the account"
    if isinstance(error, RefreshError) and "invalid_grant" in said:
        if "account not found" in said.lower() or "not a valid email" in said.lower():
            return SourceError(
                f"{name}: there is no service account {who} any more",
                "Make a new one, share the spreadsheet with it, and use its key",
            )
        if "signature" in said.lower():
            return SourceError(
                f"{name}: the key of {who} has been revoked",
                "Make a new JSON key for the service account and use that",
            )
        return SourceError(
            f"{name}: Google does not accept the key of {who}",
            "Set the clock of this machine right; if it is, the key was revoked: make a new JSON "
            "key",
        )
    return SourceError(
        f"{name}: Google does not let {who} sign in: {said[:300]}",
        "See that the service account is enabled, and make a new JSON key if it is",
    )
