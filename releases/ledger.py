"""What becomes of releases, written down: live, held, accepted, rejected, put back.

Each step is one transaction under the lock of the log, together with its event. So of two people,
or two replicas, the second finds what the first one left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import msgspec

from history import Event, StoredRelease
from releases.kept import keep, versions
from releases.release import Release, utc_text
from releases.shelf import Shelf, Writing
from releases.standing import KEY, Account, Refusal, Standing, Story, standing_of, story_of

HELD, REJECTED, SUPERSEDED = "held", "rejected", "superseded"


class NoSuchRelease(Exception):
    """A release that is not kept."""


class NotPossible(Exception):
    """What was asked does not go with what became of the release: one sentence, no full stop."""


class Overtaken(Exception):
    """Another process has made another release live in the meantime."""


class Ledger:
    """Writes to ``shelf``. ``clock`` gives aware UTC times. Methods raise ``StoreError``."""

    def __init__(self, shelf: Shelf, clock: Callable[[], datetime]) -> None:
        self.shelf = shelf
        self._clock = clock

    def standing(self) -> Standing:
        """What is held and refused now."""
        return standing_of(self.shelf.get(KEY))

    def live_id(self) -> str | None:
        """The id of the live release."""
        live = self.shelf.live_release()
        return None if live is None else live.id

    def go_live(self, release: Release, expected: str | None, account: Account, by: str) -> Release:
        """An edit goes live; ``expected`` was live before. Raises `Overtaken`."""
        now = self._clock()
        release = replace(release, activated_at=now)
        keep(self.shelf, release)
        with self._step(expected) as (work, standing):
            self._supersede(work, standing, release.id)
            standing.allow(self._parts(release.id))
            story = _story(release.public(), expected, by, now, account)
            self._activate(work, release.id, story, now)
        return release

    def hold(
        self, release: Release, expected: str | None, account: Account, reasons: list[str]
    ) -> Story:
        """An edit waits for somebody to accept it. Raises `Overtaken`."""
        now = self._clock()
        keep(self.shelf, replace(release, activated_at=now))
        with self._step(expected) as (work, standing):
            self._supersede(work, standing, release.id)
            standing.held = release.id
            story = _story(_public(release), expected, "edit", now, account)
            story.reasons = reasons
            self._tell(work, "release.held", release.id, HELD, story, now)
        return story

    def withdraw(self, expected: str | None) -> None:
        """What is held has been edited away. Raises `Overtaken`."""
        with self._step(expected) as (work, standing):
            self._supersede(work, standing, "")

    def accept(self, name: str, who: str = "", note: str = "") -> datetime | None:
        """A person lets the held release go live; since when it is, or None when it is already.

        Raises `NoSuchRelease` and `NotPossible`.
        """
        now = self._clock()
        with self._step() as (work, standing):
            kept = self._kept(name)
            if work.live == name:
                return None
            _acceptable(kept, standing, work.live)
            told = _last(kept)
            standing.held = None
            standing.allow(kept.parts)
            story = msgspec.structs.replace(
                told, by="accept", at=utc_text(now), who=who, note=note, previous=work.live
            )
            self._tell(work, "release.accepted", name, "", story, now)
            self._activate(work, name, story, now)
        return now

    def reject(self, name: str, who: str = "", note: str = "") -> None:
        """A person does not want the held release: what is new in it stays out until it is edited.

        Raises `NoSuchRelease` and `NotPossible`.
        """
        now = self._clock()
        with self._step() as (work, standing):
            kept = self._kept(name)
            if kept.state == REJECTED:
                return
            if work.live == name:
                raise NotPossible(f"{name} is live; activate another release to roll it back")
            if standing.held != name:
                raise NotPossible(f"{name} is not held{_newest(standing)}")
            standing.held = None
            refusal = Refusal(name, "reject", who, note, now)
            standing.refuse(kept.parts, self._parts(work.live), refusal)
            story = msgspec.structs.replace(
                _last(kept), by="reject", at=utc_text(now), who=who, note=note, previous=work.live
            )
            self._tell(work, "release.rejected", name, REJECTED, story, now)

    def put_back(
        self, name: str, account: Account, who: str = "", note: str = ""
    ) -> datetime | None:
        """Make any kept release live; what the one before had besides stays out until it is edited.

        ``account`` tells of the way there. Gives since when it is live, or None when it is already.
        Raises `NoSuchRelease`.
        """
        now = self._clock()
        with self._step() as (work, standing):
            kept = self._kept(name)
            if work.live == name:
                return None
            self._supersede(work, standing, name)
            before = self._parts(work.live)
            standing.allow(kept.parts)
            if work.live is not None:
                refusal = Refusal(work.live, "activate", who, note, now)
                standing.refuse(before, kept.parts, refusal)
            public = _public_of(kept)
            story = _story(public, work.live, "activate", now, account)
            story.who, story.note = who, note
            self._activate(work, name, story, now)
        return now

    @contextmanager
    def _step(self, *expected: str | None) -> Iterator[tuple[Writing, Standing]]:
        with self.shelf.transaction() as work:
            if expected and work.live != expected[0]:
                raise Overtaken
            before = work.get(KEY)
            standing = standing_of(before)
            yield work, standing
            after = msgspec.to_builtins(standing)
            if before != after:
                work.set(KEY, after)

    def _kept(self, name: str) -> StoredRelease:
        kept = self.shelf.release(name)
        if kept is None:
            raise NoSuchRelease(f"there is no release {name}")
        return kept

    def _parts(self, name: str | None) -> dict[str, str]:
        kept = None if name is None else self.shelf.release(name)
        return {} if kept is None else kept.parts

    def _supersede(self, work: Writing, standing: Standing, by: str) -> None:
        """Whatever is held gives way to the release ``by``, or to nothing."""
        held, standing.held = standing.held, None
        if held is None or held == by:
            return
        kept, now = self._kept(held), self._clock()
        story = msgspec.structs.replace(_last(kept), by="edit", at=utc_text(now), replaced_by=by)
        self._tell(work, "release.superseded", held, SUPERSEDED, story, now)

    def _activate(self, work: Writing, name: str, story: Story, now: datetime) -> None:
        story.release = story.release | {"activated_at": utc_text(now)}
        work.activate(name, now)
        self._tell(work, "release.activated", name, "", story, now)

    def _tell(
        self, work: Writing, kind: str, name: str, state: str, story: Story, now: datetime
    ) -> None:
        body = msgspec.json.encode(story)
        work.mark(name, state, body)
        work.append(Event(kind, now, body, release_id=name))


def may_accept(kept: StoredRelease, standing: Standing, live: str | None) -> bool:
    """Whether it is held; also what was rejected may be accepted yet, while nothing else went live.

    ``live`` is the id of the live release.
    """
    if standing.held == kept.id:
        return True
    return kept.state == REJECTED and standing.held is None and _last(kept).previous == live


def _acceptable(kept: StoredRelease, standing: Standing, live: str | None) -> None:
    """Raises `NotPossible`."""
    if may_accept(kept, standing, live):
        return
    why = {
        REJECTED: "was rejected, and other edits went live since: edit the sheet again",
        SUPERSEDED: "is not held any more: a newer edit took its place",
    }.get(kept.state, "is not held; activate puts an earlier release back")
    raise NotPossible(f"{kept.id} {why}{_newest(standing)}")


def _newest(standing: Standing) -> str:
    return "" if standing.held is None else f"; {standing.held} is held"


def _last(kept: StoredRelease) -> Story:
    story = story_of(kept.story)
    if story is None:
        return Story(_public_of(kept), None, "edit", utc_text(kept.saved_at))
    return story


def _story(
    public: dict[str, str], previous: str | None, by: str, now: datetime, account: Account
) -> Story:
    return Story(
        public,
        previous,
        by,
        utc_text(now),
        changes=account.changes,
        changes_total=account.changes_total,
        impact=account.impact,
    )


def _public(release: Release) -> dict[str, str]:
    """Of a release that is not live, and so has not been activated."""
    return {name: text for name, text in release.public().items() if name != "activated_at"}


def _public_of(kept: StoredRelease) -> dict[str, str]:
    framework, workbook = versions(kept)
    return {"id": kept.id, "framework": framework, "workbook": workbook}
