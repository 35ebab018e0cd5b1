"""The two tabs that are Routebook's own, and what makes them when they are missing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from dsl.values.text import header_key


@dataclass(frozen=True, slots=True)
class OwnTab:
    """A tab that Routebook writes. It is known by ``sheet_id``, which nobody else can give a tab.

    So a tab that a person calls ``title`` is theirs, and is left alone; and ours may be renamed.
    ``widths`` are those of the columns in pixels, ``frozen`` the rows that stay in sight.
    """

    sheet_id: int
    title: str
    widths: tuple[int, ...]
    frozen: int
    description: str


# The ids are "RBK1" and "RBK2" in ASCII: Google takes any number up to 31 bits for a new tab.
STATUS = OwnTab(
    0x52424B31,
    "Routebook",
    (110, 160, 160, 420, 420, 150),
    1,
    "Routebook writes this tab. What you type here is overwritten.",
)
"""What is live, and every problem with a link to its cell."""

CHANGES = OwnTab(
    0x52424B32,
    "Routebook changes",
    (150, 110, 120, 140, 60, 320, 320, 320, 160, 120),
    1,
    "Routebook writes this tab: a line for each change, the newest last.",
)
"""The change log."""

OWN_IDS = frozenset({STATUS.sheet_id, CHANGES.sheet_id})
"""The ids of both: no table is read from them."""


def making(own: OwnTab, titles: Collection[str]) -> list[dict[str, Any]]:
    """The requests that add a tab at the end, with a warning for who edits it by hand.

    ``titles`` are those that are taken.
    """
    grid = {
        "rowCount": own.frozen + 1,
        "columnCount": len(own.widths),
        "frozenRowCount": own.frozen,
    }
    properties = {
        "sheetId": own.sheet_id,
        "title": _free_title(own.title, titles),
        "gridProperties": grid,
    }
    protected = {
        "range": {"sheetId": own.sheet_id},
        "description": own.description,
        "warningOnly": True,
    }
    widths = [
        {
            "updateDimensionProperties": {
                "range": {
                    "sheetId": own.sheet_id,
                    "dimension": "COLUMNS",
                    "startIndex": index,
                    "endIndex": index + 1,
                },
                "properties": {"pixelSize": width},
                "fields": "pixelSize",
            }
        }
        for index, width in enumerate(own.widths)
    ]
    return [
        {"addSheet": {"properties": properties}},
        {"addProtectedRange": {"protectedRange": protected}},
        *widths,
    ]


def _free_title(title: str, titles: Collection[str]) -> str:
    """The title, with a number behind it where a person has a tab of that name.

    Titles are compared as tables are found, so that ours is never taken for one of theirs.
    """
    taken = {header_key(each) for each in titles}
    found, number = title, 2
    while header_key(found) in taken:
        found, number = f"{title} {number}", number + 1
    return found
