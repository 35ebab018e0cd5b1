"""The check before the clock: whoever is compared must give the same answers."""

from __future__ import annotations

from benchmarks.prepared import Answer
from dsl import Decision
from dsl.roster import Assignee


class Disagreement(Exception):
    """Two contenders send a lead to different people; a comparison of their speed means nothing."""


def of_decision(decision: Decision) -> Answer:
    """A decision without its trace, as the hand-written functions answer."""
    roles = {role: Assignee(who["kind"], who["id"]) for role, who in decision.roles.items()}  # type: ignore[arg-type]
    territory = decision.values.get("territory")
    return Answer(decision.step, roles["owner"], roles.get("sdr"), territory)


def hold_equal(who: str, answers: list[Answer], decisions: list[Decision]) -> None:
    """Raise `Disagreement` with the first lead on which ``who`` and the engine differ."""
    for number, (answer, decision) in enumerate(zip(answers, decisions, strict=True), start=1):
        if answer != of_decision(decision):
            expected = of_decision(decision)
            raise Disagreement(f"lead {number}: {who} answers {answer}, the engine {expected}")
