from __future__ import annotations

import pytest

from sheets_adapter import SourceError
from sheets_adapter.google import spreadsheet_id
from sheets_adapter.google.address import is_google


@pytest.mark.parametrize(
    "spec",
    [
        "google:1AbC_-x",
        " google: 1AbC_-x ",
        "https://docs.google.com/spreadsheets/d/1AbC_-x/edit#gid=0",
        "https://docs.google.com/spreadsheets/d/1AbC_-x",
        "http://docs.google.com/spreadsheets/u/1/d/1AbC_-x/edit?usp=sharing",
        "google:https://docs.google.com/spreadsheets/d/1AbC_-x/edit?gid=7#gid=7",
        "HTTPS://DOCS.GOOGLE.COM/spreadsheets/d/1AbC_-x/edit",
        "GOOGLE:1AbC_-x",
    ],
)
def test_the_id_is_found(spec: str) -> None:
    assert is_google(spec)
    assert spreadsheet_id(spec) == "1AbC_-x"


@pytest.mark.parametrize(
    "spec",
    [
        "google:",
        "google:x",
        "google:My territories",
        "google:../../v1/secret",
        "google:1AbC?alt=media",
        "https://docs.google.com/document/d/1AbC/edit",
        "https://docs.google.com/spreadsheets",
        "https://drive.google.com/drive/folders/1AbC",
    ],
)
def test_what_names_no_spreadsheet_is_told_how_one_is_named(spec: str) -> None:
    assert is_google(spec)
    with pytest.raises(SourceError) as caught:
        spreadsheet_id(spec)
    assert caught.value.message == f"{spec} does not name a Google spreadsheet"
    assert "copy its address from the browser" in caught.value.help


def test_a_published_copy_is_no_spreadsheet() -> None:
    with pytest.raises(SourceError, match="is the address of a published copy"):
        spreadsheet_id("https://docs.google.com/spreadsheets/d/e/2PACX-1vQ/pubhtml")


@pytest.mark.parametrize("spec", ["workbook", "google.xlsx", "acme.xlsx", "./google:x"])
def test_files_are_not_at_google(spec: str) -> None:
    assert not is_google(spec)
