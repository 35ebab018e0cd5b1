"""The requests of ``spreadsheets.batchUpdate``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sheets_adapter.emulator.book import Book
from sheets_adapter.emulator.changes import cells, dimensions, sheets
from sheets_adapter.emulator.errors import GoogleError, invalid, unknown_name
from sheets_adapter.emulator.grid import MAX_CELLS

__all__ = ["batch"]

_Change = Callable[[Book, Mapping[str, Any]], dict[str, Any]]
_CHANGES: dict[str, _Change] = {**sheets.CHANGES, **cells.CHANGES, **dimensions.CHANGES}


def batch(book: Book, requests: Sequence[Any]) -> list[dict[str, Any]]:
    """Carry out the requests on a copy of a spreadsheet; the reply to each one, in their order.

    An error names the request that it is about, and the caller throws the copy away.
    """
    replies = []
    for number, request in enumerate(requests):
        if not isinstance(request, Mapping) or len(request) != 1:
            raise invalid(f"Invalid requests[{number}]: No request set.")
        ((name, details),) = request.items()
        if name not in _CHANGES:
            raise unknown_name(name, f"requests[{number}]")
        try:
            reply = _CHANGES[name](book, details)
        except GoogleError as error:
            raise invalid(f"Invalid requests[{number}].{name}: {error.message}") from None
        except (KeyError, TypeError, AttributeError) as error:
            raise invalid(f"Invalid requests[{number}].{name}: {error}") from error
        if sum(grid.row_count * grid.column_count for grid in book.grids) > MAX_CELLS:
            raise invalid(
                f"Invalid requests[{number}].{name}: This action would increase the number of "
                f"cells in the workbook above the limit of {MAX_CELLS} cells."
            )
        replies.append({name: reply} if reply else {})
    return replies
