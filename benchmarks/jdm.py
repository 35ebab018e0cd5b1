"""A framework's lookups as a decision graph in JDM, the JSON that ZEN evaluates.

One decision table a step, with the same rows and hit policy ``first``; a switch before it for the
guard, one behind it to leave with the first answer. Rows of other policies are put narrowest first,
so that the first hit is theirs. Inputs are fields that have been read already; blank is ``""``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cmp_to_key
from itertools import product
from typing import Any

from benchmarks.prepared import Answer, answer_of
from dsl import Framework, Table
from dsl.roster import Assignee
from dsl.tables.pattern import (
    AnyValue,
    Exactly,
    Initials,
    Interval,
    Pattern,
    Phrase,
    Suffix,
    narrower,
)

NUMBERS = frozenset({"zip", "employees", "code"})
"""Inputs that are compared as numbers, which is all that ZEN has ranges of."""

_OUTPUTS = ("step", "owner", "sdr", "territory")
_UNROUTED = {"step": '"otherwise"', "owner": '"queue: Unrouted"'}


@dataclass(frozen=True, slots=True)
class Step:
    """A step with a lookup: its name, table, inputs in the order of the keys, and guard in ZEN."""

    name: str
    table: str
    inputs: tuple[str, ...]
    guard: str = ""


def graph(framework: Framework, steps: Sequence[Step]) -> str:
    """The whole graph: keep the owner, else every step in turn, else nothing.

    Beside the fields it takes ``keeper``: who ``owner`` is, or blank when that is nobody here.
    """
    found = _Graph()
    found.edge("request", "Override?")
    overrides = 'keep_owner == true and owner != ""'
    found.switch("Override?", overrides, yes="Override", no=_entry(steps[0]))
    kept = {"step": '"Override"', "owner": "keeper"}
    found.table("Override", ("keeper",), [(('!= ""',), kept), (("",), _UNROUTED)])
    found.edge("Override", "response")
    for at, step in enumerate(steps):
        following = _entry(steps[at + 1]) if at + 1 < len(steps) else "response"
        if step.guard:
            found.switch(_entry(step), step.guard, yes=step.name, no=following)
        found.table(step.name, step.inputs, _rules(framework, step))
        found.edge(step.name, f"{step.name}!")
        found.switch(f"{step.name}!", "step != null", yes="response", no=following)
    return json.dumps({"nodes": found.nodes, "edges": found.edges})


def answer_in(result: dict[str, Any]) -> Answer:
    """What a result says, as the hand-written functions answer."""
    if "step" not in result:
        return Answer("otherwise", Assignee("queue", "Unrouted"))
    sdr = result.get("sdr")
    owner = _assignee(result["owner"])
    return Answer(result["step"], owner, _assignee(sdr) if sdr else None, result.get("territory"))


def written(assignee: Assignee) -> str:
    """An assignee as one text."""
    return f"{assignee.kind}: {assignee.id}"


def _assignee(text: str) -> Assignee:
    kind, _, id_ = text.partition(": ")
    return Assignee(kind, id_)  # type: ignore[arg-type]  # one that `written` has made


_Rule = tuple[tuple[str, ...], dict[str, str]]


@dataclass(slots=True)
class _Graph:
    nodes: list[dict[str, Any]] = field(default_factory=list)
    edges: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._node("request", "inputNode", {})
        self._node("response", "outputNode", {})

    def switch(self, name: str, condition: str, yes: str, no: str) -> None:
        statements = [
            {"id": f"{name} yes", "condition": condition, "isDefault": False},
            {"id": f"{name} no", "condition": "", "isDefault": True},
        ]
        self._node(name, "switchNode", {"hitPolicy": "first", "statements": statements})
        self.edge(name, yes, f"{name} yes")
        self.edge(name, no, f"{name} no")

    def table(self, name: str, inputs: Sequence[str], rules: Sequence[_Rule]) -> None:
        content = {
            "hitPolicy": "first",
            "passThrough": True,
            "inputs": [{"id": each, "name": each, "field": each} for each in inputs],
            "outputs": [{"id": f"={each}", "name": each, "field": each} for each in _OUTPUTS],
            "rules": [
                {"_id": f"{name} {number}"}
                | dict(zip(inputs, cells, strict=True))
                | {f"={output}": text for output, text in outputs.items()}
                for number, (cells, outputs) in enumerate(rules)
            ],
        }
        self._node(name, "decisionTableNode", content)

    def edge(self, source: str, target: str, handle: str = "") -> None:
        edge = {"id": f"{source} {target} {handle}", "sourceId": source, "targetId": target}
        self.edges.append(edge | {"type": "edge"} | ({"sourceHandle": handle} if handle else {}))

    def _node(self, name: str, kind: str, content: dict[str, Any]) -> None:
        place = {"x": 0, "y": 0}
        self.nodes.append(
            {"id": name, "name": name, "type": kind, "position": place, "content": content}
        )


def _entry(step: Step) -> str:
    return f"{step.name}?" if step.guard else step.name


def _rules(framework: Framework, step: Step) -> list[_Rule]:
    table = framework.tables[step.table]
    numbers = [each in NUMBERS for each in step.inputs]
    rules: list[_Rule] = []
    for row, patterns in _in_order(table):
        answer = answer_of(step.name, row, framework.roster)
        outputs = {"step": answer.step, "owner": written(answer.owner)}
        if answer.sdr:
            outputs["sdr"] = written(answer.sdr)
        if answer.territory:
            outputs["territory"] = answer.territory
        cells = tuple(map(_cell, patterns, numbers))
        rules.append((cells, {name: _quoted(text) for name, text in outputs.items()}))
    return rules


def _in_order(table: Table) -> list[tuple[Any, tuple[Sequence[Pattern], ...]]]:
    """Rows with the patterns of their cells; where the narrowest wins, one pattern at a time."""
    if table.schema.hit != "specific":
        rows = [(row, tuple(row.keys)) for row in table.rows]
        others = [row.number for row in table.rows if _is_other(row.keys[0])]
        return sorted(rows, key=lambda each: each[0].number in others)
    single = [(row, one) for row in table.rows for one in product(*row.keys)]

    def compare(one: tuple[Any, Sequence[Pattern]], other: tuple[Any, Sequence[Pattern]]) -> int:
        verdicts = map(narrower, one[1], other[1])
        return next((verdict for verdict in verdicts if verdict), 0)

    single.sort(key=cmp_to_key(compare))
    return [(row, tuple((pattern,) for pattern in one)) for row, one in single]


def _is_other(patterns: Sequence[Pattern]) -> bool:
    return any(isinstance(each, Initials) and each.other for each in patterns)


def _cell(patterns: Sequence[Pattern], number: bool) -> str:
    """A key cell as a unary test; blank for one that takes every value."""
    if any(isinstance(each, AnyValue) for each in patterns) or _is_other(patterns):
        return ""
    return ", ".join(_test(each, number) for each in patterns)


def _test(pattern: Pattern, number: bool) -> str:
    match pattern:
        case Exactly(value=value):
            return str(int(value)) if number else _quoted(value)
        case Interval(low=low, high=None):
            return f"{'>' if pattern.low_open else '>='} {int(low)}"
        case Interval(low=low, high=high):
            begin, end = "(" if pattern.low_open else "[", ")" if pattern.high_open else "]"
            return f"{begin}{int(low)}..{int(high)}{end}"
        case Suffix(domain=domain):
            return f"$ == {_quoted(domain)}, endsWith($, {_quoted('.' + domain)})"
        case Initials(characters=characters):
            return ", ".join(_quoted(each) for each in sorted(characters))
        case Phrase(words=words):
            return f"contains($, {_quoted(' ' + ' '.join(words) + ' ')})"
    raise TypeError(f"{pattern!r} has no form in ZEN")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
