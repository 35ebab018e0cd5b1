"""What assignment remembers between decisions: small JSON values by key.

```
pool NAME        {"method", "turn", "members": {rep: …}, …}            one pool's turns
rep REP          {"open", "day", "today", "pools": {pool: today}}      what a rep has got
record TYPE ID   {"owner", "pool", "at", "tried", …}                   whom a record had
offer DECISION   {"pool", "reps", "by", "open"}                        a record that may be claimed
claims POOL      {rep: number}                                         the open claims of its reps
busy REP         [[from, until], …]                                    a calendar's times, read only
```
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class State:
    """Reads through ``read`` (the value of a key, or None), and keeps what is written to itself.

    ``reads`` has every value that was read, as it was at first; ``writes`` the new ones. A decision
    logs its ``reads``, and ``State(reads.get)`` is all that its replay needs. Values are shared
    with later decisions: nobody changes one, whoever wants another makes it anew.
    """

    __slots__ = ("_read", "reads", "writes")

    def __init__(self, read: Callable[[str], Any]) -> None:
        self._read = read
        self.reads: dict[str, Any] = {}
        self.writes: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        """The value that was set last, else the one that was read; None if there is none."""
        if key in self.writes:
            return self.writes[key]
        if key not in self.reads:
            self.reads[key] = self._read(key)
        return self.reads[key]

    def set(self, key: str, value: Any) -> None:
        """Writes a value that JSON can hold, and that reading JSON would give: no tuples."""
        self.writes[key] = value


def record_key(record_type: str, record_id: str) -> str:
    """The key under which it is kept whom a record had."""
    return f"record {record_type} {record_id}"
