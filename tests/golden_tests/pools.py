"""A small framework with a pool of three."""

from __future__ import annotations

from dsl import Framework, Workbook, load
from sheets_adapter import open_workbook

AT = "2026-11-24T18:00:00Z"
POOLED = """\
framework pooled

record lead {
  state  us_state  from "State"
  owner  rep       from "Owner"
  keep   boolean   from "Keep"
}

roster {
  reps     "Reps"
  pools    "Pools"
  members  "Members"
  time_off "Time off"
}

table states from "States" {
  state  key exact
  owner  assignee
}

route lead {
  "Keep"   when keep          -> keep owner
  "State"  by state in states -> owner
  otherwise                   -> queue "Unrouted"
}

route lead on sla_breach {
  "Again"  when attempts < 3  -> next
  otherwise                   -> queue "Late"
}
"""


def rep(name: str) -> str:
    """The address of a rep."""
    return f"{name}@acme.example"


def sheets() -> dict[str, list[list[str]]]:
    """The workbook as lists of rows."""
    names = ("ana", "bo", "cy")
    return {
        "Reps": [["rep", "name", "active", "open cap"], *([rep(n), n, "yes", ""] for n in names)],
        "Pools": [
            ["pool", "method", "sticky days", "when unavailable"],
            ["west", "round robin", "30", "queue: West"],
        ],
        "Members": [["pool", "rep", "weight"], *(["west", rep(n), ""] for n in names)],
        "Time off": [["rep", "from", "until", "cover"]],
        "States": [["state", "owner"], ["NV", "pool: west"], ["OR", rep("bo")]],
    }


def pooled(**changed: list[list[str]]) -> tuple[Framework, Workbook]:
    """The framework and its workbook, with other rows for some sheets."""
    workbook = open_workbook(sheets() | changed)
    return load(POOLED, workbook), workbook
