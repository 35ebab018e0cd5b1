"""Every code is documented, has a case that shows it, and stands in docs/diagnostics.md."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from syrupy.assertion import SnapshotAssertion
from syrupy.data import SnapshotCollections
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

from dsl.diagnostics import Diagnostic, as_text
from dsl.diagnostics.codes import (
    CODES,
    IN_THE_SERVICE,
    IN_THE_SHEETS,
    IN_THE_SPREADSHEET,
    IN_THE_TEXT,
)
from tests.dsl.malformed.cases import frameworks, tables

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("dsl", "sheets_adapter", "assignment", "history", "releases", "server", "cli")
# The functions that make diagnostics; the first argument is the code.
MAKERS = {"Diagnostic", "error", "warning", "add", "_problem"}
# Told with a code that is put together; see `Problems.unknown` and `_check_targets`.
PUT_TOGETHER = {"unknown-pool", "unknown-rep", "overlap", "tie"}
# Shown by a test of its own: it takes more than a small case.
SHOWN_ELSEWHERE = {"not-analysed", *IN_THE_SERVICE, *IN_THE_SPREADSHEET}

INTRODUCTION = """\
# Diagnostics

Every problem of a framework or a workbook is told as a *diagnostic*: a code that never changes, one
sentence, the place, the offending text, and what to do. All problems are told in one go.

```
{example}```

`routebook check` shows them in other forms too: see [the command line](cli.md#check). In JSON a
place in the text is `file`, `line`, `column`, `end_line`, `end_column` (from 1, the end exclusive),
a place in a sheet is `sheet` and `cell`.

| severity | means |
|---|---|
| error | it cannot be used: a framework does not load, a sheet keeps its last good version |
| warning | it is used, and is probably not meant so |
| info | worth knowing |

A `gap` is an error that keeps no framework from loading: the rows that are there answer.

This page is made from `dsl/diagnostics/codes.py` and the cases in `tests/dsl/malformed/`:
`pytest tests/dsl/diagnostics --snapshot-update`.
"""


class Page(SingleFileSnapshotExtension):
    """A page of the documentation."""

    _write_mode = WriteMode.TEXT
    file_extension = "md"

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(ROOT / "docs")

    @classmethod
    def get_file_basename(cls, *, test_location: PyTestLocation, index: SnapshotIndex) -> str:
        return str(index)

    @classmethod
    def matches_test_location(
        cls, *, test_location: PyTestLocation, snapshot_location: str
    ) -> bool:
        return Path(snapshot_location) == ROOT / "docs" / "diagnostics.md"

    def discover_snapshots(
        self, *, test_location: PyTestLocation, ignore_extensions: list[str] | None = None
    ) -> SnapshotCollections:
        return SnapshotCollections()


def _shown() -> dict[str, Diagnostic]:
    """For each code, the first case's diagnostic that has it."""
    found: dict[str, Diagnostic] = {}
    for case in (*frameworks(), *tables()):
        for diagnostic in case.diagnostics:
            found.setdefault(diagnostic.code, diagnostic)
    return found


def _emitted() -> Iterator[str]:
    """The codes that stand in the source."""
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            if "iagnostic" not in source and "roblems" not in source and "indings" not in source:
                continue
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Call) and node.args:
                    yield from _code(node)


def _code(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    first = call.args[0]
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        if name in MAKERS and first.value.replace("-", "").isalpha():
            yield first.value
        elif name == "unknown":
            yield f"unknown-{first.value.replace(' ', '-')}"


def test_every_code_that_is_emitted_is_documented_and_no_other() -> None:
    assert set(_emitted()) | PUT_TOGETHER == set(CODES)


def test_every_code_is_shown_by_a_case() -> None:
    assert set(_shown()) == set(CODES) - SHOWN_ELSEWHERE


def test_every_meaning_is_one_sentence() -> None:
    for code, meaning in CODES.items():
        assert code == code.lower().replace(" ", "-")
        assert meaning.endswith(".")
        assert meaning.count(". ") == 0
        assert meaning[0].isupper()


def test_the_page_lists_them_all(snapshot: SnapshotAssertion) -> None:
    shown = _shown()
    sections = {
        "In the text of a framework": IN_THE_TEXT,
        "In the sheets of a workbook": IN_THE_SHEETS,
        "In the service": IN_THE_SERVICE,
        "In a spreadsheet, by `routebook sheets check`": IN_THE_SPREADSHEET,
    }
    page = INTRODUCTION.format(example=as_text(shown["unknown-field"]))
    for title, codes in sections.items():
        page += f"\n## {title}\n\n" + "\n".join(_rows(codes, shown)) + "\n"
    assert page == snapshot(name="diagnostics", extension_class=Page)


def _rows(codes: Mapping[str, str], shown: Mapping[str, Diagnostic]) -> Iterator[str]:
    yield "| code | means | for example |"
    yield "|---|---|---|"
    for code, meaning in codes.items():
        diagnostic = shown.get(code)
        example = "" if diagnostic is None else f"*{diagnostic.severity}:* {_sentences(diagnostic)}"
        yield f"| `{code}` | {meaning} | {example} |"


def _sentences(diagnostic: Diagnostic) -> str:
    _, _, told = str(diagnostic).partition(f"{diagnostic.code}: ")
    return told.replace("|", "\\|")
