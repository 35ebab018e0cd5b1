"""Edits that goldens or the impact hold, and what people decide about them."""

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from history import Store, open_store
from releases.gates import Mode
from releases.ledger import NoSuchRelease, NotPossible
from tests.releases.conftest import Sheets
from tests.releases.desks import GOLDEN, Desk, codes, owner, release_id


@pytest.fixture
def goldens(tmp_path: Path) -> Path:
    folder = tmp_path / "goldens"
    folder.mkdir()
    (folder / "california.json").write_text(json.dumps(GOLDEN))
    return folder


@pytest.fixture(params=["memory", "store"])
def store(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store | None]:
    if request.param == "memory":
        yield None
        return
    opened = open_store(f"sqlite:///{tmp_path}/log.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def desk(file: Path, sheets: Sheets, store: Store | None, goldens: Path) -> Desk:
    return Desk(file, sheets, store, goldens)


def test_an_edit_that_changes_a_golden_is_held(desk: Desk) -> None:
    before = desk.live.release
    desk.edit()
    assert desk.live.release is before
    assert desk.owner() == "ana@a.example"
    assert desk.live.held is not None
    [reason] = desk.live.held.story.reasons
    assert reason == (
        "the golden california: expected ana@a.example (step State), "
        "would now go to bo@a.example (step State)"
    )
    assert codes(desk.live) == ["golden-changed"]
    assert desk.live.problems.held == {"states"}
    [change] = desk.live.held.story.changes
    assert (change.table, change.sheet, change.row) == ("states", "States", 2)
    assert (change.before, change.after) == (["CA", "ana@a.example"], ["CA", "bo@a.example"])


def test_a_golden_that_gives_the_same_lets_an_edit_through(desk: Desk) -> None:
    desk.sheets["States"].insert(1, ["NV", "nev@a.example"])
    desk.live.refresh()
    assert desk.owner(State="NV") == "nev@a.example"
    assert desk.live.held is None


def test_what_is_held_is_judged_once(desk: Desk) -> None:
    desk.edit()
    held = desk.live.held
    assert desk.live.refresh().news is False
    assert desk.live.held is held


def test_an_accepted_release_is_live_and_not_held_again(desk: Desk) -> None:
    desk.edit()
    desk.live.accept(desk.held(), "ana's key", "as agreed")
    assert desk.owner() == "bo@a.example"
    assert desk.live.held is None
    desk.live.refresh()
    desk.sheets["States"].append(["NV", "nev@a.example"])
    desk.live.refresh()
    assert desk.owner(State="NV") == "nev@a.example"
    assert desk.live.held is None
    assert codes(desk.live) == ["golden-unmet"]
    [problem] = desk.live.problems.release
    assert problem.diagnostic.message.endswith("goes to bo@a.example (step State)")
    assert "would" not in problem.diagnostic.message
    assert problem.diagnostic.help.startswith("Live routing gives something else than this golden")


def test_accepting_twice_is_as_good_as_once(desk: Desk) -> None:
    desk.edit()
    held = desk.held()
    desk.live.accept(held)
    at = desk.live.release
    desk.live.accept(held)
    assert desk.live.release is at


def test_a_rejected_sheet_stays_out_and_others_go_on(desk: Desk) -> None:
    desk.edit()
    held = desk.held()
    desk.live.reject(held, "ana's key", "not yet")
    desk.live.reject(held)
    assert desk.live.held is None
    desk.sheets["Zips"].append(["20001", "dee@a.example"])
    desk.live.refresh()
    assert desk.owner(Zip="20001") == "dee@a.example"
    assert desk.owner() == "ana@a.example"
    assert desk.live.problems.held == {"states"}
    [problem] = desk.live.problems.tables["states"]
    assert str(problem.diagnostic.where) == "States"
    assert f"was rejected with {held} on 2026-" in problem.diagnostic.message
    assert problem.diagnostic.message.endswith(" by ana's key: not yet")


def test_a_rejected_sheet_is_a_candidate_again_once_it_is_edited(desk: Desk) -> None:
    desk.edit()
    desk.live.reject(desk.held())
    desk.edit("cy@a.example")
    assert desk.held()
    desk.edit("ana@a.example")
    assert desk.live.held is None
    assert codes(desk.live) == []


def test_what_was_rejected_can_be_accepted_yet(desk: Desk) -> None:
    desk.edit()
    held = desk.held()
    desk.live.reject(held)
    desk.live.accept(held)
    assert desk.owner() == "bo@a.example"
    desk.live.refresh()
    assert release_id(desk.live) == held
    assert desk.live.problems.held == frozenset()


def test_but_not_once_something_else_went_live(desk: Desk) -> None:
    desk.edit()
    held = desk.held()
    desk.live.reject(held)
    desk.sheets["Zips"].append(["20001", "dee@a.example"])
    desk.live.refresh()
    with pytest.raises(NotPossible, match="edit the sheet again"):
        desk.live.accept(held)


def test_a_newer_edit_takes_the_place_of_the_held_one(desk: Desk) -> None:
    desk.edit()
    first = desk.held()
    desk.edit("cy@a.example")
    second = desk.held()
    assert first != second
    with pytest.raises(NotPossible, match=f"a newer edit took its place; {second} is held"):
        desk.live.accept(first)
    with pytest.raises(NotPossible, match=f"{second} is held"):
        desk.live.reject(first)
    kept = desk.live.ledger.shelf.release(first)
    assert kept is not None
    assert kept.state == "superseded"


def test_an_edit_that_is_undone_is_held_no_more(desk: Desk) -> None:
    desk.edit()
    desk.edit("ana@a.example")
    assert desk.live.held is None
    assert codes(desk.live) == []


def test_a_release_that_is_put_back_stays_until_somebody_edits(desk: Desk) -> None:
    first = release_id(desk.live)
    desk.sheets["States"].append(["NV", "nev@a.example"])
    desk.live.refresh()
    second = release_id(desk.live)
    desk.live.activate(first, "ana's key", "too early")
    assert desk.owner(State="NV") == "Rest"
    desk.live.refresh()
    assert release_id(desk.live) == first
    assert codes(desk.live) == ["edit-refused"]
    desk.sheets["Zips"].append(["20001", "dee@a.example"])
    desk.live.refresh()
    assert (desk.owner(Zip="20001"), desk.owner(State="NV")) == ("dee@a.example", "Rest")
    desk.sheets["States"].append(["OR", "ora@a.example"])
    desk.live.refresh()
    assert (desk.owner(State="OR"), desk.owner(State="NV")) == ("ora@a.example", "nev@a.example")
    desk.live.activate(second)
    assert desk.owner(State="OR") == "Rest"
    desk.live.activate(second)


def test_a_framework_is_a_candidate_like_any_edit(desk: Desk) -> None:
    good = desk.file.read_text()
    desk.file.write_text(
        good.replace(
            '"State"    by state in states  -> owner', '"State"    when state = CA -> queue "West"'
        )
    )
    desk.live.refresh()
    held = desk.held()
    assert desk.owner() == "ana@a.example"
    desk.live.reject(held)
    assert desk.live.problems.framework_held
    desk.sheets["Zips"].append(["20001", "dee@a.example"])
    desk.live.refresh()
    assert desk.owner(Zip="20001") == "dee@a.example"
    desk.file.write_text(good)
    desk.live.refresh()
    assert codes(desk.live) == []


def test_live_releases_are_not_rejected(desk: Desk) -> None:
    with pytest.raises(NotPossible, match="is live"):
        desk.live.reject(release_id(desk.live))
    for act in (desk.live.accept, desk.live.reject, desk.live.activate):
        with pytest.raises(NoSuchRelease):
            act("r-000000000000")


@pytest.mark.parametrize(("mode", "found"), [("warn", ["golden-unmet"]), ("off", [])])
def test_goldens_may_only_warn_or_be_off(desk: Desk, mode: Mode, found: list[str]) -> None:
    desk.live = desk.another(mode)
    desk.live.refresh()
    desk.edit()
    assert desk.owner() == "bo@a.example"
    assert codes(desk.live) == found


def test_a_golden_that_is_corrected_lets_the_edit_go_live(desk: Desk) -> None:
    desk.edit()
    (desk.folder / "california.json").unlink()
    desk.live.refresh()
    assert desk.owner() == "bo@a.example"


def test_a_broken_golden_file_is_told_and_holds_nothing(desk: Desk) -> None:
    (desk.folder / "bad.json").write_text("{")
    desk.live.refresh()
    assert codes(desk.live) == ["golden-unread"]


# What the store keeps --------------------------------------------------------------------------


@pytest.fixture
def kept(file: Path, sheets: Sheets, tmp_path: Path, goldens: Path) -> Iterator[Desk]:
    store = open_store(f"sqlite:///{tmp_path}/kept.sqlite3")
    yield Desk(file, sheets, store, goldens)
    store.close()


def test_an_edit_that_is_taken_back_was_replaced_by_nothing(kept: Desk) -> None:
    kept.edit()
    kept.edit("ana@a.example")
    assert kept.kinds()[-1] == "release.superseded"
    assert kept.bodies()[-1]["replaced_by"] == ""


def test_every_step_is_an_event(kept: Desk) -> None:
    kept.edit()
    kept.live.accept(kept.held(), "ana's key", "yes")
    kept.edit("cy@a.example")
    kept.edit("ana@a.example")
    assert kept.kinds() == [
        "release.activated", "release.held", "release.accepted", "release.activated",
        "release.held", "release.superseded", "release.activated",
    ]  # fmt: skip
    start, held, accepted, activated, _, superseded, last = kept.bodies()
    assert superseded["replaced_by"] == last["release"]["id"]
    assert "replaced_by" not in last
    assert (start["by"], start["previous"]) == ("start", None)
    assert (held["by"], held["previous"]) == ("edit", start["release"]["id"])
    assert len(held["reasons"]) == 1
    assert held["changes_total"] == 1
    assert (accepted["by"], accepted["who"], accepted["note"]) == ("accept", "ana's key", "yes")
    assert activated["by"] == "accept"
    assert activated["release"]["activated_at"] == activated["at"]
    assert last["by"] == "edit"


def test_a_hold_survives_a_restart(kept: Desk) -> None:
    kept.edit()
    held, told = kept.held(), len(kept.kinds())
    kept.live = kept.another()
    kept.live.refresh()
    assert kept.owner() == "ana@a.example"
    assert kept.held() == held
    assert len(kept.kinds()) == told
    kept.live.accept(held)
    assert kept.owner() == "bo@a.example"


def test_a_refusal_survives_a_restart(kept: Desk) -> None:
    kept.edit()
    kept.live.reject(kept.held())
    kept.live = kept.another()
    kept.live.refresh()
    assert kept.owner() == "ana@a.example"
    assert codes(kept.live) == ["edit-refused"]


def test_an_edit_while_nobody_served_goes_through_the_gates(kept: Desk) -> None:
    kept.sheets["States"][1][1] = "bo@a.example"
    kept.live = kept.another()
    kept.live.refresh()
    assert kept.owner() == "ana@a.example"
    assert kept.live.held is not None


def test_another_process_decides_and_this_one_follows(kept: Desk) -> None:
    other = kept.another()
    other.refresh()
    kept.edit()
    held = kept.held()
    other.accept(held)
    assert owner(other, State="CA") == "bo@a.example"
    kept.live.refresh()
    assert release_id(kept.live) == held
    assert kept.live.held is None
    first = kept.bodies()[0]["release"]["id"]
    other.activate(first)
    kept.live.adopt(first)
    assert release_id(kept.live) == first


def test_of_two_who_found_different_edits_the_second_one_looks_again(kept: Desk) -> None:
    other = kept.another()
    other.refresh()
    fetch = kept.live.source.fetch

    def meanwhile() -> Any:
        found = fetch()
        kept.live.source.fetch = fetch  # type: ignore[method-assign]
        kept.sheets["Zips"].append(["20001", "dee@a.example"])
        other.refresh()
        return found

    kept.live.source.fetch = meanwhile  # type: ignore[method-assign]
    kept.sheets["States"].append(["NV", "nev@a.example"])
    kept.live.refresh()
    kept.live.refresh()
    assert kept.owner(Zip="20001") == "dee@a.example"
    assert kept.owner(State="NV") == "nev@a.example"
    assert release_id(kept.live) == kept.live.ledger.live_id()


def test_nobody_waits_for_the_source_to_decide(desk: Desk) -> None:
    desk.edit()
    fetch, begun, go_on = desk.live.source.fetch, Event(), Event()

    def slowly() -> Any:
        begun.set()
        go_on.wait(60)
        return fetch()

    desk.live.source.fetch = slowly  # type: ignore[method-assign]
    refresh = Thread(target=desk.live.refresh)
    refresh.start()
    begun.wait(60)
    desk.live.accept(desk.held())
    assert desk.owner() == "bo@a.example"
    go_on.set()
    refresh.join()
    assert desk.owner() == "bo@a.example"
    assert desk.live.held is None
