"""One request to an API, as the methods see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sheets_adapter.emulator import masks
from sheets_adapter.emulator.errors import invalid, unknown_name
from sheets_adapter.emulator.masks import Mask


@dataclass(frozen=True, slots=True)
class Call:
    """A request: names from its path, its query, its JSON body, who sends it."""

    kind: str
    path: Mapping[str, str]
    query: Mapping[str, list[str]]
    body: Mapping[str, Any] = field(default_factory=dict)
    email: str = ""

    @property
    def mask(self) -> Mask:
        """The parts of the answer that are wanted."""
        text = self.option("fields")
        return masks.parse(text) if text else {}

    @property
    def options(self) -> dict[str, str]:
        """The query with one value for each name."""
        return {name: values[-1] for name, values in self.query.items() if values}

    def option(self, name: str) -> str:
        """The value of a name in the query, or nothing."""
        return self.options.get(name, "")

    def flag(self, name: str) -> bool:
        """Whether a name in the query is true."""
        return self.option(name).lower() in ("true", "1")


def check_names(body: Any, allowed: tuple[str, ...], where: str = "") -> Mapping[str, Any]:
    """The body of a request; 400 when it has a name that the API does not know."""
    if not isinstance(body, Mapping):
        raise invalid("Invalid JSON payload received: expected an object")
    for name in body:
        if name not in allowed:
            raise unknown_name(name, where)
    return body
