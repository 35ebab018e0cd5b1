"""A round robin pool of seven, and what must hold of its log whatever happened to its servers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from history import Event, GroupCommit, open_key, open_store
from history.deciding import Ruling
from history.journal import Journal
from history.replay import replay
from releases.kept import restore

REPS = tuple(f"rep{number}@acme.example" for number in range(1, 8))
KEY = "cm91dGVib29rIHRlc3RzLCBleGFjdGx5IDMyIGJ5dGU="
"""What private fields are sealed with: it must be the same after a restart."""

FRAMEWORK = """\
framework pool_of_seven

record lead {
  email  email     from "Email"  private
  state  us_state  from "State"
}

roster {
  reps     "Reps"
  pools    "Pools"
  members  "Pool members"
}

route lead {
  "West"     when state = CA  -> pool west
  otherwise                   -> queue "Rest"
}
"""


def write_pool(folder: Path) -> Path:
    """The framework, its sheets and a ``routebook.toml`` in ``folder``."""
    (folder / "pool.route").write_text(FRAMEWORK, encoding="utf-8")
    (folder / "routebook.toml").write_text(
        'framework = "pool.route"\ntables = "workbook"\n', encoding="utf-8"
    )
    (folder / "workbook").mkdir()
    _sheet(folder, "Reps", "rep,active", *(f"{rep},yes" for rep in REPS))
    _sheet(folder, "Pools", "pool,method", "west,round robin")
    write_members(folder, REPS)
    return folder


def write_members(folder: Path, reps: tuple[str, ...]) -> None:
    """Say who is in the pool."""
    _sheet(folder, "Pool members", "pool,rep", *(f"west,{rep}" for rep in reps))


def _sheet(folder: Path, title: str, *lines: str) -> None:
    """All at once, so that a server never reads half of it."""
    draft = folder / "draft"
    draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
    draft.replace(folder / "workbook" / f"{title}.csv")


def check(url: str, answers: Mapping[str, bytes], *, all_there: bool = True) -> list[Event]:
    """Hold the log against all ``answers``, by record; gives the decisions in their order.

    Every answer is in the log as it was given, with no other decision on its record; each turn of
    the pool was taken once, by a decision in the log; every decision replays equal. With
    ``all_there`` all seven were members all the time, and got the same, but for one.
    """
    with closing(open_store(url)) as store:
        journal = Journal(GroupCommit(store), open_key(KEY))
        everything = store.events(limit=1_000_000)
        assert [event.seq for event in everything] == list(range(1, len(everything) + 1))
        log = [event for event in everything if event.kind == "decision"]
        assert {event.record_id: journal.whole(event) for event in log} == answers
        assert len(log) == len(answers)
        for event in log[:: max(1, len(log) // 10)]:
            assert store.decision(event.decision_id) == event
        assert [_turn(event) for event in log] == list(range(1, len(log) + 1))
        assert store.get("pool west")["turn"] == len(log)
        rulings: dict[str, Ruling] = {}
        for event in log:
            if event.release_id not in rulings:
                rulings[event.release_id] = restore(store, event.release_id).ruling
            replayed = replay(event, rulings[event.release_id], journal)
            assert replayed.equal, replayed.differences
        journal.commit.close()
    if all_there:
        assert spread(log, REPS) <= 1
    return log


def spread(log: list[Event], reps: tuple[str, ...]) -> int:
    """By how many decisions those who got most and least differ."""
    counts = Counter(event.assigned_to for event in log)
    got = [counts[rep] for rep in reps]
    return max(got) - min(got)


def _turn(event: Event) -> int:
    trace: dict[str, Any] = json.loads(event.body)["trace"]
    turn: int = trace["assignment"]["turn"]
    return turn
