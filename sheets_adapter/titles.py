"""Sheet titles as names of CSV files, and back. What no name can hold is written as ``%2F``."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

# What Windows, macOS or Linux refuse in a name, and what hides a file or ends it unseen.
_UNSAFE = re.compile(r'[<>:"/\\|?*%\x00-\x1f\x7f]|^[.~ ]|[. ]$')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)


def file_stem(title: str) -> str:
    """The title as the name of a file, without its suffix; ``title_of`` gives the title back."""
    stem = _UNSAFE.sub(_escaped, title)
    if _DEVICES.match(stem):
        stem = _escape(stem[0]) + stem[1:]
    if unicodedata.normalize("NFC", stem) != stem:  # some systems would write it otherwise
        stem = "".join(sign if sign.isascii() else _escape(sign) for sign in stem)
    return stem


def title_of(stem: str) -> str:
    """The title that the name of a CSV file stands for, in the form in which people type it.

    macOS takes letters and accents apart. A ``%`` that begins no sign stays as it is.
    """
    name = unicodedata.normalize("NFC", stem)
    try:
        return unquote(name, errors="strict")
    except UnicodeDecodeError:
        return name


def _escaped(found: re.Match[str]) -> str:
    return _escape(found[0])


def _escape(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode(errors="surrogatepass"))
