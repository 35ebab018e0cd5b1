"""The methods of the Sheets API, version 4. Each one gets a copy of the spreadsheet to change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheets_adapter.emulator import a1, answers, reading, writing
from sheets_adapter.emulator.book import Book
from sheets_adapter.emulator.calls import Call, check_names
from sheets_adapter.emulator.changes import batch
from sheets_adapter.emulator.errors import invalid

Answer = dict[str, Any]

_VALUE_RANGE = ("range", "majorDimension", "values")
_READING = ("valueRenderOption", "dateTimeRenderOption", "majorDimension")
_RESPONSE = ("responseValueRenderOption", "responseDateTimeRenderOption")


def get(book: Book, call: Call) -> Answer:
    """``spreadsheets.get``: a field mask counts for data, too; else ``includeGridData`` does."""
    areas = [book.bounded(text) for text in call.query.get("ranges", [])]
    mask = call.mask
    with_data = bool(mask) or call.flag("includeGridData")
    return answers.spreadsheet(book, mask, areas or None, with_data=with_data)


def get_by_data_filter(book: Book, call: Call) -> Answer:
    """``spreadsheets.getByDataFilter``."""
    body = check_names(call.body, ("dataFilters", "includeGridData", "excludeTablesInBandedRanges"))
    areas = [reading.filtered(book, one) for one in body.get("dataFilters", [])]
    mask = call.mask
    with_data = bool(mask) or bool(body.get("includeGridData"))
    return answers.spreadsheet(book, mask, areas or None, with_data=with_data)


def batch_update(book: Book, call: Call) -> Answer:
    """``spreadsheets.batchUpdate``: all of its requests or none."""
    body = check_names(
        call.body,
        ("requests", "includeSpreadsheetInResponse", "responseRanges", "responseIncludeGridData"),
    )
    requests = body.get("requests", [])
    if not requests:
        raise invalid("Must specify at least one request.")
    answer: Answer = {"spreadsheetId": book.book_id, "replies": batch(book, requests)}
    if body.get("includeSpreadsheetInResponse"):
        areas = [book.bounded(text) for text in body.get("responseRanges", [])]
        answer["updatedSpreadsheet"] = answers.spreadsheet(
            book, {}, areas or None, with_data=bool(body.get("responseIncludeGridData"))
        )
    return answer


def values_get(book: Book, call: Call) -> Answer:
    """``values.get``."""
    grid, where = reading.bounded(book, call.path["range"])
    return reading.value_range(book, grid, where, reading.rendering(call.options))


def values_batch_get(book: Book, call: Call) -> Answer:
    """``values.batchGet``: the ranges in the order in which they were asked for."""
    how = reading.rendering(call.options)
    found = [reading.bounded(book, text) for text in call.query.get("ranges", [])]
    ranges = [reading.value_range(book, grid, where, how) for grid, where in found]
    return {"spreadsheetId": book.book_id} | ({"valueRanges": ranges} if ranges else {})


def values_batch_get_by_data_filter(book: Book, call: Call) -> Answer:
    """``values.batchGetByDataFilter``: an answer for each range that a filter found."""
    body = check_names(call.body, ("dataFilters", *_READING))
    how = reading.rendering(body)
    if not body.get("dataFilters"):
        raise invalid("Must specify at least one data filter.")
    ranges = []
    for data_filter in body["dataFilters"]:
        grid, where = reading.filtered(book, data_filter)
        found = reading.value_range(book, grid, where, how)
        ranges.append({"valueRange": found, "dataFilters": [data_filter]})
    return {"spreadsheetId": book.book_id, "valueRanges": ranges}


def values_update(book: Book, call: Call) -> Answer:
    """``values.update``."""
    return _write(book, call.path["range"], call.body, call.options)


def values_batch_update(book: Book, call: Call) -> Answer:
    """``values.batchUpdate``: all of its ranges or none."""
    body = check_names(
        call.body, ("valueInputOption", "data", "includeValuesInResponse", *_RESPONSE)
    )
    responses = [
        _write(book, data.get("range", ""), data, body, f"data[{number}]")
        for number, data in enumerate(body.get("data", []))
    ]
    answer: Answer = {"spreadsheetId": book.book_id}
    sheets = {response["updatedRange"].rpartition("!")[0] for response in responses}
    totals = {
        "totalUpdatedRows": sum(one.get("updatedRows", 0) for one in responses),
        "totalUpdatedColumns": sum(one.get("updatedColumns", 0) for one in responses),
        "totalUpdatedCells": sum(one.get("updatedCells", 0) for one in responses),
        "totalUpdatedSheets": len(sheets),
    }
    answer |= {name: total for name, total in totals.items() if total}
    return answer | ({"responses": responses} if responses else {})


def values_append(book: Book, call: Call) -> Answer:
    """``values.append``."""
    check_names(call.body, _VALUE_RANGE, "data")
    grid, where = reading.bounded(book, call.path["range"])
    option = call.option("valueInputOption")
    insert = call.option("insertDataOption") or "OVERWRITE"
    answer = writing.append(book, grid, where, call.body, option, insert)
    if call.flag("includeValuesInResponse"):
        _with_values(book, answer["updates"], call.options)
    return answer


def values_clear(book: Book, call: Call) -> Answer:
    """``values.clear``."""
    check_names(call.body, ())
    grid, where = reading.bounded(book, call.path["range"])
    writing.clear(grid, where)
    return {"spreadsheetId": book.book_id, "clearedRange": a1.written(grid.title, where)}


def values_batch_clear(book: Book, call: Call) -> Answer:
    """``values.batchClear``."""
    body = check_names(call.body, ("ranges",))
    found = [reading.bounded(book, text) for text in body.get("ranges", [])]
    for grid, where in found:
        writing.clear(grid, where)
    cleared = [a1.written(grid.title, where) for grid, where in found]
    return {"spreadsheetId": book.book_id} | ({"clearedRanges": cleared} if cleared else {})


def _write(
    book: Book, text: str, data: Any, options: Mapping[str, Any], where_in_body: str = "data"
) -> Answer:
    data = check_names(data, _VALUE_RANGE, where_in_body)
    if data.get("range", text) != text:
        raise invalid(
            f"Requested writing within range [{text}], but the data names [{data['range']}]"
        )
    grid, where = reading.bounded(book, text)
    option = str(options.get("valueInputOption", ""))
    target = writing.write(book, grid, where, data, option, text)
    answer = writing.update_response(book, grid, target)
    if str(options.get("includeValuesInResponse", "")).lower() == "true":
        _with_values(book, answer, options)
    return answer


def _with_values(book: Book, answer: Answer, options: Mapping[str, Any]) -> None:
    grid, where = book.bounded(answer["updatedRange"])
    how = reading.rendering(options, "response")
    answer["updatedData"] = reading.value_range(book, grid, where, how)
