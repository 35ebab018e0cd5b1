"""Requests to URLs that somebody wrote in a cell: never to anything but the public Internet.

A host name is resolved once, its addresses are checked, and the connection goes to the very address
that was checked, so that a name that answers differently the second time gains nothing. Each
redirect is checked like the first URL. Proxies of the environment are not used, as they would
resolve the name again.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import zlib
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpx2

from assignment.addresses import may_be_called

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Host and port to IP addresses, in the order in which they are tried."""

MOST_REDIRECTS = 5
_CONNECT_SECONDS = 3.0  # for each of a host's addresses
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SECRET = frozenset({"authorization", "cookie"})  # not for where a redirect leads
_INFLATE_GZIP = 16 + zlib.MAX_WBITS

# They tell whole URLs, and the URL of a calendar is its password.
for _name in ("httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class OutgoingError(Exception):
    """A request that was not made or got no answer. The message is a sentence without the URL."""


class Forbidden(OutgoingError):
    """A URL that must not be called."""


class Failed(OutgoingError):
    """A server that could not be reached, or whose answer could not be used."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: its status, its headers (any case), its body without compression."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Outgoing:
    """Makes requests. With ``private``, ``http`` and private networks are allowed too.

    ``tls`` are the certificates to trust (the system's, if None), ``resolve`` looks host names up.
    Close it, or use it with ``async with``.
    """

    def __init__(
        self,
        *,
        private: bool = False,
        tls: ssl.SSLContext | None = None,
        resolve: Resolve | None = None,
    ) -> None:
        self._private = private
        # A connection belongs to an address here: kept alive, it might serve another host's name.
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=0)
        self._transport = httpx2.AsyncHTTPTransport(verify=tls or True, limits=limits)
        self._threads = ThreadPoolExecutor(8, thread_name_prefix="resolve")
        self._resolve = resolve or self._look_up

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close connections, and wait for no name that is still being looked up."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        await self._transport.aclose()

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes = b"",
        seconds: float = 10,
        most_bytes: int = 1_000_000,
    ) -> Answer:
        """The answer to a request, whatever its status; only GET and HEAD follow redirects.

        All of it takes at most ``seconds``, and the body at most ``most_bytes`` when unpacked.
        Raises `Forbidden` or `Failed`.
        """
        try:
            async with asyncio.timeout(seconds):
                return await self._follow(method, url, dict(headers or {}), content, most_bytes)
        except (TimeoutError, httpx2.TimeoutException):
            raise Failed(f"The server did not answer within {seconds:g} seconds") from None

    async def _follow(
        self, method: str, text: str, headers: dict[str, str], content: bytes, most_bytes: int
    ) -> Answer:
        url = self._checked(text)
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self._once(method, url, headers, content, most_bytes)
            location = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or method not in ("GET", "HEAD") or not location:
                return answer
            url = self._checked(location, url)
            headers = {name: it for name, it in headers.items() if name.lower() not in _SECRET}
        raise Failed(f"The server redirected more than {MOST_REDIRECTS} times")

    def _checked(self, text: str, base: httpx2.URL | None = None) -> httpx2.URL:
        try:
            url = httpx2.URL(text) if base is None else base.join(text)
        except (httpx2.InvalidURL, ValueError):  # a ValueError would quote what it could not read
            raise Forbidden("The address is not a URL") from None
        if url.scheme != "https" and not (self._private and url.scheme == "http"):
            raise Forbidden("Only addresses that begin with https:// can be called")
        if url.userinfo:
            raise Forbidden("The address holds a user name or a password")
        if not url.host or (url.port is not None and not 0 < url.port < 2**16):
            raise Forbidden("The address names no host")
        return url

    async def _once(
        self, method: str, url: httpx2.URL, headers: dict[str, str], content: bytes, most: int
    ) -> Answer:
        host = url.raw_host.decode("ascii")
        addresses = await self._addresses(host, url.port or (443 if url.scheme == "https" else 80))
        error = ""
        for address in addresses:
            request = httpx2.Request(
                method,
                url.copy_with(host=address),
                headers={
                    "Accept-Encoding": "gzip",
                    "User-Agent": "routebook",
                    **headers,
                    "Host": url.netloc.decode("ascii"),
                    "Connection": "close",
                },
                content=content,
                # the certificate is to be the host's, not the address's
                extensions={
                    "sni_hostname": host.rstrip("."),
                    "timeout": {"connect": _CONNECT_SECONDS},
                },
            )
            try:
                response = await self._transport.handle_async_request(request)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as failed:
                error = str(failed)
                continue  # to the host's next address
            except (httpx2.TransportError, httpx2.InvalidURL):
                raise Failed("The server did not answer as servers do") from None
            try:
                return Answer(response.status_code, response.headers, await _body(response, most))
            except (httpx2.TransportError, httpx2.StreamError, zlib.error):
                raise Failed("The server's answer was cut short or garbled") from None
            finally:
                await response.aclose()
        raise Failed(f"The server could not be reached{f': {error}' if error else ''}")

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError):
            addresses = []
        if not addresses:
            raise Failed("There is no server of that name")
        # One bad address among good ones is reason enough: no honest name has such.
        if not all(may_be_called(address, private=self._private) for address in addresses):
            raise Forbidden("The address leads into a private network, which is not allowed")
        return addresses

    async def _look_up(self, host: str, port: int) -> list[str]:
        """In threads of its own: a name server that hangs holds up nothing but other names."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


async def _body(response: httpx2.Response, most: int) -> bytes:
    """The body, unpacked here: what is packed may be a thousand times as large, or more."""
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip"):
        raise Failed("The server packs its answer in a way that was not asked for")
    unpack = zlib.decompressobj(_INFLATE_GZIP) if "gzip" in coding else None
    body = bytearray()
    received = 0
    async for chunk in response.aiter_raw():
        received += len(chunk)
        body += chunk if unpack is None else unpack.decompress(chunk, most + 1 - len(body))
        if max(received, len(body)) > most:
            raise Failed(f"The answer is larger than {most:,} bytes")
    if unpack is not None and received and (not unpack.eof or unpack.unused_data):
        raise Failed("The server's answer was cut short or garbled")
    return bytes(body)
