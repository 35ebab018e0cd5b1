"""The page and what is logged: who of a pool takes a lead, recent decisions, their replay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, ViewportSize, expect

from tests.browser.served import Served, copy_example, served

PHONE: ViewportSize = {"width": 360, "height": 740}
NEVADA = {"Company": "Harborlight Books", "Country": "US", "State": "Nevada"}
BOSNIA = {"Company": "Sarajevo Glass", "Country": "BA"}

expect.set_options(timeout=15_000)  # the machine may be busy


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Served]:
    """A server with its own log. Nobody is away on any day; Kofi gets nothing from his pool."""
    folder = copy_example(tmp_path)
    (folder / "workbook" / "Time off.csv").write_text("rep,from,until,cover\n", encoding="utf-8")
    Served("", folder).edit("Pool members", "kofi@acme.example,,", "kofi@acme.example,0,")
    with served(folder) as running:
        yield running


def paste(page: Page, lead: str) -> None:
    page.get_by_label("Lead as JSON").fill(lead)
    page.get_by_role("button", name="Route", exact=True).click()


def routed(page: Page, own: Served, **body: Any) -> dict[str, Any]:
    """A decision that is logged."""
    answer = page.request.post(f"{own.url}v1/route", data=body)
    assert answer.ok, answer.text()
    found: dict[str, Any] = answer.json()
    return found


def candidates(page: Page) -> Locator:
    return page.locator(".candidates li")


def recent(page: Page) -> Locator:
    return page.get_by_role("region", name="Recent decisions").get_by_role("link")


def test_everybody_in_the_pool_stands_there_with_a_reason(page: Page, own: Served) -> None:
    routed(page, own, fields=NEVADA)
    page.goto(own.url)
    paste(page, '{"Country": "US", "State": "Nevada"}')
    expect(page.locator("[data-verdict=choice]")).to_contain_text(
        "Pool west_commercialowner, round robin, turn 2"
    )
    expect(candidates(page)).to_have_text(
        [
            "nina@acme.example passed over: not their turn",
            "theo@acme.example chosen: next in turn",
            "hana@acme.example passed over: not their turn",
            "gus@acme.example passed over: not their turn",
            "kofi@acme.example skipped: weight 0",
        ]
    )
    expect(page.locator(".candidates [aria-current=true]")).to_contain_text("theo@acme.example")


def test_trying_a_lead_takes_no_turn_and_is_not_logged(page: Page, own: Served) -> None:
    page.goto(own.url)
    for company in ("One", "Two", "Three"):
        paste(page, f'{{"Country": "US", "State": "NV", "Company": "{company}"}}')
        expect(page.locator("table.fields")).to_contain_text(company)
        expect(page.locator(".headline")).to_contain_text("Assigned to nina@acme.example")
        expect(page.locator(".headline")).to_contain_text("Dry run")
    assert page.request.get(f"{own.url}v1/decisions").json()["decisions"] == []
    expect(page.locator("#recent")).to_contain_text("Nothing is logged yet")
    real = routed(page, own, fields=NEVADA)
    assert real["trace"]["assignment"]["turn"] == 1


def test_an_offer_names_all_who_may_claim_it(page: Page, own: Served) -> None:
    page.goto(own.url)
    paste(page, '{"Company": "Sarajevo Glass", "Country": "BA"}')
    expect(page.locator(".headline h2")).to_contain_text("Offered to the pool emea_inbound")
    expect(page.locator(".candidates [data-verdict=offered]")).to_have_count(6)
    expect(page.locator("[data-verdict=choice]")).to_contain_text("owner, shark tank")


def test_a_logged_decision_is_opened_and_replayed(page: Page, own: Served) -> None:
    first = routed(page, own, record_id="L-1", fields=NEVADA)
    routed(page, own, record_id="L-2", fields=BOSNIA)
    page.goto(own.url)
    expect(recent(page)).to_have_count(2)
    expect(recent(page).nth(0)).to_contain_text("Offered to the pool emea_inbound")
    expect(recent(page).nth(1)).to_contain_text("lead L-1 — Rest of US")
    recent(page).nth(1).focus()
    page.keyboard.press("Enter")
    headline = page.locator(".headline")
    expect(headline).to_contain_text("Assigned to nina@acme.example")
    expect(headline).to_contain_text("Replayed: the same decision, bit for bit.")
    expect(headline).not_to_contain_text("Dry run")
    expect(recent(page).nth(1)).to_have_attribute("aria-current", "true")
    assert page.url.endswith(f"#decision={first['decision_id']}")
    page.reload()
    expect(headline).to_contain_text("Replayed: the same decision")
    paste(page, "{}")
    expect(headline).to_contain_text("Unrouted")
    expect(page.locator("#recent [aria-current]")).to_have_count(0)
    page.go_back()
    expect(headline).to_contain_text("Assigned to nina@acme.example")


def test_new_decisions_appear_and_older_ones_are_asked_for(page: Page, own: Served) -> None:
    page.goto(own.url)
    expect(page.locator("#recent")).to_contain_text("Nothing is logged yet")
    for number in range(25):
        routed(page, own, record_id=f"L-{number}", fields=NEVADA)
    expect(recent(page)).to_have_count(20, timeout=30_000)
    expect(recent(page).first).to_contain_text("L-24")
    page.get_by_role("button", name="Show older ones").click()
    expect(recent(page)).to_have_count(25)
    expect(recent(page).nth(20)).to_be_focused()
    expect(page.get_by_role("button", name="Show older ones")).to_have_count(0)


def test_a_replay_that_differs_says_where(page: Page, own: Served) -> None:
    routed(page, own, record_id="L-1", fields=NEVADA)

    lines = ['assigned_to: "a" was stored, "<b>" is decided now']

    def other(route: Route) -> None:
        route.fulfill(json={"equal": False, "differences": lines, "decision": {}})

    page.route("**/replay", other)
    page.goto(own.url)
    recent(page).first.click()
    expect(page.locator(".replay")).to_contain_text("Replayed: it would be another decision.")
    expect(page.locator(".replay li")).to_have_text(lines)


def test_a_decision_that_is_gone_says_so(page: Page, own: Served) -> None:
    page.goto(f"{own.url}#decision=01NONE")
    expect(page.get_by_role("alert")).to_contain_text("there is no such decision")


def test_without_a_log_there_is_no_list(page: Page, tmp_path: Path) -> None:
    folder = copy_example(tmp_path)
    with (folder / "routebook.toml").open("a", encoding="utf-8") as settings:
        settings.write('database_url = ""\n')
    with served(folder, ROUTEBOOK_DATABASE_URL="") as running:  # so that the file counts
        page.goto(running.url)
        paste(page, '{"Country": "US", "State": "Nevada"}')
        expect(page.locator(".headline")).to_contain_text("Goes to the pool west_commercial")
        expect(page.locator("#recent")).to_be_hidden()
        expect(page.get_by_role("link", name="Recent")).to_be_hidden()


def test_a_phone_shows_it_all_without_scrolling_sideways(page: Page, own: Served) -> None:
    routed(page, own, record_id="L" * 300, fields=BOSNIA)
    page.set_viewport_size(PHONE)
    page.goto(own.url)
    recent(page).first.click()
    expect(page.locator(".headline")).to_be_in_viewport()
    expect(candidates(page)).to_have_count(6)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
