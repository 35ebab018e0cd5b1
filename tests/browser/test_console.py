"""The page at ``/`` in a real browser, in front of a real server with the example framework."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, ViewportSize, expect

from tests.browser.served import Served, copy_example, served

PHONE: ViewportSize = {"width": 360, "height": 740}
NARROWEST: ViewportSize = {"width": 320, "height": 568}

expect.set_options(timeout=15_000)  # the machine may be busy

PENINSULA = "Bronwyn Ashgrove-Lim, Peninsula Pets"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests that edit nothing."""
    with served(copy_example(tmp_path_factory.mktemp("example"))) as running:
        yield running


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser's console has to say that is no plain message."""
    said: list[str] = []
    page.on(
        "console",
        lambda message: said.append(message.text) if message.type != "log" else None,
    )
    return said


def choose(page: Page, name: str) -> None:
    page.get_by_role("option", name=name, exact=True).click()


def paste(page: Page, lead: object) -> None:
    """Put a lead (a text, or what its JSON says) in the editor and press Route."""
    text = lead if isinstance(lead, str) else json.dumps(lead)
    page.get_by_label("Lead as JSON").fill(text)
    page.get_by_role("button", name="Route", exact=True).click()


def headline(page: Page) -> Locator:
    return page.get_by_role("region", name="Decision", exact=True).get_by_role("heading", level=2)


def decided(page: Page) -> Locator:
    """The step that decided."""
    return page.locator("[aria-current=step]")


def no_sideways_scroll(page: Page) -> bool:
    wide: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wide <= 0


def test_a_sample_shows_its_owner_its_step_and_its_row(page: Page, example: Served) -> None:
    page.goto(example.url)
    choose(page, PENINSULA)
    expect(headline(page)).to_have_text("Assigned to ana@acme.example — step California")
    facts = page.locator(".headline dl")
    expect(facts).to_contain_text("sdrsam@acme.example")
    expect(facts).to_contain_text("territoryPalo Alto and San Mateo")
    expect(decided(page)).to_contain_text("California!A18 (row 18)")
    row = decided(page).locator("tr[aria-current]")
    expect(row).to_contain_text("ana@acme.example")
    expect(row.locator("mark")).to_have_text("944*")


def test_each_step_passed_over_says_why(page: Page, example: Served) -> None:
    page.goto(example.url)
    paste(page, {"Email": "kim@brightlane.example", "State": "CA", "PostalCode": "94401"})
    path = page.locator(".path > li")
    expect(path.nth(0)).to_contain_text("keep_owner is no")
    expect(path.nth(1)).to_contain_text("no row in Federal domains for domain brightlane.example")
    expect(path.filter(has_text="Enterprise")).to_contain_text("employees is missing")
    expect(path.filter(has_text="United States")).to_contain_text("country is missing")
    expect(path.filter(has_text="United States")).to_contain_text("wanted country = US")


def test_nothing_known_waits_in_the_queue(page: Page, example: Served) -> None:
    page.goto(example.url)
    paste(page, {})
    expect(headline(page)).to_have_text("Waits in the queue Unrouted — step otherwise")
    expect(decided(page)).to_contain_text("No earlier step matched.")


def test_fields_show_what_was_sent_and_what_was_read(page: Page, example: Served) -> None:
    page.goto(example.url)
    paste(page, {"StateCode": "calif.", "NumberOfEmployees": "many", "Shoe size": 44})
    fields = page.locator("table.fields tr")
    state = fields.filter(has=page.get_by_role("rowheader", name="state", exact=True))
    expect(state.get_by_role("cell")).to_have_text(["StateCode", "calif.", "CA", "read"])
    employees = fields.filter(has=page.get_by_role("rowheader", name="employees"))
    expect(employees).to_contain_text("invalid – ")
    expect(page.get_by_text("Not read, because no field asks for them: Shoe size")).to_be_visible()


def test_a_whole_request_body_is_taken_as_one(page: Page, example: Served) -> None:
    page.goto(example.url)
    with page.expect_request("**/v1/route") as sent:
        paste(page, {"record_type": "lead", "event": "sla_breach", "fields": {"attempts": 9}})
    assert json.loads(sent.value.post_data or "")["dry_run"] is True
    expect(headline(page)).to_contain_text("Escalations")


def test_a_lead_that_is_no_json_is_explained(
    page: Page, example: Served, complaints: list[str]
) -> None:
    page.goto(example.url)
    paste(page, '{"State": "CA",')
    expect(page.get_by_role("alert")).to_contain_text("It does not read as JSON.")
    paste(page, "[1, 2]")
    expect(page.get_by_role("alert")).to_contain_text("A lead is one JSON object")
    paste(page, "  ")
    expect(page.get_by_role("alert")).to_contain_text("Pick a sample")
    assert complaints == []


def test_a_refused_request_shows_the_reason_and_the_path(page: Page, example: Served) -> None:
    page.goto(example.url)
    paste(page, {"record_type": "leed", "fields": {}})
    expect(page.get_by_role("alert")).to_contain_text('did you mean "lead"?')
    expect(page.get_by_role("alert")).to_contain_text("$.record_type")


def test_a_link_leads_a_colleague_to_the_same_decision(
    page: Page, chromium: Browser, example: Served
) -> None:
    page.goto(example.url)
    choose(page, PENINSULA)
    expect(headline(page)).to_contain_text("ana@acme.example")
    of_sample = page.url
    paste(page, {"Country": "Österreich", "Company": "Bäckerei ☕"})
    expect(headline(page)).to_contain_text("step Europe")
    of_lead = page.url
    with chromium.new_page() as other:
        other.goto(of_sample)
        expect(headline(other)).to_contain_text("ana@acme.example")
        other.goto(of_lead)
        expect(headline(other)).to_contain_text("step Europe")
        other.go_back()
        expect(headline(other)).to_contain_text("ana@acme.example")


def test_a_sample_is_found_by_what_it_says(page: Page, example: Served) -> None:
    page.goto(example.url)
    expect(page.locator("#count")).to_have_text("200 samples")
    page.get_by_role("combobox", name="Sample leads").fill("peninsula california")
    expect(page.get_by_role("option")).to_have_text([PENINSULA])


def test_the_keyboard_is_enough(page: Page, example: Served) -> None:
    page.goto(example.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the decision")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("peninsula")
    page.keyboard.press("ArrowDown")
    expect(headline(page)).to_contain_text("ana@acme.example")
    line = decided(page).get_by_role("link", name="acme.route:")
    tab_to(page, line)
    page.keyboard.press("Enter")
    expect(page.locator(".source .visited")).to_contain_text('"California"')
    expect(page.locator(".source .visited")).to_be_in_viewport()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Back to the path")).to_be_focused()
    page.keyboard.press("Enter")
    expect(line).to_be_focused()
    page.keyboard.press("/")
    tab_to(page, page.get_by_label("Lead as JSON"))
    page.keyboard.press("Control+a")
    page.keyboard.type("{}")
    page.keyboard.press("Control+Enter")
    expect(headline(page)).to_contain_text("Unrouted")


def test_a_key_that_is_quicker_than_the_samples_counts(page: Page, example: Served) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/v1/samples", hold)
    with page.expect_request("**/v1/samples"):
        page.goto(example.url)
    page.keyboard.press("/")
    page.keyboard.type("peninsula")
    page.keyboard.press("ArrowDown")
    held[0].continue_()
    expect(headline(page)).to_contain_text("ana@acme.example")


def tab_to(page: Page, goal: Locator) -> None:
    """Press Tab until ``goal`` has the focus, and see that the focus can be seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if goal.evaluate("node => node === document.activeElement"):
            assert goal.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
            return
    pytest.fail("Tab does not lead there")


def test_arrow_keys_walk_the_samples(page: Page, example: Served) -> None:
    page.goto(example.url)
    options = page.get_by_role("option")
    options.nth(3).click()
    page.get_by_role("listbox").focus()
    page.keyboard.press("ArrowDown")
    expect(options.nth(4)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("End")
    expect(options.last).to_have_attribute("aria-selected", "true")
    expect(options.last).to_be_in_viewport()
    expect(page.locator("[aria-selected=true]")).to_have_count(1)


def test_the_row_is_shown_in_its_table(page: Page, example: Served) -> None:
    page.goto(example.url)
    choose(page, PENINSULA)
    decided(page).get_by_role("link", name="California!A18").click()
    heading = page.get_by_role("heading", name="California, row 18")
    expect(heading).to_be_focused()
    expect(page.locator("#table-view tr[aria-current]")).to_contain_text("943*, 944*")
    page.get_by_role("button", name="Close").click()
    expect(heading).to_have_count(0)
    expect(decided(page).get_by_role("link", name="California!A18")).to_be_focused()


def test_no_cell_that_matters_is_cut_short(page: Page, example: Served) -> None:
    page.goto(example.url)
    choose(page, "Dorothea Kimball-Rao, Rockridge Bakes")
    hit = decided(page).locator("td.hit")
    expect(hit.locator("mark")).to_have_text("94600-94899")
    expect(hit).to_contain_text("94500-94502, 94504-94507")
    decided(page).get_by_role("link", name="California!A").click()
    expect(page.locator("#table-view tr[aria-current]")).to_be_visible()
    for cells in (hit, page.locator("#table-view td")):
        cut = "cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth).length"
        assert cells.evaluate_all(cut) == 0


@pytest.mark.parametrize("size", [PHONE, NARROWEST])
def test_a_phone_never_scrolls_sideways(page: Page, example: Served, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    page.goto(example.url)
    expect(page.get_by_role("option").first).to_be_visible()
    assert no_sideways_scroll(page)
    choose(page, PENINSULA)
    expect(headline(page)).to_be_in_viewport()
    assert no_sideways_scroll(page)
    decided(page).get_by_role("link", name="California!A18").click()
    expect(page.locator("#table-view tr[aria-current]")).to_be_in_viewport()
    assert no_sideways_scroll(page)
    paste(page, {"Company": "W" * 3000, "Email": "x" * 3000, "y" * 3000: "z"})
    expect(headline(page)).to_contain_text("step Rest of world")
    assert no_sideways_scroll(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_quiet_and_keeps_to_its_own_server(
    page: Page, example: Served, complaints: list[str], scheme: Any
) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page.emulate_media(color_scheme=scheme)
    page.goto(example.url)
    choose(page, PENINSULA)
    expect(headline(page)).to_be_visible()
    page.locator("summary").click()
    expect(page.get_by_label("Decision as JSON")).to_contain_text('"outcome": "assigned"')
    assert complaints == []
    assert asked == {urlsplit(example.url).netloc}


def test_the_copied_command_sends_the_same_lead(page: Page, example: Served) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(example.url)
    lead = {"Company": 'O\'Brien & "Sons" $HOME `x`', "Country": "IE"}
    paste(page, lead)
    page.get_by_role("button", name="Copy as curl").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    command = shlex.split(page.evaluate("navigator.clipboard.readText()"))
    assert command[:3] == ["curl", "-sS", f"{example.url}v1/route"]
    body = json.loads(command[command.index("-d") + 1])
    assert body["fields"] == lead
    answer = page.request.post(command[2], data=body)
    assert answer.json()["step"] == "Europe"
