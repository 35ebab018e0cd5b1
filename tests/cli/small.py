"""A small framework with its tables, and how the tests call the command line on it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from click.testing import Result

COMMAND = Path(sys.executable).with_name("routebook")
AT = "2026-11-22T12:00:00Z"

FRAMEWORK = """\
framework small

record lead {
  email      email      from "Email"
  domain     domain     = domain(email)
  state      us_state   from "State"
  zip        us_zip     from "PostalCode"
  employees  integer    from "Employees"
}

table california from "California" {
  zip        key range
  owner      assignee
  sdr        assignee optional
  territory  text
}

table partners from "Partners" {
  domain     key suffix
  owner      assignee
}

route lead {
  "Partner"     by domain in partners                  -> owner
  "Large"       when employees >= 1_000                -> pool large
  "California"  when state = CA by zip in california   -> owner, sdr
  otherwise                                            -> queue "Unrouted"
}

route lead on sla_breach {
  "Again"       when attempts < 3                      -> next
  otherwise                                            -> queue "Late"
}
"""

SHEETS = {
    "California": "zip,owner,sdr,territory\n"
    "94000-94199,ana@acme.example,sam@acme.example,SF Peninsula\n"
    "90001-90999,queue: LA,,Los Angeles\n",
    "Partners": "domain,owner\npartner.example,pool: partners\n",
}

LEAD = {"Email": "a@b.example", "State": "Calif.", "PostalCode": "94105"}


class Run(Protocol):
    """Runs ``routebook`` in this process."""

    def __call__(self, *arguments: str, stdin: str | bytes | None = None) -> Result:
        """What came of it."""


Process = Callable[..., subprocess.CompletedProcess[str]]
Write = Callable[[str, str | bytes | Mapping[str, Any]], str]
