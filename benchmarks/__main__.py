"""``make bench``, or ``python -m benchmarks [PART …] [--json FILE]``: every part by default.

Everything is measured against something else in the same run, with answers compared first. Exit
code 1 when something that is wanted was missed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console

from benchmarks.deciding import measure_decide, measure_rows, measure_unseen
from benchmarks.loading import measure_load
from benchmarks.over_http import measure_http
from benchmarks.reload import measure_reload
from benchmarks.report import Finding, Line, print_report, write_json
from benchmarks.zen_peer import measure_zen

PARTS: dict[str, Callable[[], list[Line]]] = {
    "decide": measure_decide,
    "unseen": measure_unseen,
    "rows": measure_rows,
    "load": measure_load,
    "zen": measure_zen,
    "http": measure_http,
    "reload": measure_reload,
}
"""decide: the example; unseen: its leads, never seen before; rows: growing range tables; load:
reading a large workbook; zen: a peer; http: over HTTP; reload: that while a large table is edited.
"""


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)), metavar="[PART]...")
@click.option(
    "--json",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the figures to FILE, too.",
    metavar="FILE",
)
def main(parts: tuple[str, ...], file: Path | None) -> None:
    """Measure PARTs (decide, unseen, rows, load, zen, http, reload; by default all): one table."""
    lines: list[Line] = []
    progress = Console(stderr=True)
    for name in parts or PARTS:
        with progress.status(f"measuring {name}"):
            lines += PARTS[name]()
    print_report(lines, Console())
    if file is not None:
        write_json(lines, file)
    missed = any(isinstance(line, Finding) and line.mark == "missed" for line in lines)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
