"""The text of a CSV file in the encodings that spreadsheets save."""

from __future__ import annotations

import codecs
import logging

from sheets_adapter.source import SourceError

_SAVE_AGAIN = 'Save it again as "CSV UTF-8"'
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

logger = logging.getLogger(__name__)


def decoded(data: bytes, name: str) -> str:
    """The text: UTF-8 with or without byte order mark, UTF-16 with one, else Windows-1252.

    Excel saves "CSV" as Windows-1252 in Western Europe and the Americas; the file does not say so,
    so a warning is logged. Raises ``SourceError`` for what is none of these, or is no text.
    """
    text = _utf_16(data, name) if data.startswith(_UTF_16) else _utf_8(data, name)
    if "\0" in text:
        raise SourceError(
            f"{name} has a NUL byte in line {_line(text[: text.index(chr(0))])}, "
            "so it is not text or was not written to its end",
            _SAVE_AGAIN,
        )
    return text


def _utf_8(data: bytes, name: str) -> str:
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        if data.startswith(codecs.BOM_UTF8) or not before.isascii():
            # UTF-8 up to here beyond doubt: cut short or damaged, not another encoding.
            line = _line(before.decode())
            raise SourceError(f"{name} has broken UTF-8 in line {line}", _SAVE_AGAIN) from error
        return _windows_1252(data, name)


def _windows_1252(data: bytes, name: str) -> str:
    try:
        text = data.decode("windows-1252")
    except UnicodeDecodeError as error:
        raise SourceError(f"{name} is neither UTF-8 nor Windows-1252", _SAVE_AGAIN) from error
    logger.warning("%s is not UTF-8: it was read as Windows-1252. %s.", name, _SAVE_AGAIN)
    return text


def _utf_16(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise SourceError(f"{name} has broken UTF-16", _SAVE_AGAIN) from error


def _line(before: str) -> int:
    return before.count("\n") + 1
