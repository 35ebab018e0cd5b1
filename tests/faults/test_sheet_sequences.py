"""Random sequences of edits, breakages and faults in a Google spreadsheet, with the real client.

Whatever happens, the live tables are the last good ones, every request is answered by them, every
problem is told at its cell, and is gone when it is mended.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from starlette.testclient import TestClient

from dsl.diagnostics import CellRef
from history import open_store
from releases import Live, Problem, Refresher
from server.app import Application
from server.auth import Gate
from server.limits import Bodies
from server.service import Service
from server.settings import Settings
from sheets_adapter.emulator import Emulator, Served, running
from sheets_adapter.google import Access, GoogleSource
from sheets_adapter.memory import MemorySource
from sheets_adapter.watch import changes
from tests.faults.sheet_model import BROKEN_KEYS, BROKEN_OWNERS, Row, SheetModel
from tests.releases import conftest as small

SEQUENCES = 200
STEPS = 8
SECONDS = 6.0  # of the clock that stands still: enough to ask three times

FRAMEWORK = small.FRAMEWORK.replace("table", 'roster { reps "Reps" }\ntable', 1)
REPS = ("ana@a.example", "bo@a.example", "cy@a.example")
STATES = {
    "CA": ("CA", "California", " ca "),
    "OR": ("OR", "oregon"),
    "WA": ("WA", "Washington"),
    "TX": ("TX", "tx", "Texas"),
}
ZIPS = {
    "02139": ("02139", "02100-02199", "021*"),
    "94105": ("94105", "94000 – 94199"),
    "10001": ("10001", "10001-10099"),
}
FIELDS = {"States": "State", "Zips": "Zip"}
# What passes by itself when it is asked again, and what does not go away by itself.
PASSING = ("408", "429", "500", "503-html", "200-html", "403-rate", "dropped", "half", "token-500")
LASTING = ("403-permission", "404", "500", "503-html", "dropped", "token-invalid-grant")


class Time:
    """Stands still but for who sleeps, and for a second at each look."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def now(self) -> datetime:
        self.seconds += 1.0
        return datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=self.seconds)


@pytest.fixture(scope="module")
def google(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Emulator, Served]]:
    emulator = Emulator()
    with running(emulator, folder=tmp_path_factory.mktemp("google")) as served:
        yield emulator, served


@pytest.fixture(scope="module")
def portal() -> Iterator[BlockingPortal]:
    """One event loop for all requests."""
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """What stays of a server for all sequences: the application, and the store."""
    time = Time()
    settings = Settings(tmp_path / "none.route", "google:none")
    live = Live(settings.framework, MemorySource({}), time.now)
    with closing(open_store(f"sqlite:///{tmp_path}/history.sqlite3")) as store:
        yield Service(
            settings=settings,
            live=live,
            refresher=Refresher(live, settings.refresh_seconds, changes),
            gate=Gate(None, open_to_local=True, clock=time),
            bodies=Bodies(settings.max_body, settings.body_seconds),
            clock=time.now,
            store=store,
        )


def test_the_last_good_tables_answer_whatever_happens(
    google: tuple[Emulator, Served], service: Service, portal: BlockingPortal, tmp_path: Path
) -> None:
    emulator, served = google
    client = TestClient(Application(service), base_url="http://127.0.0.1")
    client.portal = portal
    frameworks = (tmp_path / f"small{number}.route" for number in count())

    class Sequences(RuleBasedStateMachine):
        """People edit two sheets, Google fails now and then, and the server starts anew."""

        def __init__(self) -> None:
            super().__init__()
            self.time = Time()
            self.down = ""
            self.states = SheetModel("States", "states", "state", STATES)
            self.zips = SheetModel("Zips", "zips", "zip", ZIPS)
            self.sheets = (self.states, self.zips)
            # By its name the store tells this sequence from those before.
            self.framework = next(frameworks)
            self.framework.write_text(FRAMEWORK, encoding="utf-8")

        @initialize()
        def begin(self) -> None:
            self.states.rows = [Row("CA", REPS[0]), Row("OR", REPS[1])]
            self.zips.rows = [Row("02100-02199", REPS[2])]
            people = [["rep"], *([rep] for rep in REPS)]
            self.book = emulator.add(
                {"Reps": people, "States": self.states.cells(), "Zips": self.zips.cells()}
            )
            self.start()
            self.refresh()

        def start(self) -> None:
            access = Access(
                served.credentials,
                served.url,
                SECONDS,
                clock=self.time,
                sleep=self.time.sleep,
            )
            source = GoogleSource(self.book.id, access=access)
            service.live = Live(self.framework, source, self.time.now, service.store)

        def put(self, sheet: SheetModel) -> None:
            if sheet.is_there:
                self.book.replace(sheet.title, [list(row) for row in sheet.cells()])

        def a_row(self, data: st.DataObject, sheet: SheetModel) -> Row | None:
            rows = [row for row in sheet.rows if not row.is_blank]
            return data.draw(st.sampled_from(rows), "row") if rows else None

        # What people do

        @rule(data=st.data())
        def edit(self, data: st.DataObject) -> None:
            """One of the edits below: as one rule, so that it does not crowd out the refreshes."""
            edits = {
                "add a row": self.add_a_row,
                "name another owner": self.name_another_owner,
                "move rows": self.move_rows,
                "remove a row": self.remove_a_row,
                "break a cell": self.break_a_cell,
                "break or mend the header": self.break_or_mend_the_header,
                "remove or bring back the tab": self.remove_or_bring_back_the_tab,
                "mend everything": self.mend_everything,
            }
            sheet = data.draw(st.sampled_from(self.sheets), "sheet")
            edits[data.draw(st.sampled_from(sorted(edits)), "edit")](data, sheet)

        def add_a_row(self, data: st.DataObject, sheet: SheetModel) -> None:
            free = sorted(set(sheet.spellings) - sheet.used())
            if free:
                key = data.draw(st.sampled_from(free), "key")
                spelled = data.draw(st.sampled_from(sheet.spellings[key]), "cell")
                at = data.draw(st.integers(0, len(sheet.rows)), "at")
                sheet.rows.insert(at, Row(spelled, data.draw(st.sampled_from(REPS), "owner")))
                self.put(sheet)

        def name_another_owner(self, data: st.DataObject, sheet: SheetModel) -> None:
            if row := self.a_row(data, sheet):
                row.owner = data.draw(st.sampled_from(REPS), "owner")
                self.put(sheet)

        def move_rows(self, data: st.DataObject, sheet: SheetModel) -> None:
            sheet.rows = data.draw(st.permutations([*sheet.rows, Row()][:6]), "rows")
            self.put(sheet)

        def remove_a_row(self, data: st.DataObject, sheet: SheetModel) -> None:
            if row := self.a_row(data, sheet):
                sheet.rows.remove(row)
                self.put(sheet)

        def break_a_cell(self, data: st.DataObject, sheet: SheetModel) -> None:
            if row := self.a_row(data, sheet):
                if data.draw(st.booleans(), "key"):
                    row.broken_key = data.draw(st.sampled_from(BROKEN_KEYS), "text")
                else:
                    row.broken_owner = data.draw(st.sampled_from(BROKEN_OWNERS), "text")
                self.put(sheet)

        def break_or_mend_the_header(self, data: st.DataObject, sheet: SheetModel) -> None:
            sheet.broken_header = not sheet.broken_header
            self.put(sheet)

        def remove_or_bring_back_the_tab(self, data: st.DataObject, sheet: SheetModel) -> None:
            if sheet.is_there:
                self.book.remove(sheet.title)
            else:
                self.book.add(sheet.title, [list(row) for row in sheet.cells()])
            sheet.is_there = not sheet.is_there

        def mend_everything(self, data: st.DataObject, sheet: SheetModel) -> None:
            for row in sheet.rows:
                row.broken_key = row.broken_owner = ""
            sheet.broken_header = False
            self.put(sheet)

        # What Google does

        @rule(data=st.data())
        def fail(self, data: st.DataObject) -> None:
            """For a moment, until it comes back, or no longer."""
            emulator.faults.clear()
            self.down = data.draw(st.sampled_from(["", *LASTING]), "lasting")
            if self.down:
                emulator.faults.next(self.down, times=None)
                return
            for kind in data.draw(st.lists(st.sampled_from(PASSING), max_size=2), "passing"):
                emulator.faults.next(kind)

        # What the server does

        @rule(anew=st.integers(0, 3))
        def refresh_or_start_anew(self, anew: int) -> None:
            if anew == 0:
                self.start()
            self.refresh()

        def refresh(self) -> None:
            service.live.refresh()
            if not self.fails:
                for sheet in self.sheets:
                    if sheet.is_good:
                        sheet.live = sheet.says()
            self.check_problems()

        @property
        def fails(self) -> bool:
            """Whether Google cannot be read: a token that is still good needs no other one."""
            return bool(service.live.problems.source)

        def check_problems(self) -> None:
            problems = service.live.problems
            lasting = self.down and not self.down.startswith("token")
            assert self.fails or not lasting
            assert self.down or not self.fails
            if self.fails:
                return
            for sheet in self.sheets:
                told = _places(problems.tables.get(sheet.table, ()))
                if sheet.is_good:
                    assert not told
                    assert sheet.table not in problems.held
                    continue
                assert sheet.table in problems.held
                assert {title for title, _ in told} == {sheet.title}
                if sheet.is_there and not sheet.broken_header:
                    assert {cell for _, cell in told} == sheet.broken_cells()

        # What must hold after each step, before the next refresh as well

        @invariant()
        def every_request_is_answered_by_the_last_good_tables(self) -> None:
            owners = {
                (FIELDS[sheet.title], key): sheet.live.get(key, "Rest")
                for sheet in self.sheets
                for key in sheet.spellings
            }
            leads = [{"record_type": "lead", "fields": {name: key}} for name, key in owners]
            answer = client.post(
                "/v1/route/batch?trace=none", content="\n".join(map(json.dumps, leads))
            )
            decisions = [json.loads(line) for line in answer.text.splitlines()]
            assert [each.get("assigned_to") for each in decisions] == list(owners.values())

        def teardown(self) -> None:
            emulator.faults.clear()

    run_state_machine_as_test(
        Sequences,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
        ),
    )


def _places(problems: tuple[Problem, ...]) -> set[tuple[str, str]]:
    """The cells that errors are told at."""
    errors = (one.diagnostic for one in problems if one.diagnostic.severity == "error")
    places = (error.where for error in errors)
    return {(place.sheet, place.cell) for place in places if isinstance(place, CellRef)}
