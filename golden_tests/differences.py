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
    for old, new in zip_longest(_steps(stored), _steps(now)):
        if old == new:
            continue
        if _member(old, "step") != _member(new, "step"):
            return f"first change: {_step(old)}, in its place now {_step(new)}"
        name, before, after = _member(new, "step"), _how(old), _how(new)
        change = f"still {after}" if before == after else f"was {before}, is {after}"
        return f'first change: "{name}" {change}'
    return "no step changed"


def _steps(decision: Mapping[str, Any]) -> list[Any]:
    steps = _member(decision, "trace", "steps")
    return steps if isinstance(steps, list) else []


def _step(step: Any) -> str:
    return "no step" if step is None else f'"{_member(step, "step")}", {_how(step)}'


def _how(step: Any) -> str:
    """The verdict with what it hangs on: the cell that matched, or the condition."""
    detail = _member(step, "lookup", "cell") or _member(step, "because", "condition")
    verdict = str(_member(step, "verdict"))
    return f"{verdict} ({detail})" if detail else verdict


def _member(found: Any, *names: str) -> Any:
    """A member of a member; None where there is none: people edit what is stored."""
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found
