"""How people name a spreadsheet: ``google:ID``, or the address in their browser."""

from __future__ import annotations

import re

from sheets_adapter.source import SourceError

_NAMED = re.compile(r"google:|https?://(?:docs|drive)\.google\.com/", re.IGNORECASE)
_PREFIX = re.compile(r"google:\s*", re.IGNORECASE)
_IN_URL = re.compile(r"/spreadsheets/(?:u/\d+/)?d/([\w-]+)", re.ASCII)
_PUBLISHED = "/d/e/"
_ID = re.compile(r"[\w-]{3,}", re.ASCII)
_HELP = (
    "Open the spreadsheet and copy its address from the browser, or write google: and the part "
    "between /d/ and /edit"
)


def is_google(spec: str) -> bool:
    """Whether the text names a spreadsheet at Google, rightly or wrongly."""
    return _NAMED.match(spec.strip()) is not None


def spreadsheet_id(spec: str) -> str:
    """The id in ``google:ID`` or in the address of a spreadsheet. Raises ``SourceError``."""
    named = _PREFIX.sub("", spec.strip())
    if _PUBLISHED in named:
        raise SourceError(f"{named} is the address of a published copy", _HELP)
    found = _IN_URL.search(named)
    if found:
        return found[1]
    if _ID.fullmatch(named):
        return named
    raise SourceError(f"{spec.strip()} does not name a Google spreadsheet", _HELP)
