"""The release that is live, and how the next one takes its place.

``Live.refresh`` goes fetch -> read -> type -> check -> activate. It blocks, so a server calls it in
a worker thread; nothing raises out of it, and whatever fails leaves the live release as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock

from dsl.diagnostics import Diagnostic
from dsl.workbook import Workbook
from history import Store, StoreError
from releases.candidate import Candidate, FrameworkText, candidate, read_text
from releases.kept import NotKept, keep, restore
from releases.problems import Problems, Since
from releases.release import Release, release_id
from releases.typed_tables import TypedTables
from sheets_adapter import Source, SourceError

Clock = Callable[[], datetime]

_log = logging.getLogger("routebook.releases")


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What one refresh did: tables with a new version, tables held back, the release now live.

    ``news`` is whether the release or the problems differ from those before.
    """

    changed: tuple[str, ...]
    held: tuple[str, ...]
    release: Release | None
    news: bool


class Live:
    """Holds the live release of one framework file and one workbook source.

    ``release`` is swapped as one attribute: whoever takes it once sees one release from start to
    end. ``problems`` are those of the newest candidate. ``fetched_at`` is when the source was last
    read in full, so that a stale release can say its age. ``clock`` gives aware UTC times. In the
    ``store`` every release is kept before it goes live.
    """

    def __init__(
        self, framework_file: Path, source: Source, clock: Clock, store: Store | None = None
    ) -> None:
        self.framework_file = framework_file
        self.source = source
        self.release: Release | None = None
        self.problems = Problems()
        self.fetched_at: datetime | None = None
        self.refreshes = {"changed": 0, "unchanged": 0, "failed": 0}
        self._clock = clock
        self._store = store
        self._since = Since()
        self._text: FrameworkText | None = None
        self._candidate_of: tuple[tuple[str, str], Candidate] | None = None
        self._typed = TypedTables()
        self._one_at_a_time = Lock()

    def refresh(self) -> Refreshed:
        """Fetch everything now and activate what is good of it. Never raises."""
        with self._one_at_a_time:
            before, known = self.release, self.problems
            try:
                self._refresh()
            except Exception as error:
                # A fault of ours must not stop the polling, nor the release that is live.
                _log.exception("refresh failed")
                self._note_source(_internal(error))
            changed = _changed_tables(before, self.release)
            self._count(before)
            held = tuple(sorted(self.problems.held))
            news = self.release is not before or self.problems != known
            return Refreshed(changed, held, self.release, news)

    def _refresh(self) -> None:
        fetched = self._fetch()
        if isinstance(fetched, Diagnostic):
            self._start_on_stored()
            self._note_source(fetched)
            return
        text, workbook = fetched
        found = self._candidate(text, workbook)
        if found.framework is None and self._start_on_stored():
            self._candidate_of = None
            found = self._candidate(text, workbook)
        self.fetched_at = self._clock()
        self._note(found)
        self._activate(found)

    def _start_on_stored(self) -> bool:
        """Where nothing is live yet and nothing good is to be had: go on with what was live last.

        Only with a release of the same framework file. It is as fresh as when it went live.
        """
        if self.release is not None or self._store is None:
            return False
        try:
            last = self._store.live_release()
            release = None if last is None else restore(self._store, last.id)
        except (StoreError, NotKept) as error:
            _log.warning("the last release cannot be had: %s", error)
            return False
        if release is None or release.framework.structure.file != self.framework_file.name:
            return False
        self.release = release
        self.fetched_at = release.activated_at
        return True

    def _fetch(self) -> tuple[FrameworkText, Workbook] | Diagnostic:
        """The framework text and the workbook, or why one of them cannot be had."""
        try:
            written = self.framework_file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            return _unreadable(self.framework_file, error)
        if self._text is None or self._text.text != written:
            self._text = read_text(written, self.framework_file.name)
        try:
            return self._text, self.source.fetch()
        except SourceError as error:
            return Diagnostic("source-unavailable", "error", error.message, error.help)

    def _candidate(self, text: FrameworkText, workbook: Workbook) -> Candidate:
        """The same texts are not built again: a source is read far more often than it changes."""
        read = (text.text, workbook.version)
        if self._candidate_of is None or self._candidate_of[0] != read:
            live = None if self.release is None else self.release.framework
            self._candidate_of = (read, candidate(text, workbook, live, self._typed))
            self._typed.forget_unused()
        return self._candidate_of[1]

    def _activate(self, found: Candidate) -> None:
        framework = found.framework
        if framework is None:
            return
        versions = (framework.structure.version, found.workbook_version)
        name = release_id(framework, *versions)
        if self.release is None or self.release.id != name:
            release = Release(name, framework, *versions, self._clock(), found.locale)
            if self._store is not None:
                keep(self._store, release)
            self.release = release

    def _note(self, found: Candidate) -> None:
        now = self._clock()
        self.problems = Problems(
            framework=self._since(found.of_framework, now),
            tables={name: self._since(those, now) for name, those in found.of_tables.items()},
            held=frozenset(found.framework.held) if found.framework is not None else frozenset(),
            framework_held=found.framework_held,
        )
        self._since.forget_all_but(self.problems.all())

    def _note_source(self, diagnostic: Diagnostic) -> None:
        """The tables' problems are still what they were: nothing newer has been read."""
        known = self.problems
        self.problems = Problems(
            source=self._since([diagnostic], self._clock()),
            framework=known.framework,
            tables=known.tables,
            held=known.held,
            framework_held=known.framework_held,
        )
        self._since.forget_all_but(self.problems.all())

    def _count(self, before: Release | None) -> None:
        failed = bool(self.problems.source)
        moved = "unchanged" if self.release is before else "changed"
        self.refreshes["failed" if failed else moved] += 1


def _changed_tables(before: Release | None, after: Release | None) -> tuple[str, ...]:
    """Tables of ``after`` that ``before`` has not, or has in another version."""
    old = {} if before is None else _versions(before)
    new = {} if after is None else _versions(after)
    return tuple(name for name, version in new.items() if old.get(name) != version)


def _versions(release: Release) -> dict[str, str]:
    return {name: table.version for name, table in release.framework.tables.items()}


def _unreadable(file: Path, error: Exception) -> Diagnostic:
    why = "is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else "cannot be read"
    return Diagnostic(
        "framework-unreadable",
        "error",
        f"the framework file {file.name} {why}",
        "Check that the file is there, may be read and is saved as UTF-8",
    )


def _internal(error: Exception) -> Diagnostic:
    return Diagnostic(
        "refresh-failed",
        "error",
        f"the refresh stopped at an unexpected {type(error).__name__}",
        "This is a fault of Routebook; the log has the details. The live release goes on",
    )
