"""Reading the files of goldens: JSON whose members have known names and types."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from dsl.diagnostics import did_you_mean

Kinds = Mapping[str, tuple[type | tuple[type, ...], str]]
"""By name what a member must be, for the machine and for people."""

INPUT: Kinds = {
    "record_type": (str, "text"),
    "record_id": (str, "text"),
    "event": (str, "text"),
    "at": (str, "a time"),
    "fields": (dict, "an object"),
    "attempts": (int, "a whole number"),
    "previous_owner": (str, "text"),
    "previous_pool": (str, "text"),
    "tried": (list, "a list"),
    "state": (dict, "an object"),
}


class GoldenError(Exception):
    """A golden that cannot be used: one plain sentence, without a full stop."""


def refuse(message: str) -> NoReturn:
    """Raises ``GoldenError``."""
    raise GoldenError(message)


def read_json(path: Path) -> Any:
    """What the JSON in a file says. Raises ``GoldenError``."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise GoldenError(f"it cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise GoldenError("it is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        raise GoldenError(
            f"it is not JSON: line {error.lineno}, column {error.colno}: {reason}"
        ) from error


def check_members(whose: str, found: Mapping[str, Any], kinds: Kinds) -> None:
    """Refuses a member of an unknown name or a wrong type. ``whose`` is as in "its input"."""
    for name, value in found.items():
        if name not in kinds:
            near = did_you_mean(name, kinds)
            hint = f'did you mean "{near}"?' if near else f"it may have {', '.join(kinds)}"
            refuse(f'{whose} has an unknown "{name}"; {hint}')
        kind, words = kinds[name]
        if not isinstance(value, kind) or isinstance(value, bool):
            refuse(f'{whose} has a "{name}" that is not {words}')


def check_input(whose: str, given: Mapping[str, Any], needed: tuple[str, ...] = ()) -> None:
    """Refuses what is no input. It must have the members ``needed``."""
    for name in needed:
        if name not in given:
            refuse(f'{whose} needs "{name}"')
    check_members(whose, given, INPUT)
    if not all(isinstance(rep, str) for rep in given.get("tried", ())):
        refuse(f'{whose} has a "tried" that is not a list of reps')
    if "at" in given:
        try:
            moment = datetime.fromisoformat(given["at"])
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            its = "its" if whose == "its input" else f"{whose}: its"
            refuse(f'{its} "at" must be a time with its zone, such as "2026-11-22T12:00:00Z"')
