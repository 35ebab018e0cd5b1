"""A workbook as a folder of CSV files, written in one go and read back as the same workbook."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path

from dsl.workbook import Sheet, Workbook
from sheets_adapter.cells import trimmed
from sheets_adapter.csv_text import rows_of
from sheets_adapter.files import shown, unreadable
from sheets_adapter.source import SourceError
from sheets_adapter.titles import file_stem

MARK = ".routebook-pull.json"
"""The file that says which files of a folder are a snapshot, with their SHA-256."""

_LONGEST_NAME = 255  # bytes, of most file systems


def save_snapshot(workbook: Workbook, folder: Path, *, force: bool = False) -> list[Path]:
    """Write every sheet as a CSV file, replacing an earlier snapshot; gives the files.

    Until all are written, the folder stays as it was. A folder with CSV files that are no snapshot,
    or were edited since, is replaced only with ``force``; one that holds anything else never.
    Raises ``SourceError``.
    """
    target = folder.resolve()
    files = {f"{file_stem(sheet.title)}.csv": _csv(sheet) for sheet in workbook.sheets}
    for name in files:
        if len(name.encode()) > _LONGEST_NAME:
            raise SourceError(
                f'the title "{name.removesuffix(".csv")}" is too long for the name of a file',
                "Shorten the title of that tab",
            )
    try:
        _refuse_to_lose(target, shown(folder), force)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=f".{target.name}-", dir=target.parent, ignore_cleanup_errors=True
        ) as scratch:
            fresh = Path(scratch, "new")
            fresh.mkdir()
            for name, data in files.items():
                (fresh / name).write_bytes(data)
            marks = {name: sha256(data).hexdigest() for name, data in sorted(files.items())}
            (fresh / MARK).write_text(json.dumps({"files": marks}, indent=2) + "\n", "utf-8")
            _swap(fresh, target, Path(scratch, "old"))
    except OSError as error:
        raise _unwritable(folder, error) from error
    return [folder / name for name in files]


def _csv(sheet: Sheet) -> bytes:
    """The sheet as CSV that reads back as the same rows: with quotation marks only where needed.

    Rows are as long as the longest, so that the header shows which sign separates. What is not
    ASCII begins with a byte order mark, by which Excel knows UTF-8.
    """
    width = max(map(len, sheet.rows), default=0)
    rows = [[*row, *[""] * (width - len(row))] for row in sheet.rows]
    text = _written(rows, quoted=False)
    if not _reads_back(text, sheet):
        text = _written(rows, quoted=True)
    if not _reads_back(text, sheet):
        raise SourceError(
            f'the sheet "{sheet.title}" has a cell that no CSV file can hold',
            "Look for cells of more than 100,000 signs, and shorten them",
        )
    return text.encode("ascii" if text.isascii() else "utf-8-sig")


def _written(rows: list[list[str]], *, quoted: bool) -> str:
    out = io.StringIO()
    writer = (
        csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
        if quoted
        else csv.writer(out, lineterminator="\n")
    )
    writer.writerows(rows)
    return out.getvalue()


def _reads_back(text: str, sheet: Sheet) -> bool:
    if "\0" in text:
        return False
    try:
        text.encode()
        return rows_of(text, sheet.title) == trimmed(sheet.rows)
    except (SourceError, UnicodeEncodeError):
        return False


def _refuse_to_lose(target: Path, name: str, force: bool) -> None:
    """Refuse where files would be lost that are no snapshot, or are one that somebody edited."""
    if not target.exists():
        return
    if not target.is_dir():
        raise SourceError(f"{name} is a file", "Name a folder")
    files = {path.name: path for path in target.iterdir()}
    marks = _marks(files.pop(MARK, None))
    others = sorted(each for each, path in files.items() if not _is_csv(path))
    if others:
        raise SourceError(
            f"{name} holds other things than CSV files, such as {others[0]}",
            "Name a folder of its own for the snapshot",
        )
    if force:
        return
    foreign = sorted(files.keys() - marks.keys())
    edited = sorted(
        each
        for each, path in files.items()
        if each in marks and sha256(path.read_bytes()).hexdigest() != marks[each]
    )
    if foreign:
        raise SourceError(
            f"{name} has files that are no snapshot, such as {foreign[0]}",
            "Name another folder, or use --force to replace them",
        )
    if edited:
        raise SourceError(
            f"{name} was edited since it was saved: {', '.join(edited)}",
            "Use --force to replace what was edited, or `routebook sheets push` to upload it",
        )


def _marks(mark: Path | None) -> dict[str, str]:
    if mark is None:
        return {}
    try:
        found: dict[str, str] = dict(json.loads(mark.read_text("utf-8"))["files"])
    except (ValueError, KeyError, TypeError):
        return {}
    return found


def _is_csv(path: Path) -> bool:
    return path.suffix.lower() == ".csv" and path.is_file()


def _swap(fresh: Path, target: Path, old: Path) -> None:
    """Put the new folder in the place of the old one, which comes back if that fails."""
    had = target.exists()
    if had:
        target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        if had:
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _unwritable(folder: Path, error: OSError) -> SourceError:
    if isinstance(error, PermissionError):
        return SourceError(
            f"{shown(folder)} may not be written", "Name another folder, or ask for the permission"
        )
    return unreadable(folder, error)
