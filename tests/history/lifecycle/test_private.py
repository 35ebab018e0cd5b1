"""Records with private fields: what happens to them later tells no more than their decision did."""

from __future__ import annotations

import pytest

from history import Sealer, SealError, Store
from tests.history.floor import CALIFORNIA, FRAMEWORK, LARGE, Floor, ruling

SECRET = "kim.tester@example.com"
PRIVATE = FRAMEWORK.replace(
    'employees  integer   from "Employees"',
    'employees  integer   from "Employees"\n  email      email     from "Email"  private',
)


def test_what_happens_to_a_private_record_keeps_it_private(store: Store) -> None:
    floor = Floor(store, ruling(PRIVATE))
    floor.journal.sealer = Sealer(bytes(32))
    floor.route(CALIFORNIA | {"Email": SECRET})
    floor.feedback("d1", "bad_lead")
    assert floor.reroute("d1")["trace"]["fields"]["email"]["value"] == SECRET
    floor.route(LARGE | {"Email": SECRET}, None)
    floor.wait(days=3)
    assert floor.due() == 2
    events = store.events(limit=100)
    assert [event.kind for event in events if SECRET.encode() in event.body + event.request] == []
    assert floor.told().count("reroute") == 3
    floor.close()


def test_without_the_key_nothing_happens(store: Store) -> None:
    floor = Floor(store, ruling(PRIVATE))
    floor.journal.sealer = sealer = Sealer(bytes(32))
    floor.route(CALIFORNIA | {"Email": SECRET})
    floor.journal.sealer = None
    with pytest.raises(SealError):
        floor.feedback("d1", "accepted")
    with pytest.raises(SealError):
        floor.reroute("d1")
    assert floor.told() == ["ana"]
    floor.journal.sealer = sealer
    floor.close()
