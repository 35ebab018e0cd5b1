"""The release that is live, and how the next one takes its place.

``Live.refresh`` goes fetch -> read -> type -> check -> goldens -> impact -> activate, or hold. It
blocks, so a server calls it in a worker thread; nothing raises out of it, and whatever fails leaves
the live release as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Lock

from dsl.diagnostics import Diagnostic
from dsl.workbook import Workbook
from history import Store, StoredRelease, StoreError
from releases.candidate import Candidate, FrameworkText, candidate
from releases.gates import Gates, Verdict
from releases.held import Held, held_of
from releases.kept import NotKept, file_of, restore
from releases.ledger import REJECTED, Ledger, NoSuchRelease, NotPossible, Overtaken
from releases.problems import Problems, Since
from releases.reading import fetch
from releases.release import Release, changed_tables, release_id
from releases.shelf import MemoryShelf
from releases.standing import Standing, story_of
from releases.typed_tables import TypedTables
from releases.wording import internal, not_kept, refused_whole
from sheets_adapter import KnowsTabs, Source

Clock = Callable[[], datetime]

_ATTEMPTS = 3  # when other processes are quicker

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
    end. ``problems`` are those of the newest candidate, ``held`` is the candidate that waits.
    ``read`` is what was read last, and ``fetched_at`` when, so that a stale release can say its
    age. ``clock`` gives aware UTC times. What is live, held and refused is kept in the ``store``,
    where all processes find it; without one, in memory. ``gates`` judge every edit.
    """

    def __init__(
        self,
        framework_file: Path,
        source: Source,
        clock: Clock,
        store: Store | None = None,
        gates: Gates | None = None,
    ) -> None:
        self.framework_file = framework_file
        self.source = source
        self.gates = gates or Gates()
        self.ledger = Ledger(store or MemoryShelf(), clock)
        self.release: Release | None = None
        self.held: Held | None = None
        self.problems = Problems()
        self.fetched_at: datetime | None = None
        self.refreshes = {"changed": 0, "unchanged": 0, "failed": 0}
        self.activations = 0
        self._clock = clock
        self._since = Since()
        self._text: FrameworkText | None = None
        self.read: tuple[FrameworkText, Workbook] | None = None
        self._standing = Standing()
        self._live_id: str | None = None
        self._candidate_of: tuple[object, Candidate] | None = None
        self._judged: tuple[object, Verdict] | None = None
        self._waiting: Release | None = None
        self._settled: str | None = None
        self._typed = TypedTables()
        self._one_refresh = Lock()
        self._one_at_a_time = Lock()

    def refresh(self) -> Refreshed:
        """Fetch everything now and activate what is good of it. Never raises."""
        with self._one_refresh:
            before, known = self.release, self.problems
            try:
                for _ in range(_ATTEMPTS):
                    with suppress(Overtaken):
                        self._refresh()
                        break
            except StoreError as error:
                self._note_source(not_kept(error))
            except Exception as error:
                # A fault of ours must not stop the polling, nor the release that is live.
                _log.exception("refresh failed")
                self._note_source(internal(error))
            changed = changed_tables(before, self.release)
            self._count(before)
            held = tuple(sorted(self.problems.held))
            news = self.release is not before or self.problems != known
            return Refreshed(changed, held, self.release, news)

    def _refresh(self) -> None:
        """Raises `Overtaken` when another process changed what is live since before the fetch.

        So nobody goes back to texts that are older than the live release.
        """
        with self._one_at_a_time:
            self._follow()
        # It may take long, and whoever accepts need not wait for it.
        fetched = fetch(self.framework_file, self.source, self._text)
        with self._one_at_a_time:
            if isinstance(fetched, Diagnostic):
                self._note_source(fetched)
            else:
                self.fetched_at = self._clock()
                self.read = fetched
                self._text = fetched[0]
                self._settle(*fetched)

    # What people decide ---------------------------------------------------------------------------

    def accept(self, name: str, who: str = "", note: str = "") -> None:
        """Let the held release go live. One that is live already stays so.

        Raises `NoSuchRelease`, `NotPossible` and ``StoreError``; so do the other two.
        """
        with self._one_at_a_time, self._deciding():
            release = self._made(name)
            self._now_live(release, self.ledger.accept(name, who, note))

    def reject(self, name: str, who: str = "", note: str = "") -> None:
        """Keep what is new in the held release out, until it is edited again."""
        with self._one_at_a_time, self._deciding():
            self.ledger.reject(name, who, note)

    def activate(self, name: str, who: str = "", note: str = "") -> None:
        """Put any kept release back; what the one before had besides stays out until it is edited.

        One that is live already stays so.
        """
        with self._one_at_a_time, self._deciding():
            release = self._made(name)
            live = None if self.release is None else self.release.framework
            account = self.gates.account(release.framework, live)
            self._now_live(release, self.ledger.put_back(name, account, who, note))

    def adopt(self, name: str) -> None:
        """Take the stored release as the live one, as another process has made it.

        Raises `NotKept` and ``StoreError``.
        """
        with self._one_at_a_time:
            self._adopt(name)
            self._follow()

    def follow(self, *, reads: bool = False) -> None:
        """Take over what other processes have written: what is live, held and refused.

        Whoever ``reads`` the source for all looks again at what was read last, which is worth
        something else after what people decided elsewhere. Raises ``StoreError``.
        """
        with self._one_at_a_time:
            before = self._key_of_standing()
            self._follow()
            if reads and self.read is not None and self._key_of_standing() != before:
                with suppress(Overtaken):  # then there is more to follow
                    self._settle(*self.read)

    def told(self, problems: Problems, fetched_at: datetime | None) -> None:
        """Take over what the process that reads the source found."""
        with self._one_at_a_time:
            self.problems = problems
            self.fetched_at = fetched_at
            self._since.forget_all_but(problems.all())

    def _made(self, name: str) -> Release:
        """The release, from memory or made again."""
        for known in (self.release, self._waiting):
            if known is not None and known.id == name:
                return known
        if self.ledger.shelf.release(name) is None:
            raise NoSuchRelease(f"there is no release {name}")
        try:
            return restore(self.ledger.shelf, name, self._typed)
        except NotKept as error:
            raise NotPossible(str(error)) from error

    def _now_live(self, release: Release, at: datetime | None) -> None:
        if at is not None:
            self._activated(replace(release, activated_at=at))

    @contextmanager
    def _deciding(self) -> Iterator[None]:
        """What was read last is worth something else after a decision, if it still is the newest.

        In a process that reads seldom it may be older than what is live, or held.
        """
        self._follow()
        newest = self._standing.held or self._live_id
        yield
        try:
            self._follow()
            if self.read is not None and self._settled == newest:
                self._settle(*self.read)
        except Exception:  # what was decided stands: the next refresh looks again
            _log.exception("what was read last could not be looked at again")

    # What others have written ---------------------------------------------------------------------

    def _follow(self) -> None:
        ledger = self.ledger
        self._standing = ledger.standing()
        live = ledger.shelf.live_release()
        self._live_id = None if live is None else live.id
        if live is not None and self._is_news(live):
            try:
                self._adopt(live.id)
            except NotKept as error:
                _log.warning("the live release cannot be had: %s", error)
        self.held = held_of(ledger.shelf, self._standing.held, self.held)
        if self._waiting is not None and self._waiting.id != self._standing.held:
            self._waiting = None

    def _is_news(self, live: StoredRelease) -> bool:
        """A server that starts with another framework does not begin with that of the last one."""
        if self.release is None:
            return file_of(live) == self.framework_file.name
        return self.release.id != live.id

    def _adopt(self, name: str) -> None:
        release = restore(self.ledger.shelf, name, self._typed)
        if self.release is None:
            self.fetched_at = release.activated_at  # it is as fresh as when it went live
            if isinstance(self.source, KnowsTabs):
                self.source.remember(release.sheets())
        self._activated(release)

    # From what was read to what is live -----------------------------------------------------------

    def _settle(self, text: FrameworkText, workbook: Workbook) -> None:
        """Activate or hold what the texts make, and note what is wrong with them."""
        found = self._candidate(text, workbook)
        verdict = Verdict()
        if found.framework is not None:
            verdict = self._decide(found, workbook)
            if self.release is not None and self.release.framework is found.framework:
                self._candidate_of = (self._key(text, workbook), found)
        self._note(found, verdict)

    def _key(self, text: FrameworkText, workbook: Workbook) -> object:
        """What a candidate is made of."""
        return (text.text, workbook.version, *self._key_of_standing())

    def _key_of_standing(self) -> tuple[object, ...]:
        return (repr(self._standing.refused), self._live_id)

    def _candidate(self, text: FrameworkText, workbook: Workbook) -> Candidate:
        """The same texts are not built again: a source is read far more often than it changes."""
        read = self._key(text, workbook)
        if self._candidate_of is None or self._candidate_of[0] != read:
            live = None if self.release is None else self.release.framework
            found = candidate(text, workbook, live, self._typed, self._standing)
            self._candidate_of = (read, found)
            self._typed.forget_unused()
        return self._candidate_of[1]

    def _decide(self, found: Candidate, workbook: Workbook) -> Verdict:
        """What becomes of a candidate that could be live."""
        framework = found.framework
        assert framework is not None
        assert self.fetched_at is not None
        versions = (framework.structure.version, found.workbook_version)
        name = self._settled = release_id(framework, *versions)
        live = self.release
        verdict = self._verdict(name, found, workbook)
        if live is not None and live.id == name:
            if self.held is not None:
                self.ledger.withdraw(self._live_id)
                self._standing.held = self.held = self._waiting = None
            return verdict
        release = Release(name, framework, *versions, self.fetched_at, found.locale)
        if live is None:
            self._go_live(release, verdict, "start")
        elif self._was_rejected(name):
            return replace(verdict, problems=(*verdict.problems, refused_whole(name)))
        elif verdict.reasons:
            self._hold(release, verdict)
        else:
            self._go_live(release, verdict, "edit")
        return verdict

    def _was_rejected(self, name: str) -> bool:
        """Whether somebody rejected just this, and it differs in no part that could stay out."""
        kept = self.ledger.shelf.release(name)
        if kept is None or kept.state != REJECTED:
            return False
        story = story_of(kept.story)
        return story is not None and story.previous == self._live_id

    def _verdict(self, name: str, found: Candidate, workbook: Workbook) -> Verdict:
        """What the gates say; once, until the goldens or what is live is another."""
        framework, live = found.framework, self.release
        assert framework is not None
        key = (name, self._live_id, self.gates.fingerprint(workbook))
        if self._judged is None or self._judged[0] != key:
            same = live is not None and live.id == name
            old = framework if same else None if live is None else live.framework
            assert self.fetched_at is not None
            self._judged = (key, self.gates.judge(framework, old, workbook, self.fetched_at))
        return self._judged[1]

    def _go_live(self, release: Release, verdict: Verdict, by: str) -> None:
        release = self.ledger.go_live(release, self._live_id, verdict.account, by)
        self._activated(release)
        self.held = self._waiting = None
        self._standing = self.ledger.standing()

    def _hold(self, release: Release, verdict: Verdict) -> None:
        reasons = list(verdict.reasons)
        known = self.held
        self._waiting = release
        if known is None or known.id != release.id or known.story.reasons != reasons:
            story = self.ledger.hold(release, self._live_id, verdict.account, reasons)
            self.held = Held(release.id, datetime.fromisoformat(story.at), story)
            self._standing.held = release.id

    def _activated(self, release: Release) -> None:
        """Requests are decided with it from now on."""
        self.release = release
        self.activations += 1
        self._live_id = release.id
        if self._waiting is not None and self._waiting.id == release.id:
            self._waiting = None

    # What is told of it ---------------------------------------------------------------------------

    def _note(self, found: Candidate, verdict: Verdict) -> None:
        now = self._clock()
        self.problems = Problems(
            framework=self._since(found.of_framework, now),
            tables={name: self._since(those, now) for name, those in found.of_tables.items()},
            release=self._since(verdict.problems, now),
            held=found.held | self._waiting_tables(),
            framework_held=found.framework_held,
        )
        self._since.forget_all_but(self.problems.all())

    def _waiting_tables(self) -> frozenset[str]:
        """Tables whose newest sheet waits in the held release."""
        if self._waiting is None or self.release is None:
            return frozenset()
        return frozenset(changed_tables(self.release, self._waiting))

    def _note_source(self, diagnostic: Diagnostic) -> None:
        """The tables' problems are still what they were: nothing newer has been read."""
        self.problems = replace(self.problems, source=self._since([diagnostic], self._clock()))
        self._since.forget_all_but(self.problems.all())

    def _count(self, before: Release | None) -> None:
        failed = bool(self.problems.source)
        moved = "unchanged" if self.release is before else "changed"
        self.refreshes["failed" if failed else moved] += 1
