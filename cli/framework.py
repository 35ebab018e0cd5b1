"""From settings to a framework that decides, or to everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cli.console import say
from cli.diagnostics import as_people_read_it
from cli.failures import CouldNotRun, unreadable
from cli.settings import Settings
from dsl import Diagnostic, Framework, FrameworkError, Workbook, build, read_structure
from sheets_adapter import SourceError, open_workbook


@dataclass(frozen=True, slots=True)
class Sources:
    """What a framework is made of; goes to other processes as it is. ``file`` is a bare name."""

    text: str
    file: str
    workbook: Workbook


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A framework, or None when it has errors, and every diagnostic of text and tables."""

    framework: Framework | None
    diagnostics: list[Diagnostic]


def read_text(path: Path) -> str:
    """The text of a framework file. Raises ``CouldNotRun``."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(path, error) from error


def read_workbook(settings: Settings) -> Workbook:
    """The tables. Raises ``CouldNotRun``."""
    try:
        return open_workbook(settings.tables, settings.locale, settings.google)
    except SourceError as error:
        raise CouldNotRun(error.message, error.help) from error


def diagnose(settings: Settings) -> Diagnosis:
    """Everything wrong with the text; when that is fine, everything wrong with the tables."""
    path = settings.framework
    structure, problems = read_structure(read_text(path), path.name)
    if structure is None:
        return Diagnosis(None, problems)
    try:
        framework = build(structure, read_workbook(settings))
    except FrameworkError as error:
        return Diagnosis(None, error.diagnostics)
    return Diagnosis(framework, framework.diagnostics)


def read_sources(settings: Settings) -> Sources:
    """Text and workbook. Raises ``CouldNotRun``."""
    path = settings.framework
    return Sources(read_text(path), path.name, read_workbook(settings))


def make_framework(sources: Sources) -> Framework:
    """The framework. Raises ``FrameworkError``."""
    structure, problems = read_structure(sources.text, sources.file)
    if structure is None:
        raise FrameworkError(problems)
    return build(structure, sources.workbook)


def load_framework(sources: Sources) -> Framework:
    """The framework; one with errors has them listed on standard error, then ``CouldNotRun``."""
    try:
        return make_framework(sources)
    except FrameworkError as error:
        errors = [one for one in error.diagnostics if one.severity == "error"]
        for one in errors:
            say(as_people_read_it(one), stderr=True)
        count = "an error" if len(errors) == 1 else f"{len(errors)} errors"
        raise CouldNotRun(f"{sources.file} and its tables have {count}", "See above") from error
