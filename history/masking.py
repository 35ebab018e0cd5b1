"""Private fields, hidden from callers that may route but not read.

The mask takes a decision apart from the original, which others may still hold: what a private field
holds is hidden wherever the trace shows it, be it read, compared or looked up.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from assignment.eligible import without_needs
from dsl.model import CallOf, Derivation, Record, Ref

MASK = "•••"


def masked(trace: Mapping[str, Any], private: Collection[str]) -> dict[str, Any]:
    """The trace without what the fields named in ``private`` hold."""
    hidden = dict(trace)
    if "fields" in trace:
        hidden["fields"] = {
            name: _masked_reading(reading) if name in private else reading
            for name, reading in trace["fields"].items()
        }
    hidden["steps"] = [_masked_step(step, private) for step in trace["steps"]]
    if private and "assignment" in trace:
        hidden["assignment"] = _masked_assignment(trace["assignment"])
    if private and "assignments" in trace:
        hidden["assignments"] = {
            role: _masked_assignment(each) for role, each in trace["assignments"].items()
        }
    return hidden


def _masked_assignment(assignment: Mapping[str, Any]) -> dict[str, Any]:
    """Without the skill or language that somebody lacks: a private field may have said it."""
    candidates = [
        each | {"because": without_needs(each["because"], MASK)} if "because" in each else each
        for each in assignment["candidates"]
    ]
    return {**assignment, "candidates": candidates}


def _masked_reading(reading: Mapping[str, Any]) -> dict[str, Any]:
    hidden = _hide(reading, ("value", "raw", "because"))
    if "passed_over" in hidden:
        hidden["passed_over"] = [_masked_reading(each) for each in reading["passed_over"]]
    return hidden


def _masked_step(step: Mapping[str, Any], private: Collection[str]) -> dict[str, Any]:
    hidden = dict(step)
    because, lookup = step.get("because"), step.get("lookup")
    if because is not None and because.get("field") in private:
        hidden["because"] = _hide(because, ("actual",))
    if lookup is not None and any(name in private for name in lookup["key"]):
        hidden["lookup"] = _masked_lookup(lookup, private)
    return hidden


def _masked_lookup(lookup: Mapping[str, Any], private: Collection[str]) -> dict[str, Any]:
    """With a private key the matched cell and the nearest miss would tell what it was."""
    hidden = _hide(lookup, ("matched",))
    hidden.pop("nearest", None)
    hidden["key"] = {
        name: MASK if name in private else value for name, value in lookup["key"].items()
    }
    return hidden


def _hide(found: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: MASK if name in names else value for name, value in found.items()}


def private_fields(record: Record) -> frozenset[str]:
    """The fields of ``record`` that are declared private, and those derived from one of them."""
    private = {field.name for field in record.fields if field.private}
    for field in record.derived:  # each follows its inputs
        if field.derivation is not None and _reads(field.derivation) & private:
            private.add(field.name)
    return frozenset(private)


def _reads(derivation: Derivation) -> frozenset[str]:
    if isinstance(derivation, Ref):
        return frozenset({derivation.name})
    if isinstance(derivation, CallOf):
        return frozenset().union(*map(_reads, derivation.arguments))
    return frozenset()
