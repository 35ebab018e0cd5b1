"""Faults on request: what Google and the network between do now and then, when a test wants it."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from sheets_adapter.emulator import errors
from sheets_adapter.emulator.errors import GoogleError
from sheets_adapter.emulator.kinds import KINDS, TOKEN, service_of

FAULTS = {
    "401": "the token is no longer good",
    "403-permission": "the spreadsheet is not shared",
    "403-disabled": "the API is not switched on for the project",
    "403-rate": "too many requests, as the Drive API tells it",
    "404": "no such spreadsheet",
    "408": "Google gave up waiting for itself",
    "429": "too many requests",
    "500": "an internal error",
    "503-html": "an error page instead of JSON",
    "200-html": "a page instead of JSON that calls itself a success",
    "slow": "the answer takes its time",
    "dropped": "the connection closes before an answer",
    "half": "the connection closes in the middle of the answer",
    "token-500": "the token endpoint has an internal error",
    "token-invalid-grant": "the token endpoint does not know the account",
    "token-slow": "the token endpoint takes its time",
}
"""Every fault, and what a person sees of it."""

_SLOW_SECONDS = 30.0
_USER_LIMIT = 60
_PAGE = "<!DOCTYPE html>\n<html lang=en>\n  <title>{title}</title>\n  <p>{text}\n</html>\n"
PAGES = {
    "503-html": (
        503,
        _PAGE.format(title="Error 503 (Service Unavailable)!!1", text="That’s an error."),
    ),
    "200-html": (200, _PAGE.format(title="Sign in - Google Accounts", text="Sign in to continue")),
}


@dataclass(slots=True)
class Fault:
    """One fault that waits for its requests."""

    kind: str
    times: int | None
    on: str | None
    seconds: float | None
    retry_after: float | None

    def meets(self, kind: str) -> bool:
        """Whether a request of this kind gets it; only requests for tokens get token faults."""
        if self.on is not None:
            return self.on == kind
        return self.kind.startswith("token-") == (kind == TOKEN)

    @property
    def delay(self) -> float:
        """Seconds until the answer."""
        if not self.kind.endswith("slow"):
            return 0.0
        return _SLOW_SECONDS if self.seconds is None else self.seconds


class Faults:
    """Faults in the order in which they were asked for."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def next(
        self,
        kind: str,
        times: int | None = 1,
        on: str | None = None,
        seconds: float | None = None,
        retry_after: float | None = None,
    ) -> None:
        """Let the next requests fail.

        Args:
            kind: One of ``FAULTS``.
            times: How many requests meet it; ``None`` is all of them until ``clear``.
            on: Only requests of this kind, one of ``KINDS``; without it every request to an API,
                or for a fault of the token endpoint every request to that one.
            seconds: How long a slow answer takes.
            retry_after: The seconds that a 429 tells to wait.
        """
        if kind not in FAULTS:
            raise ValueError(f"there is no fault {kind}; one of {', '.join(FAULTS)}")
        if on is not None and on not in KINDS:
            raise ValueError(f"there is no kind of request {on}; one of {', '.join(KINDS)}")
        with self._lock:
            self._waiting.append(Fault(kind, times, on, seconds, retry_after))

    def clear(self) -> None:
        """No faults from now on."""
        with self._lock:
            self._waiting.clear()

    @property
    def waiting(self) -> tuple[Fault, ...]:
        """What is still to come."""
        with self._lock:
            return tuple(self._waiting)

    def take(self, kind: str) -> Fault | None:
        """The fault that a request of this kind meets, if any."""
        with self._lock:
            fault = next((one for one in self._waiting if one.meets(kind)), None)
            if fault is not None and fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
            return fault


def error_of(fault: Fault, kind: str) -> GoogleError | None:
    """The JSON error that a fault answers with, if that is what it does."""
    service = service_of(kind)
    match fault.kind:
        case "401":
            return errors.bad_credentials()
        case "403-permission":
            return errors.not_shared()
        case "403-disabled":
            return errors.disabled(service)
        case "403-rate":
            return errors.rate_limited()
        case "404":
            return errors.not_found()
        case "408":
            return errors.timed_out()
        case "429":
            return errors.over_quota("Read", "user", _USER_LIMIT, fault.retry_after)
        case "500":
            return errors.internal()
        case "token-500":
            return errors.oauth_error(500, "internal_failure", "Internal error encountered.")
        case "token-invalid-grant":
            return errors.oauth_error(400, "invalid_grant", "Invalid grant: account not found")
        case _:
            return None
