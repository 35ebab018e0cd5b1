"""gspread's HTTP client, with time-outs, repetitions and another base URL where one is given.

It authorizes requests by google-auth's credentials itself and not through google-auth's session,
which would also look up a regional access boundary, in a thread of its own, at an address that
nothing can set.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from functools import partial
from threading import RLock
from typing import Any
from urllib.parse import urlencode

import msgspec
import requests
import urllib3
from google.auth.transport.requests import Request
from gspread.exceptions import APIError
from gspread.http_client import HTTPClient

from sheets_adapter.google.credentials import Access
from sheets_adapter.google.failures import FAILURES, TooMuch, explained
from sheets_adapter.google.retry import (
    PASSING,
    HalfAnswer,
    SignInFault,
    StrangeAnswer,
    retrying,
)

_GOOGLE = ("https://sheets.googleapis.com", "https://www.googleapis.com")
_CONNECT_SECONDS = 5.0
_READ_SECONDS = 15.0
_CHUNK = 1 << 16
# Ten million cells, as many as a spreadsheet may have, of some twenty characters.
_MOST_BYTES = 256_000_000
_LONGEST_QUERY = 6000
_FORM = "application/x-www-form-urlencoded"


class _Told(msgspec.Struct):
    code: int
    message: str


class _Error(msgspec.Struct):
    """An error as Google's APIs tell it."""

    error: _Told


class Client(HTTPClient):
    """Speaks with Google for one spreadsheet; keeps its connection and its token in between."""

    def __init__(self, access: Access, *, write: bool = False) -> None:
        session = requests.Session()
        session.auth = self._authorize
        session.stream = True  # the body is read below, where a slow one has an end
        session.hooks["response"].append(self._read)
        tokens = requests.Session()
        if access.api_url:  # a proxy in the environment is for Google, not for an emulator
            session.trust_env = tokens.trust_env = False
        self._credentials: Any = access.load(write=write)
        super().__init__(self._credentials, session)
        self._tokens = Request(tokens)
        self._access = access
        self._write = write
        self._base = access.api_url.rstrip("/")
        self._deadline = 0.0
        self._turn = RLock()

    @property
    def email(self) -> str:
        """The account's address, with which spreadsheets are shared; empty when it has none."""
        email = self._access.email or getattr(self._credentials, "service_account_email", "")
        return email if "@" in email else ""

    @contextmanager
    def within(self, seconds: float, name: str) -> Iterator[None]:
        """All requests inside take ``seconds`` together, and fail as ``SourceError`` only.

        ``name`` is what people call the spreadsheet. Threads take turns.
        """
        with self._turn:
            self._deadline = self._access.clock() + seconds
            try:
                yield
            except FAILURES as error:
                raise explained(error, name, self.email, write=self._write) from error

    def request(
        self,
        method: str,
        endpoint: str,
        params: MutableMapping[str, Any] | None = None,
        data: bytes | None = None,
        json: Any = None,
        files: Any = None,
        headers: MutableMapping[str, str] | None = None,
    ) -> requests.Response:
        """As gspread's, but repeated where that may help, until the time is up."""
        repeatable = method == "get" or endpoint.endswith("/values:batchUpdate")
        attempts = retrying(self._left, self._access.sleep, repeatable=repeatable)
        url = self._rewritten(endpoint)
        query = urlencode(params or {}, doseq=True)
        if method == "get" and len(query) > _LONGEST_QUERY:
            # As Google's own clients send what is too long for an address.
            headers = {"X-HTTP-Method-Override": "GET", "Content-Type": _FORM}
            method, params, data = "post", None, query.encode()
        # An answer that is late may come when it is asked for again; what was sent is waited for.
        patience = _READ_SECONDS if repeatable else math.inf
        return attempts(self._once, patience, method, url, params, data, json, files, headers)

    def _once(self, patience: float, method: str, url: str, *parts: Any) -> requests.Response:
        left = self._left()
        if left <= 0:
            raise requests.Timeout("the time is up")
        self.set_timeout((min(_CONNECT_SECONDS, left), min(patience, left)))
        try:
            answer = super().request(method, url, *parts)
        except APIError as error:
            if error.response.status_code != requests.codes.unauthorized:
                raise
            self._renew()  # a token may be withdrawn before its time: once more with another
            answer = super().request(method, url, *parts)
        if not _is_object(answer.content):
            raise StrangeAnswer(f"status {answer.status_code}, and no JSON")
        return answer

    def _left(self) -> float:
        if self._access.calls.given_up:  # whoever was left behind asks no more
            return -math.inf
        return self._deadline - self._access.clock()

    def _rewritten(self, endpoint: str) -> str:
        for prefix in _GOOGLE if self._base else ():
            if endpoint.startswith(prefix):
                return self._base + endpoint.removeprefix(prefix)
        return endpoint

    def _authorize(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if not self._credentials.valid:
            self._renew()
        self._credentials.apply(request.headers)
        return request

    def _renew(self) -> None:
        self._credentials.refresh(partial(self._ask_for_token, timeout=self.timeout))

    def _ask_for_token(self, *args: Any, **kwargs: Any) -> Any:
        """One request; google-auth would repeat a failed one itself, in its own time."""
        answer = self._tokens(*args, **kwargs)
        if answer.status in PASSING:
            raise SignInFault(answer.status)
        if answer.status == requests.codes.ok and not _is_object(answer.data):
            raise StrangeAnswer("no token, and no JSON")
        return answer

    def _read(self, response: requests.Response, **_: Any) -> None:
        """Read the body while there is time: the time-out of the connection starts at each byte."""
        body = bytearray()
        try:
            while chunk := response.raw.read1(_CHUNK, decode_content=True):
                body += chunk
                if self._left() < 0:
                    raise requests.ReadTimeout("the answer takes too long")
                if len(body) > _MOST_BYTES:
                    raise TooMuch
        except urllib3.exceptions.ReadTimeoutError as error:
            raise requests.ReadTimeout(error) from error
        except urllib3.exceptions.HTTPError as error:
            raise HalfAnswer(error) from error
        finally:
            if response.raw is not None and not response.raw.closed:
                response.raw.close()
        if not response.ok and not _is_error(body):
            body.clear()  # gspread stumbles over the errors of others, but not over none
        response.raw = io.BytesIO(bytes(body))


def _is_object(body: bytes) -> bool:
    """Whether it begins and ends as a JSON object does: looking closer is for whoever reads it."""
    return body.startswith(b"{") and body[-_CHUNK:].rstrip().endswith(b"}")


def _is_error(body: bytearray) -> bool:
    try:
        msgspec.json.decode(body, type=_Error)
    except msgspec.MsgspecError:
        return False
    return True
