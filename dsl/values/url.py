"""The ``url`` type: a normalised http or https address (RFC 3986, section 6.2)."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from dsl.values.base import Invalid, ValueType
from dsl.values.domain import IP_ADDRESS, host_name
from dsl.values.reading import remembering

_has_scheme = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://").match
_other_scheme = re.compile(r"(?:mailto|tel|javascript|data|file|sms|about|blob):", re.I).match
_PORTS = {"http": 80, "https": 443}
_KEPT = "/%:@!$&'()*+,;=~-._?"

NOT_WEB = Invalid("not an http or https address")
BAD_URL = Invalid("not a web address")


def _parse(text: str) -> str | Invalid:
    """The address with scheme and host in lower case, A-form, no default port, no credentials.

    An absent scheme reads as ``https``, because people paste ``acme.com/pricing``.
    """
    if _other_scheme(text):
        return NOT_WEB
    if not _has_scheme(text):
        text = "https://" + text.removeprefix("//")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return BAD_URL
    if parts.scheme not in _PORTS:
        return NOT_WEB
    host = _host(parts)
    if isinstance(host, Invalid):
        return host
    place = host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"
    path, query, fragment = (
        quote(part, safe=_KEPT) for part in (parts.path or "/", parts.query, parts.fragment)
    )
    return urlunsplit((parts.scheme, place, path, query, fragment))


def _host(parts: SplitResult) -> str | Invalid:
    written = parts.hostname or ""
    name = host_name(written)
    if name is not IP_ADDRESS:
        return BAD_URL if isinstance(name, Invalid) else name
    try:
        address = ip_address(written)
    except ValueError:
        return BAD_URL
    return f"[{address}]" if address.version == 6 else str(address)


_read = remembering(_parse)

URL = ValueType("url", _read, _read)
