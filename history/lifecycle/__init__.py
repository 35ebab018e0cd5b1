"""What happens to a record after a decision: feedback, claims, reroutes, and what is due by itself.

Each is a job over a `Work`, and an event in the log:

```
feedback        what became of it                  {kind, note, by, assigned_to}
claim           a rep took what was offered        {rep, pool, by}
claim_released  and gave it back                   {rep, pool, by}
sla_breach      nobody kept the deadline           {sla, due, assigned_to}
unclaimed       nobody claimed it in time          {pool, due}
reroute         it is decided on again             {from, to, event, by}; the decision follows
```
"""

from __future__ import annotations

from history.lifecycle.claiming import Claim, claim, release_claim
from history.lifecycle.closing import close
from history.lifecycle.due import TimerFailed, due
from history.lifecycle.feedback import FEEDBACK, Feedback, feedback
from history.lifecycle.reroutes import Reroute, reroute
from history.lifecycle.situation import Conflict, Unknown

__all__ = [
    "FEEDBACK",
    "Claim",
    "Conflict",
    "Feedback",
    "Reroute",
    "TimerFailed",
    "Unknown",
    "claim",
    "close",
    "due",
    "feedback",
    "release_claim",
    "reroute",
]
