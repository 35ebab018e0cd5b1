"""What stands between an edit and the records: goldens, and how many records it would move."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from dsl import Framework, Workbook
from dsl.diagnostics import Diagnostic
from golden_tests.gate import Case, Unmet, gate, read_folder
from golden_tests.tab import TAB, golden_tab, read_tab
from history import Store
from history.journal import Contents
from releases.changes import changes
from releases.impact import Impact, Logged, impact, logged
from releases.standing import Account

Mode = Literal["hold", "warn", "off"]
MODES: tuple[Mode, ...] = ("hold", "warn", "off")

_MOST_REASONS = 50  # goldens that are named


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gates say of an edit: it waits when there are ``reasons``."""

    account: Account = field(default_factory=Account)
    reasons: tuple[str, ...] = ()
    problems: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Gates:
    """How edits are judged. ``folder`` has goldens; those in the workbook count besides.

    ``max_moved`` is the share of the last ``impact_records`` records, from 0 to 1, that an edit may
    move without being held; None: any. Records are read from ``store`` and opened by ``contents``.
    """

    goldens: Mode = "hold"
    folder: Path | None = None
    max_moved: float | None = None
    impact_records: int = 1_000
    store: Store | None = None
    contents: Contents | None = None

    def fingerprint(self, workbook: Workbook) -> object:
        """What goldens there are, as of now: while it is the same they need not be read again."""
        tab = workbook.sheet(TAB)
        files = [] if self.folder is None else sorted(self.folder.glob("*.json"))
        return (None if tab is None else tab.version, [_stamp(file) for file in files])

    def judge(
        self,
        new: Framework,
        old: Framework | None,
        workbook: Workbook,
        now: datetime,
        at: datetime | None = None,
    ) -> Verdict:
        """Whether ``new`` may take the place of ``old``.

        Goldens without a time of their own are routed ``now``, the last records at their own time,
        or all ``at`` one. Raises ``StoreError``.
        """
        account = Account() if new is old else self.account(new, old, at)
        unmet, problems = self._goldens(new, old, workbook, now)
        reasons = [self._reason(each) for each in unmet if each.changed]
        if self.goldens == "warn":
            reasons = []
        moved = account.impact
        if moved is not None and self.max_moved is not None and moved.share > self.max_moved:
            reasons.append(_too_many(moved, self.max_moved))
            problems.append(_moved(moved, self.max_moved))
        return Verdict(account, tuple(reasons[:_MOST_REASONS]), tuple(problems))

    def account(self, new: Framework, old: Framework | None, at: datetime | None = None) -> Account:
        """What is different, and what it moves. Raises ``StoreError``."""
        moved = None
        if old is not None:
            records = self.logged()
            moved = impact(records, old, new, at) if records is not None else None
        return Account(*changes(old, new), moved)

    def logged(self) -> list[Logged] | None:
        """The records that the impact is measured by; None where none are kept."""
        if self.store is None or self.contents is None or self.impact_records == 0:
            return None
        return logged(self.store, self.contents, self.impact_records)

    def _goldens(
        self, new: Framework, old: Framework | None, workbook: Workbook, now: datetime
    ) -> tuple[list[Unmet], list[Diagnostic]]:
        if self.goldens == "off":
            return [], []
        cases: list[Case] = []
        problems: list[Diagnostic] = []
        if self.folder is not None:
            cases, broken = read_folder(self.folder)
            problems += (_broken(name, why) for name, why in broken)
        tab = golden_tab(workbook, new.structure)
        if tab is not None:
            rows, wrong = read_tab(tab, new.structure, workbook.locale, now)
            cases += rows
            problems += wrong
        unmet = gate(cases, new, old)
        problems += (self._problem(each) for each in unmet)
        return unmet, problems

    def _reason(self, unmet: Unmet) -> str:
        return unmet.message if unmet.where is None else f"{unmet.where}: {unmet.message}"

    def _problem(self, unmet: Unmet) -> Diagnostic:
        message, where = unmet.message, unmet.where
        if unmet.changed and self.goldens == "hold":
            help_ = unmet.hint or "Correct the edit, or accept the release if it is meant so"
            return Diagnostic("golden-changed", "error", message, help_, where)
        help_ = (
            "Nothing is held for it. Correct the edit, or what is expected"
            if unmet.changed
            else "Live routing gives something else than this golden expects: "
            "correct the row that decides, or what the golden expects"
        )
        return Diagnostic("golden-unmet", "warning", message, unmet.hint or help_, where)


def _stamp(file: Path) -> object:
    try:
        found = file.stat()
    except OSError:  # it has just been taken away
        return (file.name,)
    return (file.name, found.st_mtime_ns, found.st_size)


def _broken(name: str, why: str) -> Diagnostic:
    help_ = "Correct its file; until then it guards nothing"
    return Diagnostic("golden-unread", "warning", f"the golden {name}: {why}", help_)


def _too_many(moved: Impact, most: float) -> str:
    return (
        f"{moved.moved} of the last {moved.records} records would go elsewhere, "
        f"and at most {most:.0%} may"
    )


def _moved(moved: Impact, most: float) -> Diagnostic:
    help_ = "Correct the edit, or accept the release if it is meant so"
    return Diagnostic("moves-too-many", "error", _too_many(moved, most), help_)
