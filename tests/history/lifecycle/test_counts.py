"""What counts as open for a rep, whatever happens."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest

from history import Store
from history.lifecycle import FEEDBACK, Conflict
from tests.history.floor import (
    ANA,
    BO,
    CALIFORNIA,
    CY,
    FRAMEWORK,
    LARGE,
    Floor,
    ruling,
    with_an_sdr,
)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_what_is_open_is_counted_right(store: Store, seed: int) -> None:
    floor, dice = Floor(store, with_an_sdr()), Random(seed)
    decided = [floor.route(LARGE)["decision_id"]]
    for _ in range(120):
        latest = dice.choice(decided)
        rep = dice.choice((ANA, BO, CY))
        with suppress(Conflict):
            match dice.randrange(7):
                case 0:
                    record = dice.choice(["L1", "L2", "L3"])
                    event = dice.choice(["new", "update", "rejected"])
                    fields = dice.choice([LARGE, CALIFORNIA, {"State": "NV"}, {}])
                    decided.append(floor.route(fields, record, event)["decision_id"])
                case 1:
                    decided.append(floor.reroute(latest)["decision_id"])
                case 2:
                    floor.feedback(latest, dice.choice(list(FEEDBACK)))
                case 3 | 4:
                    floor.claim(decided[-1], rep)
                case 5:
                    floor.release(decided[-1], rep)
                case 6:
                    floor.wait(hours=dice.choice([1, 30]))
                    floor.due()
                    decided.append(floor.last()["decision_id"])
        known = [floor.store.get(f"record lead L{n}") for n in (1, 2, 3)]
        held = [
            [*{"owner": each["owner"], **each["roles"]}.values()]
            for each in known
            if each is not None and each["open"]
        ]
        for each in ("ana", "bo", "cy"):
            expected = sum(who.count(f"{each}@acme.example") for who in held)
            assert floor.open(each) == expected, (each, floor.told())
    floor.close()


def test_what_is_kept_counts_for_who_keeps_it(floor: Floor) -> None:
    kept = FRAMEWORK.replace(
        'employees  integer   from "Employees"',
        'employees  integer   from "Employees"\n  owner      rep       from "Owner"',
    ).replace('  "Large"', '  "Kept" when owner is present -> keep owner\n  "Large"')
    floor.ruling = ruling(kept)
    floor.route(CALIFORNIA)
    floor.route(CALIFORNIA | {"Owner": ANA}, "L1", "update")
    assert floor.open("ana") == 1
    floor.feedback("d2", "contacted")
    assert floor.open("ana") == 0
