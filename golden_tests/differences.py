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
    yield from _changed_answer(stored, now)
    yield _first_changed_step(stored, now)
    yield from _unified(stored, now)


def scenario_differences(stored: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Lines: each step of a scenario whose decisions are not those that were stored, and how."""
    for name in dict.fromkeys([*stored, *now]):
        before, after = _list(stored.get(name)), _list(now.get(name))
        for number, (old, new) in enumerate(zip_longest(before, after), start=1):
            if old == new:
                continue
            which = f'"{name}", record {number}'
            if old is None or new is None:
                yield f"{which}: {'is new' if old is None else 'is no more'}"
            else:
                yield f"{which}:"
                yield from _changed_answer(old, new)
                yield from _unified(old, new)
            break  # what follows differs because of it, more often than not


def _changed_answer(stored: Any, now: Any) -> Iterator[str]:
    if _answer(stored) != _answer(now):
        yield f"{_answer(stored)}, and is now {_answer(now)}"


def _unified(stored: Any, now: Any) -> Iterator[str]:
    before, after = render(stored).splitlines(), render(now).splitlines()
    return unified_diff(before, after, "stored", "now", n=_CONTEXT, lineterm="")


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


def _answer(decision: Any) -> str:
    parts = [str(_member(decision, name)) for name in ("outcome", "assigned_to", "step")]
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
