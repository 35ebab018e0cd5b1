"""A decision told to people: the answer, the fields as they were read, every step and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from rich.cells import cell_len
from rich.text import Text

from cli.console import printable

Json = Mapping[str, Any]

# Signs that are clear without colour.
_SIGNS = {"matched": ("✓", "green"), "skipped": ("–", "dim")}
_NOTHING = ("✗", "red")
_TAKING = ("chosen", "offered")
_LONGEST = 60  # characters of a raw value


def explained(decision: Json) -> Text:
    """The decision, in the shape of its JSON, as lines for a terminal."""
    found = Text()
    _answer(found, decision)
    trace = decision.get("trace", {})
    if "fields" in trace:
        found.append("\nFields\n", style="bold")
        _fields(found, trace["fields"])
        unread = ", ".join(printable(name) for name in trace.get("unread", ()))
        if unread:
            found.append(f"  not read: {unread}\n", style="dim")
    if "steps" in trace:
        found.append("\nSteps\n", style="bold")
        _steps(found, trace["steps"])
    _assignments(found, trace)
    for broken in trace.get("assumptions", ()):
        found.append(f"\nDoes not hold: {broken['assumption']} ({broken['at']})\n", style="yellow")
    found.rstrip()
    return found


def _answer(found: Text, decision: Json) -> None:
    what = " ".join(
        str(decision[name]) for name in ("record_type", "record_id") if decision.get(name)
    )
    found.append(f"{printable(what)}, {decision['event']}, {decision['decided_at']}\n", style="dim")
    found.append(f"{decision['outcome']} ", style="bold")
    found.append("to " if decision["outcome"] != "kept" else "by ")
    found.append(_assignee(decision["roles"].get("owner") or decision), style="bold green")
    found.append(f', step "{decision["step"]}"\n')
    others = [(role, _assignee(who)) for role, who in decision["roles"].items() if role != "owner"]
    values = [(name, _shown(value)) for name, value in decision["values"].items()]
    _columns(found, others + values)


def _assignee(who: Json) -> str:
    kind, name = who.get("kind", who.get("assigned_kind")), who.get("id", who.get("assigned_to"))
    return printable(str(name) if kind == "rep" else f"{kind} {name}")


def _fields(found: Text, fields: Json) -> None:
    rows = []
    for name, reading in fields.items():
        value = _shown(reading["value"]) if "value" in reading else f"({reading['status']})"
        rows.append((name, value, _where_from(reading)))
    _columns(found, rows)


def _where_from(reading: Json) -> str:
    """Where a value came from, and what stood there when that is not the value itself."""
    status, source = reading["status"], printable(str(reading.get("source", "")))
    parts = []
    if status == "derived" or (source and "raw" not in reading):
        parts.append(f"= {source}")
    elif status == "default":
        parts.append("by default")
    elif "raw" in reading:
        same = str(reading["raw"]) == str(reading.get("value"))
        parts.append(f"from {source}" + ("" if same else f": {_shown(reading['raw'])}"))
    if "because" in reading:
        parts.append(printable(str(reading["because"])))
    for other in reading.get("passed_over", ()):
        parts.append(
            f"passed over {printable(other['source'])}: {_shown(other['raw'])}, "
            f"{printable(other['because'])}"
        )
    return "; ".join(parts)


def _steps(found: Text, steps: Iterable[Json]) -> None:
    steps = list(steps)
    width = max((cell_len(printable(step["step"])) for step in steps), default=0)
    for step in steps:
        verdict = step["verdict"]
        sign, style = _SIGNS.get(verdict, _NOTHING)
        name = printable(step["step"])
        found.append(f"  {sign} {name}{' ' * (width - cell_len(name))}  ", style=style)
        first, *rest = [verdict + _because(step), *_lookup_lines(step.get("lookup", {}))]
        found.append(f"{first}\n", style="dim" if verdict == "skipped" else None)
        for line in rest:
            found.append(f"{' ' * (width + 6)}{line}\n", style="dim")


def _because(step: Json) -> str:
    because = step.get("because")
    if because is not None:
        condition, field = printable(because["condition"]), because.get("field", "")
        actual = "missing" if because.get("missing") else _shown(because.get("actual"))
        return f": {condition} ({field} is {actual})" if field else f": {condition}"
    lookup = step.get("lookup")
    if lookup is None:
        return ""
    key = ", ".join(
        f"{name} {'missing' if value is None else _shown(value)}"
        for name, value in lookup["key"].items()
    )
    row = f"row {lookup['row']} of " if "row" in lookup else ""
    return f": {row}{lookup['table']} for {key}"


def _lookup_lines(lookup: Json) -> list[str]:
    lines = []
    if "row" in lookup:
        lines.append(_cell(lookup, lookup["matched"]))
    if lookup.get("others"):
        lines.append(f"gave way: {_rows(lookup['others'])}")
    if len(lookup.get("survivors", ())) > 1:
        names = list(lookup["key"])
        left = [
            f"{count} after {name}" for name, count in zip(names, lookup["survivors"], strict=False)
        ]
        lines.append(f"rows left: {', '.join(left)}")
    if "nearest" in lookup:
        lines.append(f"nearest: {_cell(lookup['nearest'], lookup['nearest']['value'])}")
    return lines


def _cell(at: Json, text: str) -> str:
    link = f"  {printable(at['link'])}" if at.get("link") else ""
    return f"{printable(at['cell'])}: {_shown(text)}{link}"


def _rows(numbers: Iterable[int]) -> str:
    listed = [str(number) for number in numbers]
    return f"row {listed[0]}" if len(listed) == 1 else f"rows {', '.join(listed)}"


def _assignments(found: Text, trace: Json) -> None:
    by_role = {"owner": trace["assignment"]} if "assignment" in trace else {}
    for role, assignment in {**by_role, **trace.get("assignments", {})}.items():
        found.append(f"\nWho takes it as {printable(role)}", style="bold")
        how = [f"pool {printable(assignment['pool'])}"] if "pool" in assignment else []
        how += [assignment["method"]] if "method" in assignment else []
        how += [f"turn {assignment['turn']:,}"] if "turn" in assignment else []
        found.append(f": {', '.join(how)}\n" if how else "\n", style="dim")
        _candidates(found, assignment["candidates"])


def _candidates(found: Text, candidates: Iterable[Json]) -> None:
    """Everybody who was considered, in order: who takes it or may claim it, and why not others."""
    rows = []
    for each in candidates:
        kind = next(name for name in ("rep", "pool", "queue") if name in each)
        because = f": {printable(each['because'])}" if each.get("because") else ""
        rows.append((_assignee({"kind": kind, "id": each[kind]}), each["verdict"], because))
    width = max((cell_len(who) for who, _, _ in rows), default=0)
    for who, verdict, because in rows:
        sign, style = ("✓", "green") if verdict in _TAKING else ("–", "dim")
        found.append(f"  {sign} {who}{' ' * (width - cell_len(who))}  ", style=style)
        found.append(f"{verdict}{because}\n", style=None if verdict in _TAKING else "dim")


def _columns(found: Text, rows: Iterable[tuple[str, ...]]) -> None:
    """Rows of texts, all but the last column as wide as its widest text."""
    rows = [tuple(map(printable, row)) for row in rows]
    if not rows:
        return
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            text + " " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True)
        ]
        found.append("  " + "  ".join(cells).rstrip() + "\n")


def _shown(value: object) -> str:
    """A value as people write it: texts bare when that is clear, yes and no, lists with commas."""
    if value is True or value is False:
        return "yes" if value else "no"
    if isinstance(value, str) and value and value == value.strip():
        text = value
    else:
        text = json.dumps(value, ensure_ascii=False)
    text = printable(text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
