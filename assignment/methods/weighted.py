"""Weighted: the shares follow the weights over any window, never in bursts.

The smooth weighted round robin of nginx (``ngx_http_upstream_get_peer``): at each turn everybody
gains their weight, the highest takes the turn and pays what all have gained. With weights 5, 1, 1
that is a a b a c a a, and after each full cycle all are where they began.

Who cannot take a turn neither gains nor pays, so that their credit is what it was when they come
back. The credits of a pool whose weights were edited are scaled to the new sum: who was half a turn
ahead still is.
"""

from __future__ import annotations

from assignment.methods.turn import Field, Turn, Turns, gone, shown

_MOST = 2
"""Turns. Who can take few of the records may fall behind by more; they need not get it all back."""


def weighted(turns: Turns, field: Field) -> Turn:
    """One turn. ``turns`` has ``total``, the sum of the weights, and ``members``: credits by rep.

    To catch up is to gain while away: the shares then follow the weights in the long run.
    """
    total = sum(field.members.values())
    known: dict[str, int] = turns.get("members", {})
    before: int = turns.get("total", total)
    if before != total:
        known = {rep: credit * total // before for rep, credit in known.items()}
    able = {rep: weight for rep, weight, _open in field.able}
    gaining = field.members if field.catch_up else able
    after = {rep: known.get(rep, 0) + gaining.get(rep, 0) for rep in field.members}
    ranked = sorted(able, key=after.__getitem__, reverse=True)  # which is stable
    chosen = ranked[0]
    because = "nobody else can take it"
    if len(ranked) > 1:
        highest, second = after[chosen], after[ranked[1]]
        sign = ">" if highest > second else "="
        because = f"highest credit {shown(highest)} {sign} {shown(second)}"
        because += "" if highest > second else ", first in order"
    passed = {rep: f"credit {shown(after[rep])}" for rep in able if rep != chosen}
    after[chosen] -= sum(gaining.values())
    if not field.catch_up:
        most = _MOST * total
        after = {rep: max(-most, min(most, credit)) for rep, credit in after.items()}
    return Turn(
        chosen,
        because,
        passed,
        turns | {"total": total, "members": after | gone(known, field.members)},
    )
