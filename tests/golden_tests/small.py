"""A small framework with two routes, a group, and a table that few records reach."""

from __future__ import annotations

from dsl import Framework, load
from sheets_adapter import open_workbook

TEXT = """\
framework small

record lead {
  state  us_state  from "State"
  zip    us_zip    from "Zip"
}

table california from "California" {
  zip    key range or any
  owner  assignee
}

table never from "Never" {
  state  key exact
  owner  assignee
}

route lead {
  group "CA" when state = CA {
    "By zip"   by zip in california  -> owner
    otherwise                        -> queue "CA"
  }
  "Never"      by state in never     -> owner
  otherwise                          -> queue "Unrouted"
}

route lead on sla_breach {
  otherwise -> queue "Late"
}
"""

CALIFORNIA = [["zip", "owner"], ["94000-94199", "ana@acme.example"], ["95000", "bo@acme.example"]]


def framework_of(text: str = TEXT, rows: list[list[str]] | None = None) -> Framework:
    """The framework with its tables, or others."""
    never = [["state", "owner"], ["TX", "cy@acme.example"]]
    return load(text, open_workbook({"California": rows or CALIFORNIA, "Never": never}))
