"""A scenario: records routed one after the other on one state, with edits of the workbook between.

```json
{
  "scenario": "Bo is on holiday: nothing goes to him, and he is not flooded when he is back",
  "input": {"at": "2026-11-24T18:00:00Z", "fields": {"State": "CA", "PostalCode": "94105"}},
  "steps": [
    {"step": "He is away", "times": 4, "expect": {"assigned_to": {"ana@acme.example": 3, …}}},
    {"step": "He has left", "edit": {"sheet": "Pool members", "remove": {"rep": "bo@…"}}}
  ]
}
```
The decisions are written below, by the name of their step.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dsl import (
    Decision,
    Framework,
    FrameworkError,
    UnknownEvent,
    UnknownRecordType,
    Workbook,
    build,
)
from golden_tests.differences import scenario_differences
from golden_tests.edits import check_edit, edited
from golden_tests.expecting import check_expectation, deciding, unmet
from golden_tests.golden import decide_remembering
from golden_tests.memory import Memory
from golden_tests.played import Played, stored_form
from golden_tests.reading import GoldenError, Kinds, check_input, check_members, refuse

_KINDS: Kinds = {
    "scenario": (str, "text"),
    "input": (dict, "an object"),
    "state": (dict, "an object"),
    "steps": (list, "a list"),
    "expect": (dict, "an object"),
    "decisions": (dict, "an object"),
}
_STEP: Kinds = {
    "step": (str, "text"),
    "edit": ((dict, list), "an edit or a list of edits"),
    "input": (dict, "an object"),
    "each": (list, "a list"),
    "times": (int, "a whole number"),
    "expect": (dict, "an object"),
}
_SHOWN = ("outcome", "assigned_to", "assigned_kind", "roles", "step", "values")

Step = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario as it stands in its file: ``given`` by people, ``decisions`` written below.

    ``decisions`` has a list by the name of each step that routes; None until it has been written.
    """

    name: str
    given: dict[str, Any]
    decisions: dict[str, Any] | None

    @property
    def undecided(self) -> bool:
        """Whether the decisions have never been written."""
        return self.decisions is None

    @property
    def stored(self) -> dict[str, Any]:
        """What its file holds."""
        return self.given | {"decisions": self.decisions}

    def play(self, framework: Framework, workbook: Workbook | None = None) -> Played:
        """Routes and edits in order. ``workbook`` is the framework's, for edits.

        Raises ``GoldenError`` where a step cannot be done.
        """
        memory = Memory(self.given.get("state"))
        now, tables = framework, workbook
        found: dict[str, list[Decision]] = {}
        missed: list[str] = []
        covered: list[Decision] = []
        for step in self.given["steps"]:
            name = step["step"]
            try:
                if "edit" in step:
                    tables = _edited(tables, step)
                    now = build(framework.structure, tables)
                inputs = list(_inputs(self.given.get("input", {}), step))
                decisions = [decide_remembering(memory, now, each) for each in inputs]
            except (GoldenError, FrameworkError, UnknownRecordType, UnknownEvent) as error:
                raise GoldenError(f'"{name}": {error}') from error
            if decisions:
                found[name] = decisions
            if now is framework:
                covered += decisions
            missed += (f'"{name}": {each}' for each in unmet(step.get("expect", {}), decisions))
        whole = [decision for decisions in found.values() for decision in decisions]
        missed += (f"in all: {each}" for each in unmet(self.given.get("expect", {}), whole))
        shown = {name: [_shown(each) for each in decisions] for name, decisions in found.items()}
        return Played(self.given | {"decisions": shown}, covered, missed)

    def differences(self, now: dict[str, Any]) -> Iterator[str]:
        """How the stored decisions differ from those of ``now``, a document, for people."""
        return scenario_differences(self.decisions or {}, now["decisions"])


def scenario_of(name: str, found: dict[str, Any]) -> Scenario:
    """The scenario that a file holds. Raises ``GoldenError``."""
    given = {member: value for member, value in found.items() if member != "decisions"}
    check_members("it", found, _KINDS)
    check_input("its input", given.get("input", {}))
    if not given.get("steps"):
        refuse('it needs "steps"')
    names: set[str] = set()
    for number, step in enumerate(given["steps"], start=1):
        _check_step(number, step, names)
    expectations = [each.get("expect") for each in (given, *given["steps"])]
    if not any(expectations):
        refuse('it expects nothing; give it, or one of its steps, an "expect"')
    if "expect" in given:
        check_expectation('its "expect"', given["expect"])
    return Scenario(name, given, found.get("decisions"))


def _check_step(number: int, step: Any, names: set[str]) -> None:
    if not isinstance(step, dict) or not isinstance(step.get("step"), str):
        refuse(f'step {number} must be an object with its name as "step"')
    name = step["step"]
    whose = f'"{name}"'
    if name in names:
        refuse(f"two steps are called {whose}")
    names.add(name)
    check_members(whose, step, _STEP)
    for edit in _edits(step):
        check_edit(f"{whose}: its edit", edit)
    check_input(whose, step.get("input", {}))
    if not all(isinstance(fields, dict) for fields in step.get("each", ())):
        refuse(f'{whose} has an "each" that is not a list of fields')
    if step.get("times", 1) < 1 or ("each" in step and not step["each"]):
        refuse(f"{whose} routes nothing")
    if "expect" in step:
        check_expectation(f'{whose}: its "expect"', step["expect"])


def _inputs(common: dict[str, Any], step: Step) -> Iterator[dict[str, Any]]:
    """What a step routes: the scenario's input with its own over it, for each of its records."""
    if set(step) <= {"step", "edit"} and "edit" in step:
        return
    own = step.get("input", {})
    given = common | own
    given["fields"] = common.get("fields", {}) | own.get("fields", {})
    if "at" not in given:
        refuse('its input needs "at"')
    for fields in step.get("each", [{}]):
        for _ in range(step.get("times", 1)):
            yield given | {"fields": given["fields"] | fields}


def _edited(tables: Workbook | None, step: Step) -> Workbook:
    if tables is None:
        refuse("there is no workbook to edit")
    return edited(tables, _edits(step))


def _edits(step: Step) -> list[Any]:
    edit = step.get("edit", [])
    return edit if isinstance(edit, list) else [edit]


def _shown(decision: Decision) -> dict[str, Any]:
    """A decision in short: who, by which step and row, and how the pool's member was chosen."""
    whole = stored_form(decision)
    trace = whole["trace"]
    found = {name: whole[name] for name in _SHOWN if whole[name]}
    if list(found["roles"]) == ["owner"]:
        del found["roles"]
    lookup = deciding(trace["steps"]).get("lookup")
    if lookup is not None:
        found["lookup"] = {name: part for name, part in lookup.items() if name != "link"}
    return found | {name: part for name, part in trace.items() if name.startswith("assignment")}
