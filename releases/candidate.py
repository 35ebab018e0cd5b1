"""From texts to a framework that may become live: read, type, check; hold what is broken.

An error in one table holds that table, an error in the framework text holds the framework; what
can go live without them does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from dsl import Framework, FrameworkError, Structure, build, read_structure
from dsl.build import ROSTER, TypeTable
from dsl.diagnostics import CellRef, Diagnostic
from dsl.tables.typing import type_table
from dsl.values.text import header_key
from dsl.workbook import Workbook
from releases.kept import FRAMEWORK, TABLE, hashes_of
from releases.refused import tables_in, told, with_people_of, with_tables_of
from releases.standing import Refusal, Standing


@dataclass(frozen=True, slots=True)
class FrameworkText:
    """A framework text as it was read, with its structure (``None`` when the text has errors)."""

    text: str
    file: str
    structure: Structure | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """The best framework that the newest texts allow, and everything that is wrong with them.

    ``framework`` is ``None`` when there is nothing to go live with: no table of a first framework
    has ever been good. ``framework_held`` says that the newest framework text is not in it, and
    ``refused`` names the tables (and the roster) of which people do not want the newest sheet.
    """

    framework: Framework | None
    of_framework: tuple[Diagnostic, ...] = ()
    of_tables: dict[str, tuple[Diagnostic, ...]] = field(default_factory=dict)
    framework_held: bool = False
    locale: str = "en_US"
    refused: frozenset[str] = frozenset()

    @property
    def held(self) -> frozenset[str]:
        """The tables that are not as their sheets are: broken, or refused."""
        broken = () if self.framework is None else self.framework.held
        return frozenset(broken) | self.refused

    @property
    def workbook_version(self) -> str:
        """``sha256:…`` of the tables and people that decide, which is what a release is made of.

        A sheet that nothing reads makes no new release, and a table that is held stays in it.
        """
        assert self.framework is not None
        tables = sorted((name, table.version) for name, table in self.framework.tables.items())
        text = repr((self.locale, tables, self.framework.roster.version))
        return "sha256:" + sha256(text.encode()).hexdigest()


def read_text(text: str, file: str) -> FrameworkText:
    """Parse, resolve and check one framework text, without any tables."""
    structure, diagnostics = read_structure(text, file)
    return FrameworkText(text, file, structure, tuple(diagnostics))


def candidate(
    newest: FrameworkText,
    workbook: Workbook,
    live: Framework | None,
    typed: TypeTable = type_table,
    standing: Standing | None = None,
) -> Candidate:
    """Build the newest text with the workbook, else the live structure with the workbook.

    So the tables go on being edited while a framework text is broken or asks for a table that is.
    What people refused of it (``standing``) stays as it is live.
    """
    found = replace(_build(newest, workbook, live, typed), locale=workbook.locale)
    if live is None or found.framework is None or standing is None or not standing.refused:
        return found
    refused = standing.kept_out(hashes_of(found.framework), hashes_of(live))
    if not refused:
        return found
    structure = live.structure
    own = FrameworkText(structure.text, structure.file, structure, ())
    again = _build(
        own if FRAMEWORK in refused else newest,
        with_people_of(live, workbook, refused),
        live,
        with_tables_of(live, typed, refused),
    )
    return _with_refused(replace(again, locale=workbook.locale), live, refused)


def _with_refused(found: Candidate, live: Framework, refused: Mapping[str, Refusal]) -> Candidate:
    """The candidate with what it says of the refused parts."""
    of_framework, of_tables = list(found.of_framework), dict(found.of_tables)
    for part, diagnostic in told(live, refused).items():
        if part.startswith(TABLE):
            name = part.removeprefix(TABLE)
            of_tables[name] = (*of_tables.get(name, ()), diagnostic)
        else:
            of_framework.append(diagnostic)
    return replace(
        found,
        of_framework=tuple(of_framework),
        of_tables=of_tables,
        framework_held=found.framework_held or FRAMEWORK in refused,
        refused=tables_in(refused),
    )


def _build(
    newest: FrameworkText, workbook: Workbook, live: Framework | None, typed: TypeTable
) -> Candidate:
    broken = list(newest.diagnostics)
    if newest.structure is not None:
        try:
            framework = build(newest.structure, workbook, previous=live, typed=typed)
        except FrameworkError as error:
            broken = list(error.diagnostics)
        else:
            return _sorted(framework, framework.structure, framework.diagnostics)
    if live is None:
        return _sorted(None, newest.structure, broken, framework_held=True)
    try:
        framework = build(live.structure, workbook, previous=live, typed=typed)
    except FrameworkError as error:
        return _sorted(live, live.structure, [*broken, *error.diagnostics], framework_held=True)
    return _sorted(
        framework, live.structure, [*broken, *framework.diagnostics], framework_held=True
    )


def _sorted(
    framework: Framework | None,
    structure: Structure | None,
    diagnostics: Sequence[Diagnostic],
    *,
    framework_held: bool = False,
) -> Candidate:
    """Each diagnostic with the table whose sheet it points into, else with the framework."""
    names = {} if structure is None else _by_sheet(structure)
    of_framework: list[Diagnostic] = []
    of_tables: dict[str, list[Diagnostic]] = {}
    for one in dict.fromkeys(diagnostics):
        table = names.get(header_key(one.where.sheet)) if isinstance(one.where, CellRef) else None
        (of_framework if table is None else of_tables.setdefault(table, [])).append(one)
    for name, held in _held(framework).items():
        if name == ROSTER:  # its sheets are no tables, so what is wrong there is told at the top
            continue
        known = of_tables.setdefault(name, [])
        known.extend(one for one in held if one not in known)
        of_framework = [one for one in of_framework if one not in known]
    return Candidate(
        framework,
        tuple(of_framework),
        {name: tuple(found) for name, found in of_tables.items()},
        framework_held,
    )


def _by_sheet(structure: Structure) -> dict[str, str]:
    return {header_key(table.sheet): name for name, table in structure.tables.items()}


def _held(framework: Framework | None) -> dict[str, Iterable[Diagnostic]]:
    return {} if framework is None else dict(framework.held)
