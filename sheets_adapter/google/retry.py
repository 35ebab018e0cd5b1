"""Which failures pass by themselves, and how long to wait before asking again."""

from __future__ import annotations

import re
from collections.abc import Callable

import requests
from google.auth.exceptions import GoogleAuthError, TransportError
from gspread.exceptions import APIError
from tenacity import RetryCallState, Retrying, retry_if_exception, wait_exponential, wait_random

PASSING = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses of answers that may be another one in a moment."""

# Refused before anything was done: asking again cannot do it twice.
_NOT_DONE = frozenset({429, 503})
_QUOTA_REASONS = {"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"}
_SECONDS = re.compile(r"\d+")
_backoff = wait_exponential(multiplier=0.5, max=8.0) + wait_random(0.0, 0.5)


class HalfAnswer(requests.RequestException):
    """An answer that broke off before its end."""


class StrangeAnswer(requests.RequestException):
    """An answer with status 200 that is not Google's, such as a page of a proxy."""


class SignInFault(TransportError):
    """The token endpoint answered with a status that passes."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")  # type: ignore[no-untyped-call]
        self.status = status


def retrying(
    left: Callable[[], float], sleep: Callable[[float], None], *, repeatable: bool
) -> Retrying:
    """Repeats a call while ``left()``, in seconds, allows for the wait before the next attempt.

    What is not ``repeatable``, as appending a row, is repeated only when it surely was not done.
    """
    return Retrying(
        retry=retry_if_exception(lambda error: _passes(error, repeatable)),
        wait=_wait,
        stop=lambda state: state.upcoming_sleep >= left(),
        sleep=sleep,
        reraise=True,
    )


def is_quota(error: APIError) -> bool:
    """Whether too much was asked in too short a time: 429, or 403 with Google's usage limits."""
    if error.response.status_code == 429:
        return True
    return error.response.status_code == 403 and not _QUOTA_REASONS.isdisjoint(reasons(error))


def reasons(error: APIError) -> set[str]:
    """Google's words for why, in the two places where its error bodies have them."""
    body = error.error if isinstance(error.error, dict) else {}
    parts = [*_list(body.get("errors")), *_list(body.get("details"))]
    return {str(part["reason"]) for part in parts if isinstance(part, dict) and "reason" in part}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _passes(error: BaseException, repeatable: bool) -> bool:
    if isinstance(error, APIError):
        # An HTML page has no code of Google's: the status is that of HTTP.
        status = error.response.status_code
        return is_quota(error) or status in (PASSING if repeatable else _NOT_DONE)
    if isinstance(error, GoogleAuthError):
        return isinstance(error, TransportError) or error.retryable
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    passing = (requests.ConnectionError, requests.Timeout, HalfAnswer, StrangeAnswer)
    return repeatable and isinstance(error, passing)


def _wait(state: RetryCallState) -> float:
    """Seconds: what Google asks for, else longer every time, never in step with others."""
    wait = _backoff(state)
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, APIError):
        asked = error.response.headers.get("Retry-After", "")
        if _SECONDS.fullmatch(asked):
            wait = max(wait, float(asked))
    return wait
