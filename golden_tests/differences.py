"""What is different between the stored decision and the one of today, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import unified_diff
from itertools import zip_longest
from typing import Any

from golden_tests.render import render

_CONTEXT = 2  # lines


def differences(stored: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Lines: who gets the record instead, which step changed first, and a unified difference."""
    if _answer(stored) != _answer(now):
        yield f"{_answer(stored)}, and is now {_answer(now)}"
    yield _first_changed_step(stored, now)
    before, after = render(stored).splitlines(), render(now).splitlines()
    yield from unified_diff(before, after, "stored", "now", n=_CONTEXT, lineterm="")


def _answer(decision: Mapping[str, Any]) -> str:
    parts = [str(decision.get(name)) for name in ("outcome", "assigned_to", "step")]
    return f'{parts[0]} {parts[1]} by "{parts[2]}"'


def _first_changed_step(stored: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    for old, new in zip_longest(_steps(stored), _steps(now), fillvalue=None):
        if old == new:
            continue
        if old is None or new is None or old.get("step") != new.get("step"):
            return f"first change: {_step(old)}, in its place now {_step(new)}"
        if _how(old) == _how(new):
            return f'first change: in "{new["step"]}", still {_how(new)}'
        return f'first change: "{new["step"]}" was {_how(old)}, is {_how(new)}'
    return "no step changed"


def _steps(decision: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = decision.get("trace", {}).get("steps", [])
    return found


def _step(step: Mapping[str, Any] | None) -> str:
    return "no step" if step is None else f'"{step["step"]}", {_how(step)}'


def _how(step: Mapping[str, Any]) -> str:
    """The verdict with what it hangs on: the cell that matched, or the condition."""
    cell = step.get("lookup", {}).get("cell")
    condition = step.get("because", {}).get("condition")
    detail = cell or condition
    return f"{step.get('verdict')} ({detail})" if detail else str(step.get("verdict"))
