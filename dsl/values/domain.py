"""The ``domain`` type: a host name in lower case and in IDNA A-form, without ``www.``."""

import re
from functools import lru_cache
from typing import Any

import idna

from dsl.values.base import Invalid, ValueType
from dsl.values.reading import reading_other

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_TOP = r"[a-z](?:[a-z0-9-]{0,61}[a-z0-9])"
USUAL_HOST = r"(?:[a-z0-9]++(?:-++[a-z0-9]++)*+\.)++[a-z]{2,}+"
"""What nearly all host names look like. A match of at most 63 characters is a host name."""

_is_usual_host = re.compile(USUAL_HOST).fullmatch
_is_host = re.compile(rf"(?:{_LABEL}\.)+{_TOP}").fullmatch
_is_top = re.compile(_TOP).fullmatch
_scheme = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_is_address = re.compile(
    r"\[.*\]|[0-9a-f]*:[0-9a-f:.]*:[0-9a-f.:]*|\d{1,3}(?:\.\d{1,3}){3}"
).fullmatch

NO_DOT = Invalid("not a domain, which needs a dot")
TOO_LONG = Invalid("longer than the 253 characters of a domain")
IP_ADDRESS = Invalid("an IP address, not a domain")
BAD_DOMAIN = Invalid("not a domain")


def host_name(text: str) -> str | Invalid:
    """A bare host name in lower case, A-form, without the trailing dot; ``www.`` stays."""
    host = text.lower().removesuffix(".")
    if len(host) > 253:
        return TOO_LONG
    if _is_address(host):
        return IP_ADDRESS
    host = host if host.isascii() else _a_form(host)
    if _is_host(host) and len(host) <= 253:
        return host
    return BAD_DOMAIN if "." in host else NO_DOT


@lru_cache(maxsize=2048)
def _a_form(host: str) -> str:
    """The ASCII form of an international name (UTS 46, IDNA 2008); the name itself without one."""
    try:
        return idna.encode(host, uts46=True).decode("ascii").removesuffix(".")
    except UnicodeError:
        return host


def without_www(host: str) -> str:
    """The host without a leading ``www.``, unless only a top-level domain would be left."""
    return host[4:] if host.startswith("www.") and host.count(".") > 1 else host


def host_of(text: str) -> str:
    """The host part of a URL, an e-mail address or a bare host, as it is written."""
    start = _scheme.match(text)
    authority = re.split(r"[/?#\\]", text[start.end() :] if start else text, maxsplit=1)[0]
    host = authority.rpartition("@")[2]
    return re.sub(r":\d*\Z", "", host) if host.count(":") == 1 else host


def _parse(text: str) -> str | Invalid:
    host = host_name(host_of(text))
    return without_www(host) if isinstance(host, str) else host


_read_other = reading_other(_parse)


def _read(raw: object) -> Any:
    if isinstance(raw, str):
        host = raw.strip().lower()
        if len(host) <= 63 and _is_usual_host(host):
            return without_www(host)
    return _read_other(raw)


def domain_suffix(text: str) -> str | Invalid:
    """The labels of a suffix cell in A-form: ``.gov``, ``gov``, ``*.gov`` and ``mitre.org``."""
    bare = text.strip().lower().removeprefix("*").removeprefix(".").removesuffix(".")
    if _is_top(bare):
        return bare
    if "." not in bare and not bare.isascii():
        top = host_name(f"a.{bare}")
        return top.removeprefix("a.") if isinstance(top, str) else top
    return host_name(bare) if bare else BAD_DOMAIN


DOMAIN = ValueType("domain", _read, _read)
