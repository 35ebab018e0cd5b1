"""Every code a diagnostic can have, with what it means in one line. Codes are public and stable.

``docs/diagnostics.md`` is made from this; a test holds the two, and the code that emits, together.
"""

from __future__ import annotations

from collections.abc import Mapping

IN_THE_TEXT: Mapping[str, str] = {
    "syntax": "The text is not written as the language is.",
    "nested-too-deep": "Conditions, functions or types are nested beyond reading.",
    "stray-words": "A line of a table has a word too few or too many, and reads as another column.",
    "clause-order": "A clause of a column stands after one that it has to precede.",
    "framework-header": "The framework has no name, two, or not as its first line.",
    "duplicate-name": "Two things of one kind have one name.",
    "duplicate-clause": "A field or table has a clause twice.",
    "duplicate-route": "Two routes answer for one record and event.",
    "unknown-column": "A target names a column that the table has not.",
    "unknown-event": "A route is for an event that does not exist.",
    "unknown-field": "A condition, lookup or function names a field that the record has not.",
    "unknown-function": "A derived field uses a function that does not exist.",
    "unknown-hit-policy": "A hit policy other than unique, first and specific.",
    "unknown-match-kind": "A key with a match kind that does not exist.",
    "unknown-record": "A route is for a record that is not declared.",
    "unknown-region": "A region that does not exist.",
    "unknown-roster-line": "A line of the roster other than reps, pools, members and time_off.",
    "unknown-table": "A lookup or condition names a table that is not declared.",
    "unknown-target": "What stands behind the arrow is nobody to assign to.",
    "unknown-time-zone": "A time zone that the IANA database has not.",
    "unknown-type": "A type that does not exist.",
    "unknown-value": "A value that is none of the type of the field it stands beside.",
    "type-mismatch": "Something is done with a type for which it makes no sense.",
    "wrong-arguments": "A function has more or fewer arguments than it takes.",
    "empty-range": "A range that ends before it begins.",
    "split-number": "A number with a comma in it, which reads as two values.",
    "cyclic-derivation": "A field is derived from itself, directly or by way of others.",
    "derived-and-read": "A field is both derived and read from a column.",
    "key-count": "A table is looked up by more or fewer fields than it has keys.",
    "no-key": "A table has no key.",
    "no-otherwise": "A route does not end with `otherwise`.",
    "after-otherwise": "A step stands after `otherwise` and is never reached.",
    "no-route": "A record has no route for an event.",
    "phrase-unique": "A phrase key under `hit unique`, although a text may hold several phrases.",
    "needs-no-pool": "A step has needs, and its target is no pool.",
    "unsupported": "Part of the language that this version does not support yet.",
    "unused-table": "A table that nothing looks up.",
    "unknown-pool": "The framework names a pool that the roster has not.",
    "unknown-rep": "The framework names a rep that the roster has not.",
}
"""What can be wrong with the text of a framework."""

IN_THE_SHEETS: Mapping[str, str] = {
    "no-sheet": "The workbook lacks a sheet.",
    "no-column": "A sheet lacks a column.",
    "duplicate-column": "A sheet has a column twice.",
    "unread-column": "A roster sheet has a column that nothing reads, named nearly like one.",
    "bad-cell": "A cell cannot be read.",
    "blank-cell": "A cell that must be filled in is blank.",
    "blank-key": "A key cell is blank.",
    "repeated-key": "A cell names a key twice.",
    "overlap": "Two rows claim one key under `hit unique`.",
    "tie": "Two rows claim one key under `hit specific`, and neither is narrower.",
    "gap": "No row takes a value that the framework wants covered.",
    "not-analysed": "There are too many combinations of keys to look for gaps.",
    "row-order": "The order of the rows matters in this sheet.",
    "inactive-rep": "A row names a rep who has left or is switched off.",
    "duplicate-rep": "A rep stands twice in the roster.",
    "duplicate-pool": "A pool stands twice in the roster.",
    "duplicate-member": "A rep stands twice in a pool.",
    "empty-pool": "A pool has no members, or none who is active.",
    "no-weight": "All weights in a pool are 0.",
    "stand-in-circle": "A pool comes back to itself when nobody in it is available.",
    "no-effect": "What a cell says has no effect.",
    "more-problems": "A sheet has more problems than are listed.",
}
"""What can be wrong with the sheets of a workbook."""

IN_THE_SERVICE: Mapping[str, str] = {
    "framework-unreadable": "The framework file is missing, or is no text.",
    "source-unavailable": "The workbook could not be fetched.",
    "refresh-failed": "A refresh stopped at a fault of Routebook.",
    "release-not-kept": "No release can be kept or read in the database, so edits wait.",
    "golden-changed": "A golden record would go elsewhere, and holds the release.",
    "golden-unmet": "A golden record does not go where it is expected, and holds nothing.",
    "golden-unread": "A golden record cannot be read, and guards nothing.",
    "moves-too-many": "More records would go elsewhere than `max_moved` allows.",
    "edit-refused": "What is in a sheet or file was rejected or rolled back, and stays out.",
}
"""What can keep the service from reading either."""

IN_THE_SPREADSHEET: Mapping[str, str] = {
    "extra-column": "The framework does not read a column of a sheet.",
    "no-header": "A column has cells and no header.",
    "not-plain-text": "A key column is not formatted as plain text.",
}
"""What ``routebook sheets check`` finds in a Google spreadsheet besides."""

CODES: Mapping[str, str] = {
    **IN_THE_TEXT,
    **IN_THE_SHEETS,
    **IN_THE_SERVICE,
    **IN_THE_SPREADSHEET,
}
