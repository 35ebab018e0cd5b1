"""The page while things change or go wrong under it: edits, keys, hostile data, no server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.served import Served, copy_example, run, served

expect.set_options(timeout=15_000)  # the machine may be busy

LOOKED_AGAIN_MS = 30_000  # the page looks every 4 s, the server soon after an edit
PENINSULA = "Bronwyn Ashgrove-Lim, Peninsula Pets"
MARKUP = "<img src=x onerror=alert(1)>"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Served]:
    """A server whose files the test may edit, whatever their goldens say."""
    with served(copy_example(tmp_path), ROUTEBOOK_GOLDENS="off") as running:
        yield running


def choose(page: Page, name: str) -> None:
    page.get_by_role("option", name=name, exact=True).click()


def status(page: Page) -> Locator:
    return page.locator("#status")


def says(page: Page, text: str) -> None:
    """The status line comes to say ``text``."""
    expect(status(page)).to_contain_text(text, timeout=LOOKED_AGAIN_MS)


def test_a_broken_edit_is_shown_until_it_is_mended(page: Page, own: Served) -> None:
    page.goto(own.url)
    says(page, "9 tables live, none held.")
    own.edit("California", '944*",ana@', '944*",anna@')
    says(page, "California is held at the last good version")
    page.get_by_role("button", name="See the cells").click()
    panel = page.get_by_role("region", name="Tables", exact=True)
    expect(panel).to_be_focused()
    expect(panel).to_contain_text("California!B18")
    expect(panel).to_contain_text("Did you mean ana@acme.example? Since ")
    choose(page, PENINSULA)  # routed by the last good version
    expect(page.locator(".headline")).to_contain_text("ana@acme.example")
    own.edit("California", "anna@", "mei@")
    says(page, "The tables have changed since this decision.")
    page.get_by_role("button", name="Route again").click()
    expect(page.locator(".headline")).to_contain_text("mei@acme.example")
    says(page, "9 tables live, none held.")
    expect(panel).not_to_contain_text("California!B18")


def test_a_broken_framework_is_shown_at_its_line(page: Page, own: Served) -> None:
    page.goto(own.url)
    says(page, "none held")
    own.edit_framework("employees >= 1_000", "employes >= 1_000")
    says(page, "The framework is held at its last good version")
    panel = page.get_by_role("region", name="Framework", exact=True)
    expect(panel).to_contain_text("acme.route:91")
    own.edit_framework("employes >= 1_000", "employees >= 1_000")
    says(page, "none held")


def test_a_server_without_a_good_workbook_says_so(page: Page, tmp_path: Path) -> None:
    folder = copy_example(tmp_path)
    (folder / "workbook" / "Europe.csv").unlink()
    with served(folder) as broken:
        page.goto(broken.url)
        says(page, "Not ready: no release is live yet.")
        expect(page.locator("#source-problems")).to_contain_text("Europe")


def test_a_server_that_is_away_is_missed_and_found_again(page: Page, own: Served) -> None:
    page.goto(own.url)
    says(page, "none held")
    page.context.set_offline(True)
    says(page, "The server does not answer.")
    page.get_by_label("Lead as JSON").fill("{}")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("The server does not answer")
    page.context.set_offline(False)
    says(page, "none held")


def test_a_key_is_asked_for_and_kept_in_the_tab_only(page: Page, tmp_path: Path) -> None:
    folder = copy_example(tmp_path)
    keys = {"ROUTEBOOK_API_KEYS_FILE": str(folder / "keys.json")}
    key = run(folder, "keys", "create", "--scope", "read", **keys).split()[-1]
    with served(folder, **keys) as locked:
        page.goto(locked.url)
        dialog = page.get_by_role("dialog", name="API key")
        dialog.get_by_role("button", name="Cancel").click()
        says(page, "This server asks for an API key.")
        page.get_by_role("button", name="Enter a key").click()
        dialog.get_by_label("Key", exact=True).fill(key)
        page.keyboard.press("Enter")
        says(page, "none held")
        choose(page, PENINSULA)
        expect(page.locator(".headline")).to_contain_text("ana@acme.example")
        page.reload()
        says(page, "none held")
        assert page.evaluate("Object.values(sessionStorage)") == [key]
        assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]
        page.get_by_role("button", name="Forget the API key").click()
        expect(dialog).to_be_visible()


def test_markup_from_anywhere_is_only_text(page: Page, tmp_path: Path) -> None:
    folder = copy_example(tmp_path)
    (folder / "leads" / "hostile.csv").write_text(f"Company,<b>{MARKUP}</b>\n{MARKUP},{MARKUP}\n")
    hostile = Served("", folder)
    hostile.edit("California", "Palo Alto and San Mateo", MARKUP)
    hostile.edit_framework('"California"       when', f'"{MARKUP}" when')
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    with served(folder) as running:
        page.goto(running.url)
        choose(page, MARKUP)
        expect(page.locator("table.fields")).to_contain_text(MARKUP)
        fields = {"State": "CA", "Zip": "94401", "Country": "US"}
        columns = ("Email", "Company", "Industry", "Comments", "OwnerEmail", MARKUP)
        lead = fields | dict.fromkeys(columns, MARKUP)
        page.get_by_label("Lead as JSON").fill(json.dumps(lead))
        page.keyboard.press("Control+Enter")
        expect(page.locator(".headline")).to_contain_text(f"step {MARKUP}")
        expect(page.locator(".headline")).to_contain_text(f"territory{MARKUP}")
        expect(page.locator("[aria-current=step] tr[aria-current]")).to_contain_text(MARKUP)
        expect(page.get_by_text("Not read, because")).to_contain_text(MARKUP)
        page.get_by_label("Lead as JSON").fill(
            json.dumps({"record_type": MARKUP, "fields": {}, "event": MARKUP})
        )
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("alert")).to_contain_text(MARKUP)
        running.edit("Europe", "LU,femke@acme.example", f"LU,{MARKUP}")
        says(page, "held")
        expect(page.locator("#tables-list .problems").first).to_contain_text(MARKUP)
        assert page.locator("[onerror], img:not(header img), b b").count() == 0
    assert dialogs == []


def test_an_edit_that_is_held_is_accepted_and_rolled_back(page: Page, tmp_path: Path) -> None:
    with served(copy_example(tmp_path)) as running:
        page.goto(running.url)
        says(page, "none held")
        running.edit("California", '944*",ana@', '944*",mei@')
        says(page, "The newest edit is held until somebody accepts it")
        page.get_by_role("button", name="See why").click()
        held = page.get_by_role("region", name="An edit is held")
        expect(held).to_be_focused()
        expect(held).to_contain_text("expected ana@acme.example (step California), would now")
        held.get_by_text("What was edited: 1 row").click()
        expect(held.locator("ins")).to_contain_text("mei@acme.example")
        held.get_by_label("Note, for the log").fill("as agreed")
        held.get_by_role("button", name="Accept").click()
        says(page, "none held")
        expect(held).to_be_hidden()
        releases = page.get_by_role("region", name="Releases").get_by_role("listitem")
        expect(releases.nth(0)).to_contain_text("live")
        expect(releases.nth(0)).to_contain_text("as agreed")
        says(page, "9 tables live, none held. 2 goldens to look at.")
        releases.nth(1).get_by_role("button", name="Activate").click()
        says(page, "An edit of California was rejected or rolled back: it stays out until")
        choose(page, PENINSULA)
        expect(page.locator(".headline")).to_contain_text("ana@acme.example")


def test_an_edit_that_is_rejected_is_nothing_to_mend(page: Page, tmp_path: Path) -> None:
    folder = copy_example(tmp_path)
    goldens = "State,Zip,Country,expected owner\nCA,94401,US,anna@acme.example\n"
    (folder / "workbook" / "Goldens.csv").write_text(goldens)
    with served(folder) as running:
        page.goto(running.url)
        says(page, "9 tables live, none held. 1 golden to look at.")
        expect(page.locator("#source-problems")).to_contain_text("Nobody in the roster is called")
        running.edit("California", '944*",ana@', '944*",mei@')
        says(page, "The newest edit is held until somebody accepts it")
        expect(page.locator("#source-problems")).to_be_empty()
        held = page.get_by_role("region", name="An edit is held")
        expect(held).to_contain_text("expected ana@acme.example (step California), would now")
        held.get_by_role("button", name="Reject").click()
        says(page, "An edit of California was rejected or rolled back: it stays out until")
        page.get_by_role("button", name="See why").click()
        panel = page.get_by_role("region", name="Tables", exact=True)
        expect(panel).to_contain_text("The last edit was rejected or rolled back, and stays out.")
        expect(panel).not_to_contain_text("mended")
        rejected = page.locator("#releases-list li[data-state=rejected]")
        rejected.get_by_role("button", name="Accept").click()
        says(page, "none held")


def test_how_old_the_tables_are_is_told_when_they_cannot_be_had(page: Page, own: Served) -> None:
    page.goto(own.url)
    says(page, "none held")
    (own.folder / "workbook").rename(own.folder / "elsewhere")
    says(page, "The newest tables cannot be had; the last good ones go on, last read less than")
