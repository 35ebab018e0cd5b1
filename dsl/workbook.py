"""A workbook as the language sees it: named sheets of text cells, nothing else.

Sources (a CSV folder, an XLSX file, a spreadsheet service, a dict in a test) all come down to this.
Typing, checking and indexing start from here, so they are the same for every source.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from dsl.gently import portions
from dsl.values.text import header_key


def column_letters(index: int) -> str:
    """The A1 letters of a 0-based column: 0 is ``A``, 25 is ``Z``, 26 is ``AA``."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True)
class Sheet:
    """One sheet: ``rows[0]`` is sheet row 1. Cells are text; rows may be ragged.

    ``link`` is a template in which ``{range}`` (``A17:D17``) or ``{row}`` (``17``) is filled in;
    it is empty when there is nothing to open.
    """

    title: str
    rows: Sequence[Sequence[str]]
    link: str = ""

    @cached_property
    def version(self) -> str:
        """``sha256:…`` of the title and cells; two sheets of one version read alike.

        They are hashed as JSON, in which no cell text can imitate a cell boundary.
        """
        rows = ", ".join(_as_json(part)[1:-1] for part in portions(self.rows))
        text = f"[{_as_json(self.title)}, [{rows}]]"
        return "sha256:" + hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()

    def linker(self, last_column: int) -> Callable[[int], str] | None:
        """Where a person opens a row (1-based), from column A to 0-based ``last_column``.

        ``None`` when there is nothing to open.
        """
        if not self.link:
            return None
        cells = f"A{{row}}:{column_letters(last_column)}{{row}}"
        parts = self.link.replace("{range}", cells).split("{row}")
        return lambda row: str(row).join(parts)


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True)
class Workbook:
    """Named sheets and the locale in which their numbers and dates are written (``en_US``)."""

    sheets: tuple[Sheet, ...]
    locale: str = "en_US"
    _by_header: dict[str, Sheet] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_header: dict[str, Sheet] = {}
        for sheet in self.sheets:
            by_header.setdefault(header_key(sheet.title), sheet)
        object.__setattr__(self, "_by_header", by_header)

    def sheet(self, title: str) -> Sheet | None:
        """The sheet of that title: spelled exactly so, else as headers match, else ``None``."""
        for sheet in self.sheets:
            if sheet.title == title:
                return sheet
        return self._by_header.get(header_key(title))

    @cached_property
    def version(self) -> str:
        """``sha256:…`` of all sheets and the locale, in whatever order the sheets come."""
        versions = sorted((sheet.title, sheet.version) for sheet in self.sheets)
        text = repr((self.locale, versions))
        return "sha256:" + hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
