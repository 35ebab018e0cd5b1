"""One endpoint: what it has not been told yet goes to it, in order, one event after the other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from assignment.outgoing import Outgoing, OutgoingError
from history import Delivery, Event, Lease, Store, StoreError
from server.webhooks.messages import endpoint_name, message
from server.webhooks.pace import Pace
from server.webhooks.signing import Signer

_log = logging.getLogger("routebook.webhooks")

_PAGE = 100  # events read at once
_OLD_PAGE = 1_000  # of those that are passed over
_MOST_ANSWERED = 1_000_000  # bytes; nothing in them is of interest
_GONE = 410
_OFF = datetime(9999, 1, 1, tzinfo=UTC)  # when an endpoint is tried again that is gone


@dataclass(slots=True)
class EndpointState:
    """What metrics and people want to know of an endpoint; counts since the process started.

    ``behind`` is how many events it has not been told, ``problem`` why it was not told the last
    one (a sentence without the URL), empty when all is well. Only the process that ``leads``
    sends, and knows how far it is behind.
    """

    name: str
    leads: bool = False
    sent: int = 0
    failed: int = 0
    passed_over: int = 0
    behind: int = 0
    problem: str = ""


class Sender:
    """Sends to one URL for as long as `run` runs; every wait ends when `wake` is called.

    ``clock`` gives aware UTC times, ``chance`` numbers from 0 to 1; ``holder`` is this process's
    name among the replicas.
    """

    def __init__(
        self,
        url: str,
        store: Store,
        signer: Signer,
        outgoing: Outgoing,
        clock: Callable[[], datetime],
        chance: Callable[[], float],
        holder: str,
        pace: Pace,
    ) -> None:
        self.state = EndpointState(endpoint_name(url))
        self._url = url
        self._store = store
        self._signer = signer
        self._outgoing = outgoing
        self._clock = clock
        self._chance = chance
        name = f"webhook {self.state.name}"
        self._lease = Lease(store, name, holder, pace.lease, pace.ask, clock)
        self._pace = pace
        self._woken = asyncio.Event()
        self._told: Delivery | None = None  # as stored, or newer; known to who leads
        self._stored: Delivery | None = None
        self._stored_at = 0.0  # by the event loop's clock

    def wake(self) -> None:
        """There may be something to send."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until ``stop`` is set; then store the cursor, and leave the rest to others."""
        try:
            while not stop.is_set():
                self._woken.clear()
                pause = self._pace.poll
                try:
                    pause = await self._turn(stop)
                except StoreError as error:
                    self._warn("the log cannot be read for webhooks", error=str(error))
                except Exception:  # whatever it is, the next turn may be better
                    _log.exception("webhooks failed", extra={"endpoint": self.state.name})
                await self._rest(stop, pause)
        finally:
            await self._leave()

    async def _turn(self, stop: asyncio.Event) -> float:
        """Send what is due; the seconds until there may be something to do again."""
        if not await self._lead():
            return self._pace.poll
        last = await asyncio.to_thread(self._store.last_seq)
        told = await self._known(last)
        self.state.behind = last - told.cursor
        wait = 0.0 if told.next_at is None else (told.next_at - self._clock()).total_seconds()
        if last == told.cursor or wait > 0:
            await self._save()
            return min(wait, self._pace.poll) if wait > 0 else self._pace.poll
        if told.failures:
            told = await self._pass_over(told)
        events = await asyncio.to_thread(self._store.events, told.cursor, _PAGE)
        if not events:  # there were some, and retention took them away
            self._told = msgspec.structs.replace(told, cursor=last)
        for event in events:
            if stop.is_set() or not await self._lead() or not await self._send(event):
                break
            await self._save()
        return 0.0

    # Who sends ----------------------------------------------------------------------------------

    async def _lead(self) -> bool:
        """Whether this process is the one that sends, for as long as a request takes at least."""
        if self._lease.lasts:
            return True
        leads = await asyncio.to_thread(self._lease.hold)
        if not leads:
            self._told = None
            self.state.behind, self.state.problem = 0, ""
        self.state.leads = leads
        return leads

    async def _leave(self) -> None:
        if not self.state.leads or self._lease.has_run_out:
            return
        try:
            await self._save(at_once=True)
            await asyncio.to_thread(self._lease.give_back)
        except StoreError as error:
            self._warn("the webhook's cursor could not be stored", error=str(error))

    # How far it has been told -------------------------------------------------------------------

    async def _known(self, last: int) -> Delivery:
        """How far the endpoint has been told; a new one is told what happens from now on."""
        if self._told is not None:
            return self._told
        told = self._stored = await asyncio.to_thread(self._store.delivery, self.state.name)
        self._told = self._resumed(told, last)
        await self._save(at_once=True)
        return self._told

    def _resumed(self, told: Delivery, last: int) -> Delivery:
        """Where to go on, by what is stored; ``last`` is the number of the last event."""
        now = self._clock()
        if told.next_at is None:  # it is always set when a cursor is stored
            _log.info("a new webhook", extra={"endpoint": self.state.name, "after": last})
            return msgspec.structs.replace(told, cursor=last, next_at=now)
        if told.failures:
            self.state.problem = f"It failed {told.failures} times in a row"
        if told.cursor > last:
            self._warn("the log ends before the webhook's cursor: it goes on from here", last=last)
            return msgspec.structs.replace(told, cursor=last, next_at=now)
        if told.next_at >= _OFF:  # one question each time a process begins to send
            return msgspec.structs.replace(told, next_at=now)
        return told

    async def _save(self, *, at_once: bool = False) -> None:
        """Store what is known, now or when it has not been done for a while."""
        told, now = self._told, asyncio.get_running_loop().time()
        if told is None or told == self._stored:
            return
        if at_once or now - self._stored_at >= self._pace.save:
            await asyncio.to_thread(self._store.save_delivery, told)
            self._stored, self._stored_at = told, now

    async def _pass_over(self, told: Delivery) -> Delivery:
        """Leave out, for good, what has been waiting for too long."""
        before = self._clock() - timedelta(seconds=self._pace.give_up)
        cursor, count = await asyncio.to_thread(self._older, told.cursor, before)
        if count:
            self.state.passed_over += count
            _log.error(
                "webhook events were passed over",
                extra={"endpoint": self.state.name, "after": told.cursor, "up_to": cursor}
                | {"events": count},
            )
            told = self._told = msgspec.structs.replace(told, cursor=cursor)
            await self._save(at_once=True)
        return told

    def _older(self, cursor: int, before: datetime) -> tuple[int, int]:
        """The last of the events after ``cursor`` that are from before then; how many they are."""
        count = 0
        while page := self._store.events(cursor, _OLD_PAGE):
            for event in page:
                if event.at >= before:
                    return cursor, count
                cursor = event.seq
                count += 1
        return cursor, count

    # Sending ------------------------------------------------------------------------------------

    async def _send(self, event: Event) -> bool:
        """Send one event; whether the endpoint took it."""
        sent = message(event)
        now = self._clock()
        headers = self._signer.headers(sent.id, now, sent.body)
        try:
            answer = await self._outgoing.request(
                "POST",
                self._url,
                headers=headers | {"Content-Type": "application/json"},
                content=sent.body,
                seconds=self._pace.timeout,
                most_bytes=_MOST_ANSWERED,
            )
        except OutgoingError as error:
            return await self._failed(event, str(error))
        if not 200 <= answer.status < 300:
            told = {name.lower(): value for name, value in answer.headers.items()}
            reason = f"It answered with status {answer.status}"
            return await self._failed(event, reason, answer.status, told)
        if self.state.problem:
            _log.info("the webhook works again", extra={"endpoint": self.state.name})
        self.state.problem = ""
        self.state.sent += 1
        self.state.behind = max(0, self.state.behind - 1)
        self._told = Delivery(self.state.name, event.seq, 0, now)
        return True

    async def _failed(
        self, event: Event, reason: str, status: int = 0, headers: dict[str, str] | None = None
    ) -> bool:
        """Note a failure, and when to try again; False."""
        assert self._told is not None
        now = self._clock()
        failures = self._told.failures + 1
        again = now + self._pace.wait(failures, headers or {}, now, self._chance)
        if status == _GONE:
            again = _OFF
            reason = "It is gone (status 410): nothing is sent to it until the server is restarted"
        self.state.failed += 1
        self.state.problem = reason
        self._told = Delivery(self.state.name, self._told.cursor, failures, again)
        more = {} if again == _OFF else {"again_at": again.isoformat(timespec="seconds")}
        self._warn("a webhook failed", event=event.seq, failures=failures, reason=reason, **more)
        await self._save(at_once=True)
        return False

    async def _rest(self, stop: asyncio.Event, seconds: float) -> None:
        if stop.is_set() or seconds <= 0:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass

    def _warn(self, what: str, **more: object) -> None:
        _log.warning(what, extra={"endpoint": self.state.name, **more})
