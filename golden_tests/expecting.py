"""What a scenario expects of its decisions, so that a wrong one cannot be stored unnoticed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dsl import Decision
from golden_tests.reading import Kinds, check_members, refuse

_COUNTED = ("outcome", "assigned_to", "assigned_kind", "step", "cell")
_KINDS: Kinds = {
    **dict.fromkeys(_COUNTED, ((str, dict), "text, or an object of numbers")),
    "left_out": (dict, "an object"),
}


def check_expectation(whose: str, expected: Any) -> None:
    """Refuses what is no expectation. ``whose`` is as in "its expect". Raises ``GoldenError``."""
    if not isinstance(expected, dict) or not expected:
        refuse(f"{whose} must be an object that says something")
    check_members(whose, expected, _KINDS)
    for name in _COUNTED:
        counts = expected.get(name)
        if isinstance(counts, dict) and not all(type(each) is int for each in counts.values()):
            refuse(f'{whose} has a "{name}" whose numbers are not whole')
    if not all(isinstance(because, str) for because in expected.get("left_out", {}).values()):
        refuse(f'{whose} has a "left_out" whose reasons are not text')


def unmet(expected: Mapping[str, Any], decisions: Sequence[Decision]) -> Iterator[str]:
    """Each part of an expectation that some decisions do not meet, for people.

    A text is what every decision has, an object is how many decisions have what, and no others.
    ``left_out`` has by rep why they were left out of every choice.
    """
    for name, wanted in expected.items():
        if name == "left_out":
            for rep, because in wanted.items():
                yield from _not_left_out(rep, because, decisions)
            continue
        counts = Counter(_value(decision, name) for decision in decisions)
        numbers = {wanted: len(decisions)} if isinstance(wanted, str) else wanted
        numbers = {value: number for value, number in numbers.items() if number}
        if counts != numbers:
            yield f"expected {name} {_told(numbers)}; it was {_told(counts)}"


def deciding(steps: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The step of a trace that decided; the last one where none did."""
    matched = [step for step in steps if step["verdict"] == "matched"]
    return (matched or steps or [{}])[-1]


def _value(decision: Decision, name: str) -> str:
    if name == "cell":
        return str(deciding(decision.trace["steps"]).get("lookup", {}).get("cell", "no cell"))
    return str(getattr(decision, name))


def _not_left_out(rep: str, because: str, decisions: Sequence[Decision]) -> Iterator[str]:
    for decision in decisions:
        candidates = decision.trace.get("assignment", {}).get("candidates", [])
        found = next((each for each in candidates if each.get("rep") == rep), None)
        if found is None:
            yield f"expected {rep} to be left out ({because}); nobody asked for them"
        elif found["verdict"] != "skipped" or found["because"] != because:
            was = f"{found['verdict']} ({found['because']})"
            yield f"expected {rep} to be left out ({because}); they were {was}"
        else:
            continue
        return  # once says it


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{value} {counts[value]}" for value in sorted(counts)) or "nothing"
