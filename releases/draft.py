"""A draft: sheets that are worked on beside the live ones, and what they would do. Never live."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from dsl import Framework, Sheet, Workbook
from dsl.diagnostics import CellRef, Diagnostic
from dsl.values import header_key
from golden_tests.gate import workbook_of
from golden_tests.tab import TAB
from releases.candidate import FrameworkText, candidate
from releases.changes import Change
from releases.gates import Gates, Verdict
from releases.impact import Impact, impact
from releases.kept import restore
from releases.ledger import NoSuchRelease
from releases.live import Live
from releases.release import Release
from releases.standing import Account, story_of
from sheets_adapter import Source, SourceError


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft would do in the place of what is live.

    ``tables`` are those that it has in another version, ``reasons`` what would hold it, and
    ``problems`` everything wrong with it; an error keeps its table as it is live.
    """

    account: Account
    tables: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    problems: tuple[Diagnostic, ...] = ()


class NoDraft(Exception):
    """There is no draft, or nothing live that it could be held against."""


class Draft:
    """The draft of a live workbook: sheets of ``source``, else of the workbook itself.

    With a ``prefix`` only sheets whose titles begin with it count, each for the one that is called
    like the rest. All other sheets are the live ones. ``clock`` gives aware UTC times.
    """

    def __init__(
        self, live: Live, source: Source | None, prefix: str, clock: Callable[[], datetime]
    ) -> None:
        self._live = live
        self._source = source
        self._prefix = prefix
        self._clock = clock

    def preview(self, at: datetime | None = None) -> Preview:
        """What the draft would do now, with records routed at their own time, or ``at`` another.

        Raises `NoDraft` and ``StoreError``; a draft that cannot be fetched has a problem.
        """
        live, read = self._live.release, self._live.read
        if live is None:
            raise NoDraft("nothing is live yet that a draft could be held against")
        try:
            if self._source is not None:
                drafted = self._source.fetch()
            else:
                drafted = self._live.source.fetch() if read is None else read[1]
        except SourceError as error:
            problem = Diagnostic("source-unavailable", "error", error.message, error.help)
            return Preview(Account(), problems=(problem,))
        structure = live.framework.structure
        text = FrameworkText(structure.text, structure.file, structure, ())
        workbook = drafted if read is None else _with_goldens(drafted, read[1])
        return preview(text, workbook, self._prefix, live, self._live.gates, self._clock(), at)


def impact_of(live: Live, name: str, at: datetime | None = None) -> Impact:
    """How a kept release would move the last records; of the live one, how it did.

    Each record counts at its own time, or all of them ``at`` one. Raises `NoSuchRelease`,
    `NotKept` and ``StoreError``.
    """
    shelf = live.ledger.shelf
    kept = shelf.release(name)
    if kept is None:
        raise NoSuchRelease(f"there is no release {name}")
    story, now_live = story_of(kept.story), live.ledger.live_id()
    before = now_live if now_live != name or story is None else story.previous
    records = live.gates.logged()
    if records is None or before is None:
        return Impact(0, 0, [])
    old, new = restore(shelf, before), restore(shelf, name)
    return impact(records, old.framework, new.framework, at)


def preview(
    text: FrameworkText,
    drafted: Workbook,
    prefix: str,
    live: Release,
    gates: Gates,
    now: datetime,
    at: datetime | None = None,
) -> Preview:
    """What a text and the drafts in a workbook would do in the place of what is live.

    What is no draft is as in the live release, so that no other edit is laid to the draft's charge.
    Raises `NoDraft` and ``StoreError``.
    """
    own = drafts_of(drafted, prefix)
    if not own:
        titles = f" whose name begins with {prefix}" if prefix else ""
        raise NoDraft(f"there is no sheet{titles} in the draft")
    base = _with_goldens(workbook_of(live.framework), drafted)
    workbook = replace(laid_over(base, own), locale=drafted.locale)
    found = _judged(text, workbook, live, gates, now, at)
    return _in_draft(found, {title: sheet.title for title, sheet in own.items()})


def _judged(
    text: FrameworkText,
    workbook: Workbook,
    live: Release,
    gates: Gates,
    now: datetime,
    at: datetime | None,
) -> Preview:
    old = live.framework
    found = candidate(text, workbook, old)
    told = [*found.of_framework, *(one for those in found.of_tables.values() for one in those)]
    if found.framework is None:
        return Preview(Account(), problems=tuple(told))
    verdict: Verdict = gates.judge(found.framework, old, workbook, now, at)
    changed = _changed(old, found.framework)
    problems = (*told, *verdict.problems)
    return Preview(verdict.account, changed, verdict.reasons, problems)


def drafts_of(workbook: Workbook, prefix: str) -> dict[str, Sheet]:
    """The sheets of a draft, by the titles of those that they stand for."""
    start = prefix.strip()
    found = {}
    for sheet in workbook.sheets:
        title = sheet.title.strip()
        if title.casefold().startswith(start.casefold()):
            name = title[len(start) :].strip(" -:_")
            if name:
                found[name] = sheet
    return found


def laid_over(workbook: Workbook, drafts: Mapping[str, Sheet]) -> Workbook:
    """The workbook with drafts, by title, in the place of the sheets that they stand for."""
    keys = {header_key(title) for title in drafts}
    others = (sheet for sheet in workbook.sheets if header_key(sheet.title) not in keys)
    sheets = (replace(sheet, title=title) for title, sheet in drafts.items())
    return replace(workbook, sheets=(*others, *sheets))


def _with_goldens(workbook: Workbook, other: Workbook) -> Workbook:
    """The workbook, with the golden tab of another where it has none."""
    tab = other.sheet(TAB)
    if tab is None or workbook.sheet(TAB) is not None:
        return workbook
    return replace(workbook, sheets=(*workbook.sheets, tab))


def _changed(old: Framework, new: Framework) -> tuple[str, ...]:
    before = old.tables
    return tuple(
        name
        for name, table in new.tables.items()
        if name not in before or before[name].version != table.version
    )


def _in_draft(found: Preview, titles: dict[str, str]) -> Preview:
    """With the titles that the sheets have in the draft."""
    by_key = {header_key(title): own for title, own in titles.items()}

    def own(title: str) -> str:
        return by_key.get(header_key(title), title)

    def told(one: Diagnostic) -> Diagnostic:
        if not isinstance(one.where, CellRef):
            return one
        return replace(one, where=replace(one.where, sheet=own(one.where.sheet)))

    account = found.account
    moved: list[Change] = [
        Change(one.table, own(one.sheet), one.row, one.link, one.columns, one.before, one.after)
        for one in account.changes
    ]
    return replace(
        found,
        account=Account(moved, account.changes_total, account.impact),
        problems=tuple(told(one) for one in found.problems),
    )
