"""The routes and steps of a framework in the order in which they are written."""

from __future__ import annotations

from collections.abc import Iterator

from dsl import Structure
from dsl.model import Block, Route, Step


def routes_of(structure: Structure) -> list[Route]:
    """Every route once, from the top of the text to its end."""
    distinct = {id(route): route for route in structure.routes.values()}
    return sorted(distinct.values(), key=_place)


def steps_of(block: Block) -> Iterator[Step]:
    """Every step of a route or group, those of its groups and its ``otherwise`` too."""
    for part in block.steps:
        if isinstance(part, Block):
            yield from steps_of(part)
        else:
            yield part
    if block.otherwise is not None:
        yield block.otherwise


def _place(route: Route) -> tuple[int, int]:
    """The line and column in ``file:line:column``."""
    _, line, column = route.block.at.rsplit(":", 2)
    return int(line), int(column)
