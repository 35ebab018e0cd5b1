"""The ``email`` type: one plausible address, in lower case, its domain in IDNA A-form."""

import re
from typing import Any

from dsl.values.base import Invalid, ValueType
from dsl.values.domain import USUAL_HOST, host_name
from dsl.values.reading import reading_other

_is_usual = re.compile(rf"[a-z0-9_+-]++(?:\.[a-z0-9_+-]++)*+@{USUAL_HOST}").fullmatch
_is_local = re.compile(r"[^\s\x00-\x20\"(),.:;<>@\[\\\]]+(?:\.[^\s\"(),.:;<>@\[\\\]]+)*").fullmatch
_in_brackets = re.compile(r"[^<>]*<([^<>]*)>").fullmatch

NO_AT = Invalid("no @ in the e-mail address")
SEVERAL = Invalid("more than one e-mail address")
NO_NAME = Invalid("nothing before the @ of the e-mail address")
NO_DOMAIN = Invalid("nothing after the @ of the e-mail address")
BAD_NAME = Invalid("the part before the @ is not that of an e-mail address")
LONG_NAME = Invalid("more than 64 characters before the @ of the e-mail address")
LONG_ADDRESS = Invalid("longer than the 254 characters of an e-mail address")
BAD_HOST = Invalid("the part after the @ is not a domain")


def _parse(text: str) -> str | Invalid:
    bracketed = _in_brackets(text)
    address = (bracketed[1] if bracketed else text).strip().lower().removeprefix("mailto:")
    if "@" not in address:
        return NO_AT
    if address.count("@") > 1:
        return SEVERAL
    name, _, host = address.partition("@")
    return _judge_name(name) or _with_host(name, host)


def _judge_name(name: str) -> Invalid | None:
    if not name:
        return NO_NAME
    if len(name) > 64:
        return LONG_NAME
    return None if _is_local(name) else BAD_NAME


def _with_host(name: str, host: str) -> str | Invalid:
    if not host:
        return NO_DOMAIN
    domain = host_name(host)
    if isinstance(domain, Invalid):
        return BAD_HOST
    address = f"{name}@{domain}"
    return address if len(address) <= 254 else LONG_ADDRESS


_read_other = reading_other(_parse)


def _read(raw: object) -> Any:
    if isinstance(raw, str):
        address = raw.strip().lower()
        if len(address) <= 63 and _is_usual(address):  # so no part is too long either
            return address
    return _read_other(raw)


EMAIL = ValueType("email", _read, _read)
