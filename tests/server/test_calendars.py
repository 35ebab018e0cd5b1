"""A rep's own calendar keeps them out of the turns of a pool while they are busy."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from history.replay import replay
from server import Settings, build

FRAMEWORK = """
framework small
record lead { state us_state }
roster { reps "Reps" pools "Pools" members "Members" }
route lead { otherwise -> pool west }
"""
SHEETS = {
    "Reps": "rep,calendar\nana@x.example,ana.ics\nbo@x.example,gone.ics\n",
    "Pools": "pool,method\nwest,round robin\n",
    "Members": "pool,rep\nwest,ana@x.example\nwest,bo@x.example\n",
}


def served(folder: Path, calendar: str) -> TestClient:
    (folder / "tables").mkdir()
    for title, text in SHEETS.items():
        (folder / "tables" / f"{title}.csv").write_text(text, encoding="utf-8")
    (folder / "small.route").write_text(FRAMEWORK, encoding="utf-8")
    (folder / "ana.ics").write_text(calendar, encoding="utf-8", newline="\r\n")
    settings = Settings(
        folder / "small.route",
        str(folder / "tables"),
        database_url=f"sqlite:///{folder}/log.sqlite3",
        encryption_key_file=folder / "key",
    )
    app = build(settings)
    app.service.live.refresh()
    return TestClient(app, base_url="http://localhost")


def busy_now() -> str:
    now = datetime.now(UTC)
    return f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//x//EN
BEGIN:VEVENT
UID:1
DTSTAMP:20260101T000000Z
DTSTART:{now - timedelta(hours=1):%Y%m%dT%H%M%SZ}
DTEND:{now + timedelta(hours=2):%Y%m%dT%H%M%SZ}
SUMMARY:At the dentist's
END:VEVENT
END:VCALENDAR
"""


def routed(client: TestClient, dry_run: bool) -> dict[str, Any]:
    answer = client.post("/v1/route", json={"fields": {}, "dry_run": dry_run})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_busy_rep_is_passed_over_and_the_decision_replays(tmp_path: Path) -> None:
    with served(tmp_path, busy_now()) as client:
        until = time.monotonic() + 60
        while routed(client, dry_run=True)["assigned_to"] != "bo@x.example":
            assert time.monotonic() < until, "the calendar has not been read"
            time.sleep(0.05)
        decision = routed(client, dry_run=False)
        ana, bo = decision["trace"]["assignment"]["candidates"]
        assert ana["because"].startswith("busy until ")
        assert bo["verdict"] == "chosen", "a calendar that is not there keeps nobody off"
        service = client.app.service  # type: ignore[attr-defined]
        (tmp_path / "ana.ics").unlink()
        event = service.store.decision(decision["decision_id"])
        assert replay(event, service.live.release.ruling, service.journal).equal
        (problem,) = service.calendars.problems()
        assert problem.rep == "bo@x.example"
