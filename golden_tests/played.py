"""What comes of a golden when it is run, and how a decision is written into its file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dsl import Decision, encode


@dataclass(frozen=True, slots=True)
class Played:
    """A golden that was run.

    ``document`` is what its file would hold; ``decisions`` are those made by the framework as it
    stands, for the coverage; ``unmet`` tells of every expectation that does not hold.
    """

    document: dict[str, Any]
    decisions: Sequence[Decision]
    unmet: Sequence[str] = ()


def stored_form(decision: Decision) -> dict[str, Any]:
    """The decision without what changes at every edit and says nothing of the record.

    That is the ``version`` of a looked-up table, and the position ``at`` of a step in the
    framework's text. Row, cell and link stay: they are the answer to "why".
    """
    found: dict[str, Any] = json.loads(encode(decision.to_dict()))
    for step in found["trace"]["steps"]:
        step.pop("at", None)
        step.get("lookup", {}).pop("version", None)
    return found
