"""From the bytes of a request to a `RouteRequest`, or to a refusal that says where it is wrong.

The fast decoder is strict. What it will not take is read again by a slower one that knows why:
a record must not be lost over half a surrogate pair or a number that no machine type holds.
"""

from __future__ import annotations

import json
import math
import re
from functools import partial
from typing import Any, NoReturn, TypeVar

import msgspec

from server.problems import Refused, invalid
from server.wire import RouteRequest

T = TypeVar("T")

MAX_DEPTH = 64
"""Salesforce allows 15 levels, HubSpot fewer; this keeps every recursion far from its limit."""

_decode = msgspec.json.Decoder(RouteRequest).decode
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_STRINGS = re.compile(f"(?s){_STRING}".encode())
_CONSTANTS = re.compile(f"(?s){_STRING}|(NaN|-?Infinity)")
_ALIKE = bytes.maketrans(b"{}", b"[]")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_SURROGATES = re.compile("[\ud800-\udfff]")
_LONGEST_INTEGER = 600  # digits; what msgspec takes, and far below Python's own limit of 4,300


def decode_request(body: bytes) -> RouteRequest:
    """The request in ``body``. Raises `Refused` with the position or the path of what is wrong."""
    # A body with fewer brackets than levels cannot be too deep, and nearly none has more.
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH and _too_deep(body):
        raise Refused("too-deeply-nested", f"at most {MAX_DEPTH} levels are read")
    try:
        return _decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _decode_slowly(body, RouteRequest)


def decode_as(body: bytes, kind: type[T]) -> T:
    """As `decode_request`, for a body that describes something else: a ``kind``."""
    if _too_deep(body):
        raise Refused("too-deeply-nested", f"at most {MAX_DEPTH} levels are read")
    return _decode_slowly(body, kind)


def _too_deep(body: bytes) -> bool:
    """Whether brackets stand more than ``MAX_DEPTH`` deep, in time linear in the body.

    What is left of it are brackets, and each pass takes away the innermost level of all. Brackets
    that have no counterpart stay; more of them than levels would be as deep a recursion.
    """
    brackets = _STRINGS.sub(b"", body).translate(_ALIKE, _NO_BRACKETS)
    for _ in range(MAX_DEPTH):
        outer = brackets.replace(b"[]", b"")
        if outer == brackets:
            return brackets.count(b"[") > MAX_DEPTH
        brackets = outer
    return b"[" in brackets


def _decode_slowly(body: bytes, kind: type[T]) -> T:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            "invalid-json", f"byte {error.start + 1} is not UTF-8: {error.reason}"
        ) from None
    try:
        found = json.loads(
            text, parse_int=_integer, parse_float=_float, parse_constant=partial(_refuse, text)
        )
    except json.JSONDecodeError as error:
        raise Refused(
            "invalid-json", f"line {error.lineno}, column {error.colno}: {_sentence(error.msg)}"
        ) from None
    try:
        return msgspec.convert(_without_surrogates(found), kind)
    except msgspec.ValidationError as error:
        raise _refusal(str(error)) from None


def _refusal(message: str) -> Refused:
    """msgspec says ``Expected `object`, got `array` - at `$.fields` ``."""
    reason, _, path = message.partition(" - at ")
    missing = re.fullmatch(r"Object missing required field `(\w+)`", reason)
    if missing:
        return invalid(f"$.{missing[1]}", "this member is required")
    reason = reason.replace("`", "").replace(" | null", "")
    return invalid(path.strip("`") or "$", reason[:1].lower() + reason[1:])


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else digits


def _float(digits: str) -> float | str:
    value = float(digits)
    return value if math.isfinite(value) else digits


def _refuse(text: str, constant: str) -> NoReturn:
    """NaN and the infinities, which Python's decoder would take and JSON has not."""
    places = (match.start(1) for match in _CONSTANTS.finditer(text) if match[1])
    raise json.JSONDecodeError(f"there is no {constant} in JSON", text, next(places))


def _without_surrogates(value: Any) -> Any:
    """Halves of surrogate pairs become U+FFFD: no UTF-8 can hold them."""
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {
            _without_surrogates(name): _without_surrogates(item) for name, item in value.items()
        }
    return value


def _sentence(message: str) -> str:
    """As a clause of ours; the decoder's "… starting at" expects the place to follow."""
    return message[:1].lower() + message[1:].removesuffix(" at").removesuffix(" starting")
