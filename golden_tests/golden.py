"""A golden file: a record and its circumstances, and the decision that it is held to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dsl import Decision, Framework, UnknownEvent, UnknownRecordType, Workbook
from golden_tests.differences import differences
from golden_tests.memory import Memory
from golden_tests.played import Played, stored_form
from golden_tests.reading import GoldenError, check_input, check_members, refuse

_ONLY_WITH_STATE = ("record_id", "tried")


@dataclass(frozen=True, slots=True)
class Golden:
    """A golden as it stands in its file. ``decision`` is None until it has been written once.

    ``input`` has ``fields`` and the time ``at`` which they are routed, and may have
    ``record_type``, ``event``, ``attempts``, ``previous_owner`` and ``previous_pool``. With a
    ``state`` (``{}`` for a fresh start) a pool is gone on from to its member, and it may have
    ``record_id`` and ``tried``; without, a pool is the answer.
    """

    name: str
    input: dict[str, Any]
    decision: dict[str, Any] | None

    @property
    def undecided(self) -> bool:
        """Whether the decision has never been written."""
        return self.decision is None

    @property
    def stored(self) -> dict[str, Any]:
        """What its file holds."""
        return {"input": self.input, "decision": self.decision}

    def decide(self, framework: Framework) -> Decision:
        """What the framework says now. Raises ``GoldenError`` for a record or event unknown to it.

        The time is the golden's own, so the answer only changes with the framework and its tables.
        """
        given = self.input
        try:
            if "state" in given:
                return decide_remembering(Memory(given["state"]), framework, given)
            return framework.decide(
                given["fields"],
                record_type=given.get("record_type"),
                event=given.get("event", "new"),
                now=datetime.fromisoformat(given["at"]),
                attempts=given.get("attempts", 0),
                previous_owner=given.get("previous_owner"),
                previous_pool=given.get("previous_pool"),
            )
        except (UnknownRecordType, UnknownEvent) as error:
            raise GoldenError(str(error)) from error

    def play(self, framework: Framework, workbook: Workbook | None = None) -> Played:
        """Decides, and says what the file would hold. Raises ``GoldenError``."""
        decision = self.decide(framework)
        return Played({"input": self.input, "decision": stored_form(decision)}, [decision])

    def differences(self, now: dict[str, Any]) -> Iterator[str]:
        """How the stored decision differs from that of ``now``, a document, for people."""
        return differences(self.decision or {}, now["decision"])


def golden_of(name: str, found: dict[str, Any]) -> Golden:
    """The golden that a file holds. Raises ``GoldenError``."""
    kinds = {"input": (dict, "an object"), "decision": (object, "an object")}
    check_members("it", found, kinds)
    check_input("its input", found["input"], ("at", "fields"))
    if "state" not in found["input"]:
        for member in _ONLY_WITH_STATE:
            if member in found["input"]:
                refuse(f'its input has "{member}", which counts only beside "state"; add {{}}')
    decision = found.get("decision")
    if decision is not None and not isinstance(decision, dict):
        refuse("its decision is no object")
    return Golden(name, found["input"], decision)


def decide_remembering(memory: Memory, framework: Framework, given: dict[str, Any]) -> Decision:
    """The decision on an input, with what is remembered. Raises as ``Framework.decide``."""
    return memory.decide(
        framework,
        given["fields"],
        datetime.fromisoformat(given["at"]),
        record_type=given.get("record_type"),
        record_id=given.get("record_id"),
        event=given.get("event", "new"),
        attempts=given.get("attempts"),
        previous_owner=given.get("previous_owner"),
        previous_pool=given.get("previous_pool"),
        tried=given.get("tried"),
    )
