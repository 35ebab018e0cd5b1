"""Deciding on a record again: as it was sent, by the release that is live now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from history.deciding import Asked, Ruling
from history.journal import Given, Journal, Order
from history.lifecycle.situation import Conflict, Situation, situation
from history.work import Work


@dataclass(frozen=True, slots=True)
class Reroute:
    """A reroute that is asked for. ``event`` is ``rejected``, ``sla_breach`` or ``reopened``.

    ``key`` and ``body_hash`` are as in an `Order`; ``by`` says who asks.
    """

    ruling: Ruling
    decision_id: str
    event: str
    new_id: str
    now: datetime
    by: str
    key: str = ""
    body_hash: bytes = b""


def reroute(work: Work, journal: Journal, wanted: Reroute) -> Given:
    """The new decision. Nobody gets the record who had it since it was new.

    Raises `Conflict` if the decision is not the record's latest, `journal.KeyReused`, and as
    `situation` does.
    """
    asked = Asked("", None, wanted.event, {})
    order = Order(wanted.ruling, asked, wanted.new_id, wanted.now, wanted.key, wanted.body_hash)
    if (given := journal.before(order, work)) is not None:
        return given
    found = situation(work, journal, wanted.decision_id)
    found.be_latest()
    return again(found, journal, wanted)


def again(
    found: Situation, journal: Journal, wanted: Reroute, unclaimed: tuple[str, ...] = ()
) -> Given:
    """Decide again on a record whose latest decision is at hand.

    ``unclaimed`` are the pools in which nobody claimed it; it goes on from there.
    """
    before = found.asked
    if before.record_type not in wanted.ruling.framework.structure.records:
        raise Conflict(
            f"the framework that is live has no record {before.record_type} any longer; "
            "send the record to POST /v1/route as what it is now"
        )
    first = before.first or found.event.decision_id if before.record_id is None else ""
    event = before.event if unclaimed else wanted.event
    asked = Asked(before.record_type, before.record_id, event, before.fields, first, unclaimed)
    found.keep()
    data = {
        "from": found.event.decision_id,
        "to": wanted.new_id,
        "event": wanted.event,
        "by": wanted.by,
    }
    found.log("reroute", wanted.now, data)
    order = Order(wanted.ruling, asked, wanted.new_id, wanted.now, wanted.key, wanted.body_hash)
    return journal.carry_out(order, found.work)
