"""How much of a framework some decisions went through: steps, rows of tables, kinds of match."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dsl import Decision, Framework, Table
from dsl.model import Route
from golden_tests.steps import routes_of, steps_of

ANY = "any"
_ANY_CELLS = ("*", "-")


class Coverage:
    """Counts what decisions hit. A step is hit when it decides, a row when its step does.

    ``steps`` names every step by its position (``acme.route:89:3``); in a framework with several
    routes the name begins with the route. ``rows`` has the numbers of the rows of each table.
    ``kinds`` are the match kinds of all key columns, and ``any`` where a cell stands for any value.
    """

    def __init__(self, framework: Framework) -> None:
        self.steps = dict(_steps(framework))
        self.rows = {
            name: {row.number for row in table.rows} for name, table in framework.tables.items()
        }
        self.hit_steps: set[str] = set()
        self.hit_rows: dict[str, set[int]] = {name: set() for name in framework.tables}
        self.hit_kinds: set[str] = set()
        self._kinds_of_rows = {name: _kinds_of_rows(t) for name, t in framework.tables.items()}
        self.kinds = {
            kind
            for rows in self._kinds_of_rows.values()
            for kinds in rows.values()
            for kind in kinds
        }

    def add(self, decision: Decision) -> None:
        """Count what one decision hit."""
        for step in decision.trace["steps"]:
            if step["verdict"] == "matched":
                self._add_step(step)

    def _add_step(self, step: dict[str, Any]) -> None:
        self.hit_steps.add(step["at"])
        lookup = step.get("lookup")
        if lookup is not None:
            table, row = lookup["table"], lookup["row"]
            self.hit_rows[table].add(row)
            self.hit_kinds.update(self._kinds_of_rows[table][row])

    @property
    def missed_steps(self) -> list[str]:
        """The names of the steps that never decided, in the order of the framework."""
        return [name for at, name in self.steps.items() if at not in self.hit_steps]

    @property
    def missed_tables(self) -> list[str]:
        """The tables none of whose rows decided."""
        return [name for name, rows in self.hit_rows.items() if not rows]

    @property
    def missed_kinds(self) -> list[str]:
        """The match kinds that the tables use and no decision went by."""
        return sorted(self.kinds - self.hit_kinds)

    def lines(self) -> list[str]:
        """The coverage for people: the sums, the rows table by table, and what was never hit."""
        rows = sum(map(len, self.rows.values()))
        hit_rows = sum(map(len, self.hit_rows.values()))
        steps = f"{len(self.hit_steps)} of {len(self.steps)} steps"
        kinds = f"{len(self.hit_kinds)} of {len(self.kinds)} match kinds"
        found = [f"coverage: {steps}, {hit_rows} of {rows} rows, {kinds}"]
        found += [
            f"  {name}: {len(self.hit_rows[name])} of {len(all_rows)} rows"
            for name, all_rows in self.rows.items()
        ]
        found += [f"  never hit: step {name}" for name in self.missed_steps]
        found += [f"  never hit: match kind {kind}" for kind in self.missed_kinds]
        return found


def _steps(framework: Framework) -> Iterator[tuple[str, str]]:
    routes = routes_of(framework.structure)
    for route in routes:
        prefix = f"{_route_name(route)}: " if len(routes) > 1 else ""
        for step in steps_of(route.block):
            yield step.at, f'{prefix}"{step.name}"'


def _route_name(route: Route) -> str:
    return route.record if len(route.events) > 1 else f"{route.record} on {route.events[0]}"


def _kinds_of_rows(table: Table) -> dict[int, set[str]]:
    """The match kinds of the key cells of each row, by its number."""
    kinds = [column.kind or "exact" for column in table.schema.keys]
    return {
        row.number: {
            ANY if text.strip() in _ANY_CELLS else kind
            for text, kind in zip(row.cells, kinds, strict=False)
        }
        for row in table.rows
    }
