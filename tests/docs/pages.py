"""The documentation as the tests read it: fenced blocks, and tables that say they are checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "acme"
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
    EXAMPLE / "README.md",
]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""The time at which everything in the documentation happens."""

_FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CHECKED = re.compile(r"^<!-- check: (.+) -->\n((?:\|.*\n)+)", re.MULTILINE)
_BAR = re.compile(r"(?<!\\)\|")


class Block(NamedTuple):
    """A fenced block: where it begins, what stands behind the fence, its text."""

    place: str
    info: str
    text: str


class Example(NamedTuple):
    """A row of a checked table: where it stands, what is checked, its cells."""

    place: str
    subject: str
    cells: tuple[str, ...]


def by_place(value: object) -> str:
    """The id of a test: where its example stands."""
    return value.place if isinstance(value, Block | Example) else str(value)


def page(name: str) -> str:
    """The text of a page of ``docs/``."""
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def blocks(*infos: str) -> list[Block]:
    """Every block in all pages whose fence begins with one of these words, in order."""
    return [block for path in PAGES for block in _blocks(path) if block.info.startswith(infos)]


def _blocks(path: Path) -> Iterator[Block]:
    text = path.read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Block(f"{path.name}:{line}", found[1], found[2])


def examples(kind: str) -> list[Example]:
    """The rows of all tables under ``<!-- check: KIND … -->``; there is one at least."""
    found = [example for path in PAGES for example in _examples(path, kind)]
    assert found, f"no page has a table to check for {kind}"
    return found


def _examples(path: Path, kind: str) -> Iterator[Example]:
    text = path.read_text(encoding="utf-8")
    for table in _CHECKED.finditer(text):
        if table[1].split()[0] != kind:
            continue
        subject = table[1].removeprefix(kind).strip()
        first = text.count("\n", 0, table.start(2)) + 1
        for number, line in enumerate(table[2].splitlines()[2:], first + 2):
            cells = [cell.strip().replace("\\|", "|") for cell in _BAR.split(line)[1:-1]]
            yield Example(f"{path.name}:{number}", subject, tuple(cells))


def code(cell: str) -> str:
    """What stands in the first backticks of a cell; empty for a cell without any."""
    found = re.search(r"`([^`]*)`", cell)
    return found[1] if found else ""


def like(shown: Any, actual: Any) -> bool:
    """Whether JSON is as shown, where ``…`` stands for what was left out."""
    match shown, actual:
        case str(), str():
            return actual.startswith(shown[:-1]) if shown.endswith("…") else actual == shown
        case dict(), dict():
            named = {name: value for name, value in shown.items() if name != "…"}
            whole = "…" in shown or named.keys() == actual.keys()
            return whole and all(n in actual and like(v, actual[n]) for n, v in named.items())
        case list(), list():
            return len(shown) == len(actual) and all(map(like, shown, actual))
    return bool(shown == actual)
