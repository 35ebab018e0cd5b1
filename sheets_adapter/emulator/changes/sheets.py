"""Requests about whole sheets: add, delete, rename, protect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheets_adapter.emulator import masks
from sheets_adapter.emulator.answers import sheet_properties
from sheets_adapter.emulator.book import Book
from sheets_adapter.emulator.calls import check_names
from sheets_adapter.emulator.errors import invalid
from sheets_adapter.emulator.grid import Grid

Reply = dict[str, Any]

_READ_ONLY = ("sheetId", "sheetType", "index", "title", "gridProperties")
_SHEET = (*_READ_ONLY, "hidden", "tabColor", "tabColorStyle", "rightToLeft")
_PROTECTION = (
    "protectedRangeId",
    "range",
    "namedRangeId",
    "description",
    "warningOnly",
    "requestingUserCanEdit",
    "unprotectedRanges",
    "editors",
)


def add_sheet(book: Book, request: Mapping[str, Any]) -> Reply:
    """``addSheet``."""
    properties = check_names(request.get("properties", {}), _SHEET, "properties")
    grid = book.add_grid(
        properties.get("title") or _free_title(book),
        sheet_id=properties.get("sheetId"),
        index=properties.get("index"),
    )
    grid.properties["gridProperties"] |= properties.get("gridProperties", {})
    grid.properties |= {name: part for name, part in properties.items() if name not in _READ_ONLY}
    _check_size(grid)
    return {"properties": sheet_properties(book, grid)}


def delete_sheet(book: Book, request: Mapping[str, Any]) -> Reply:
    """``deleteSheet``."""
    grid = book.grid_of(request["sheetId"])
    if len(book.grids) == 1:
        raise invalid("You can't remove all the sheets in a document.")
    book.grids.remove(grid)
    return {}


def duplicate_sheet(book: Book, request: Mapping[str, Any]) -> Reply:
    """``duplicateSheet``."""
    source = book.grid_of(request["sourceSheetId"])
    made = copied(book, source, request.get("newSheetName") or f"Copy of {source.title}")
    if "newSheetId" in request:
        made.properties["sheetId"] = request["newSheetId"]
    if "insertSheetIndex" in request:
        book.grids.remove(made)
        book.grids.insert(request["insertSheetIndex"], made)
    return {"properties": sheet_properties(book, made)}


def copied(book: Book, source: Grid, title: str) -> Grid:
    """A copy of a sheet, of this or of another spreadsheet, at the end of the tabs."""
    made = book.add_grid(title)
    twin = source.copy()
    made.rows, made.merges, made.sizes = twin.rows, twin.merges, twin.sizes
    made.properties = twin.properties | {"sheetId": made.sheet_id, "title": title}
    return made


def update_sheet_properties(book: Book, request: Mapping[str, Any]) -> Reply:
    """``updateSheetProperties``: title, place, hidden, frozen rows, size of the grid, colour."""
    new = check_names(request["properties"], _SHEET, "properties")
    grid = book.grid_of(new.get("sheetId", 0))
    mask = _mask(request)
    title = new.get("title", "")
    if masks.wants(mask, "title") and ("*" not in mask or "title" in new):
        book.check_title(title, grid)
    old = sheet_properties(book, grid)
    merged = masks.merged(old, new, {name: {} for name in new} if "*" in mask else mask)
    merged |= {"sheetId": grid.sheet_id, "sheetType": "GRID"}
    index = merged.pop("index", old["index"])
    grid.properties = merged
    _check_size(grid)
    grid.cut()
    if index != old["index"]:
        # Google counts the place before the sheet leaves its own.
        book.grids.remove(grid)
        book.grids.insert(index - 1 if index > old["index"] else index, grid)
    return {}


def update_spreadsheet_properties(book: Book, request: Mapping[str, Any]) -> Reply:
    """``updateSpreadsheetProperties``: title, locale, time zone."""
    book.properties = masks.merged(book.properties, request["properties"], _mask(request))
    return {}


def add_protected_range(book: Book, request: Mapping[str, Any]) -> Reply:
    """``addProtectedRange``."""
    protection = dict(check_names(request["protectedRange"], _PROTECTION, "protectedRange"))
    grid, _ = book.of_grid_range(protection["range"])
    protection.setdefault("protectedRangeId", book.next_id())
    protection = {"requestingUserCanEdit": True, **protection}
    if not protection.get("warningOnly"):
        protection.setdefault("editors", {"users": sorted(book.roles)})
    grid.protected.append(protection)
    return {"protectedRange": protection}


def update_protected_range(book: Book, request: Mapping[str, Any]) -> Reply:
    """``updateProtectedRange``."""
    new = check_names(request["protectedRange"], _PROTECTION, "protectedRange")
    grid, number = _protection(book, new["protectedRangeId"])
    merged = masks.merged(grid.protected.pop(number), new, _mask(request))
    merged["protectedRangeId"] = new["protectedRangeId"]
    home, _ = book.of_grid_range(merged["range"])
    home.protected.append(merged)
    return {}


def delete_protected_range(book: Book, request: Mapping[str, Any]) -> Reply:
    """``deleteProtectedRange``."""
    grid, number = _protection(book, request["protectedRangeId"])
    del grid.protected[number]
    return {}


def add_named_range(book: Book, request: Mapping[str, Any]) -> Reply:
    """``addNamedRange``."""
    named = dict(request["namedRange"])
    book.of_grid_range(named["range"])
    if any(one["name"].casefold() == named["name"].casefold() for one in book.named_ranges):
        raise invalid(f"A named range with the name {named['name']} already exists.")
    named.setdefault("namedRangeId", str(book.next_id()))
    book.named_ranges.append(named)
    return {"namedRange": named}


def delete_named_range(book: Book, request: Mapping[str, Any]) -> Reply:
    """``deleteNamedRange``."""
    wanted = request["namedRangeId"]
    kept = [one for one in book.named_ranges if one["namedRangeId"] != wanted]
    if len(kept) == len(book.named_ranges):
        raise invalid(f"No named range with id: {wanted}")
    book.named_ranges = kept
    return {}


CHANGES = {
    "addSheet": add_sheet,
    "deleteSheet": delete_sheet,
    "duplicateSheet": duplicate_sheet,
    "updateSheetProperties": update_sheet_properties,
    "updateSpreadsheetProperties": update_spreadsheet_properties,
    "addProtectedRange": add_protected_range,
    "updateProtectedRange": update_protected_range,
    "deleteProtectedRange": delete_protected_range,
    "addNamedRange": add_named_range,
    "deleteNamedRange": delete_named_range,
}


def _mask(request: Mapping[str, Any]) -> masks.Mask:
    if not request.get("fields"):
        raise invalid(
            "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
        )
    return masks.parse(request["fields"])


def _protection(book: Book, protection_id: int) -> tuple[Grid, int]:
    for grid in book.grids:
        for number, protection in enumerate(grid.protected):
            if protection["protectedRangeId"] == protection_id:
                return grid, number
    raise invalid(f"No protected range with id: {protection_id}")


def _free_title(book: Book) -> str:
    number = len(book.grids) + 1
    while book.titled(f"Sheet{number}") is not None:
        number += 1
    return f"Sheet{number}"


def _check_size(grid: Grid) -> None:
    size = grid.properties.get("gridProperties", {})
    rows, columns = size.get("rowCount", 0), size.get("columnCount", 0)
    if rows < 1 or columns < 1:
        raise invalid("A sheet must have at least one row and one column.")
    for name, count in (("frozenRowCount", rows), ("frozenColumnCount", columns)):
        if size.get(name, 0) >= count:
            raise invalid("You can't freeze all visible rows or columns on the sheet.")
