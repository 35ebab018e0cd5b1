"""A golden file: a record and its circumstances, and the decision that it is held to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from dsl import Decision, Framework, UnknownEvent, UnknownRecordType
from dsl.diagnostics import did_you_mean

_TYPES: dict[str, tuple[type, str]] = {
    "record_type": (str, "text"),
    "event": (str, "text"),
    "at": (str, "a time"),
    "fields": (dict, "an object"),
    "attempts": (int, "a whole number"),
    "previous_owner": (str, "text"),
    "previous_pool": (str, "text"),
}
_NEEDED = ("at", "fields")


class GoldenError(Exception):
    """A golden that cannot be used: one plain sentence, without a full stop."""


@dataclass(frozen=True, slots=True)
class Golden:
    """A golden as it stands in its file. ``decision`` is None until it has been written once.

    ``input`` has ``fields`` and the time ``at`` which they are routed, and may have
    ``record_type``, ``event``, ``attempts``, ``previous_owner`` and ``previous_pool``.
    """

    name: str
    input: dict[str, Any]
    decision: dict[str, Any] | None

    def decide(self, framework: Framework) -> Decision:
        """What the framework says now. Raises ``GoldenError`` for a record or event unknown to it.

        The time is the golden's own, so the answer only changes with the framework and its tables.
        """
        given = self.input
        try:
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


def read_golden(path: Path) -> Golden:
    """The golden in a file; its name is the file's. Raises ``GoldenError``."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise GoldenError(f"it cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise GoldenError("it is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        raise GoldenError(
            f"it is not JSON: line {error.lineno}, column {error.colno}: {reason}"
        ) from error
    if not isinstance(found, dict) or not isinstance(found.get("input"), dict):
        _refuse('it must be {"input": {"at": …, "fields": {…}}}; the decision is added by --update')
    _only_known("it", found, ("input", "decision"))
    _check_input(found["input"])
    decision = found.get("decision")
    if decision is not None and not isinstance(decision, dict):
        _refuse("its decision is no object")
    return Golden(path.stem, found["input"], decision)


def _check_input(given: dict[str, Any]) -> None:
    _only_known("its input", given, tuple(_TYPES))
    for name in _NEEDED:
        if name not in given:
            _refuse(f'its input needs "{name}"')
    for name, value in given.items():
        kind, words = _TYPES[name]
        if not isinstance(value, kind) or isinstance(value, bool):
            _refuse(f'its input has a "{name}" that is not {words}')
    try:
        moment = datetime.fromisoformat(given["at"])
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        _refuse('its "at" must be a time with its zone, such as "2026-11-22T12:00:00Z"')


def _only_known(whose: str, found: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in found:
        if name not in names:
            near = did_you_mean(name, names)
            hint = f'did you mean "{near}"?' if near else f"it may have {', '.join(names)}"
            _refuse(f'{whose} has an unknown "{name}"; {hint}')


def _refuse(message: str) -> NoReturn:
    raise GoldenError(message)
