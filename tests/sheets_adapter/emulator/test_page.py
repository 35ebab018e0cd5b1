"""The page in a real browser: a person edits, with the keys and without losing anything."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from sheets_adapter.emulator import EmulatedSpreadsheet, Emulator, Served
from tests.browser.conftest import chromium, page

__all__ = ["chromium", "page"]


@pytest.fixture
def opened(page: Page, served: Served, book: EmulatedSpreadsheet) -> Page:
    book.freeze("California")
    page.goto(served.url)
    expect(page.get_by_role("gridcell", name="zip", exact=True)).to_be_visible()
    return page


def test_a_cell_is_edited_with_the_keys(opened: Page, book: EmulatedSpreadsheet) -> None:
    opened.get_by_role("gridcell", name="02139").click()
    opened.keyboard.type("=01000")
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    opened.keyboard.press("End")
    opened.keyboard.type("!")
    opened.keyboard.press("Escape")
    opened.keyboard.press("ArrowDown")
    opened.keyboard.type("below")
    opened.keyboard.press("Enter")
    expect(opened.get_by_role("gridcell", name="below")).to_be_visible()
    opened.wait_for_function("document.querySelector('#where').textContent === 'B4'")
    assert book.rows("California")[1:3] == [["=01000", "ana@acme.example"], ["", "below"]]


def test_a_change_elsewhere_shows_and_loses_no_typing(
    opened: Page, book: EmulatedSpreadsheet
) -> None:
    opened.get_by_role("gridcell", name="02139").click()
    opened.keyboard.type("half typ")
    book.set("California", "B2", "ben@acme.example")
    book.insert_rows("California", 4)
    book.set("California", "H60", "far away")  # the grid is built anew around the open cell
    expect(opened.get_by_role("gridcell", name="ben@acme.example")).to_be_visible()
    expect(opened.get_by_role("gridcell", name="far away")).to_be_attached()
    opened.keyboard.type("ed")
    opened.keyboard.press("Enter")
    expect(opened.get_by_role("gridcell", name="half typed")).to_be_visible()


def test_a_note_is_read_with_keys_and_with_the_mouse(
    opened: Page, book: EmulatedSpreadsheet
) -> None:
    book.set_note("California", "B2", "Nobody with this address. Check the spelling.")
    cell = opened.get_by_role("gridcell", name="ana@acme.example")
    expect(cell).to_have_attribute(
        "aria-description", "Note: Nobody with this address. Check the spelling."
    )
    cell.hover()
    expect(opened.get_by_role("tooltip")).to_contain_text("Check the spelling")
    opened.get_by_role("gridcell", name="02139").click()
    expect(opened.get_by_role("tooltip")).to_be_hidden()
    opened.keyboard.press("ArrowRight")
    expect(opened.get_by_role("tooltip")).to_be_visible()
    expect(opened.get_by_role("tooltip")).to_contain_text("Check the spelling")
    expect(opened.locator("#content")).to_contain_text("Check the spelling")
    opened.keyboard.press("Escape")
    expect(opened.get_by_role("tooltip")).to_be_hidden()
    book.set_note("California", "B2", "")
    expect(cell).not_to_have_attribute("data-note", re.compile(".*"))
    expect(opened.locator("#content")).to_have_text("ana@acme.example")


def test_rows_columns_and_tabs_are_added(opened: Page, book: EmulatedSpreadsheet) -> None:
    opened.get_by_role("gridcell", name="02139").click()
    opened.get_by_role("button", name="Row below").click()
    opened.get_by_role("button", name="Column right").click()
    expect(opened.locator("tbody tr").nth(4).locator("td").first).to_have_text("94105")
    assert book.rows("California")[1] == ["02139", "", "ana@acme.example"]
    opened.get_by_label("Title of a new tab").fill("Nevada")
    opened.keyboard.press("Enter")
    expect(opened.get_by_role("tab", name="Nevada")).to_have_attribute("aria-selected", "true")
    opened.get_by_label("Title of a new tab").fill("Nevada")
    opened.keyboard.press("Enter")
    expect(opened.get_by_role("status")).to_contain_text("already exists")
    opened.get_by_role("tab", name="Rep's tab").click()
    expect(opened.get_by_role("gridcell", name="email", exact=True)).to_be_visible()


def test_google_goes_down_and_up_again(
    opened: Page, emulator: Emulator, book: EmulatedSpreadsheet
) -> None:
    opened.get_by_text("Google is up").click()
    opened.get_by_label("Fault", exact=True).select_option("503-html")
    opened.get_by_role("button", name="Switch on").click()
    expect(opened.get_by_text("503-html (until switched off)")).to_be_visible()
    assert [fault.kind for fault in emulator.faults.waiting] == ["503-html"]
    opened.get_by_role("button", name="Switch all off").click()
    expect(opened.get_by_text("Google is up")).to_be_visible()
    assert emulator.faults.waiting == ()
