from __future__ import annotations

import pytest

from sheets_adapter import SourceError, open_source, open_workbook
from sheets_adapter.google import GoogleSource
from sheets_adapter.write_back import STATUS
from tests.sheets_adapter.google.scripted import Answer, Script, error, metadata, values

ZIPS = [["zip", "owner"], ["02139", "ana@acme.example"]]
LINK = "https://docs.google.com/spreadsheets/d/1AbC/edit#gid={}&range={{range}}"


def source(script: Script) -> GoogleSource:
    opened = open_source("google:1AbC", google=script.access())
    assert isinstance(opened, GoogleSource)
    return opened


@pytest.mark.parametrize("count", [1, 3, 50])
def test_any_number_of_tabs_takes_two_reads(script: Script, count: int) -> None:
    titles = [f"Territories {n}" for n in range(count)]
    script.answers = [metadata(*titles), values(*([[title]] for title in titles))]
    workbook = source(script).fetch()
    assert [(sheet.title, sheet.rows) for sheet in workbook.sheets] == [
        (title, ((title,),)) for title in titles
    ]
    assert [(one.method, one.path) for one in script.asked] == [
        ("GET", "/v4/spreadsheets/1AbC"),
        ("GET", "/v4/spreadsheets/1AbC/values:batchGet"),
    ]
    assert script.asked[1].query["valueRenderOption"] == ["FORMATTED_VALUE"]


def test_more_tabs_than_an_address_holds_go_in_the_body(script: Script) -> None:
    titles = [f"地域 {n}" for n in range(400)]
    script.answers = [metadata(*titles, rows=10), values(*([[title]] for title in titles))]
    assert len(source(script).fetch().sheets) == 400
    _, second = script.asked
    assert (second.method, second.query) == ("POST", {})
    assert second.body.count("ranges=") == 400


def test_titles_go_in_quotes_so_that_no_named_range_is_meant(script: Script) -> None:
    script.answers = [metadata("California", "Ann's"), values(ZIPS, [])]
    source(script).fetch()
    assert script.asked[1].query["ranges"] == ["'California'", "'Ann''s'"]


def test_rows_come_ragged_and_an_empty_tab_has_none(script: Script) -> None:
    rows = [["a", "b", ""], [], ["", ""], ["x\r\ny"], [], [""]]
    script.answers = [metadata("Ragged", "Empty"), values(rows, [])]
    ragged, empty = source(script).fetch().sheets
    assert ragged.rows == (("a", "b"), (), (), ("x\ny",))
    assert empty.rows == ()


def test_links_open_the_row_at_google_whatever_answers(script: Script) -> None:
    script.answers = [metadata("California"), values(ZIPS)]
    sheet = source(script).fetch().sheets[0]
    assert sheet.link == LINK.format(0)
    linked = sheet.linker(last_column=3)
    assert linked is not None
    assert linked(17) == "https://docs.google.com/spreadsheets/d/1AbC/edit#gid=0&range=A17:D17"


@pytest.mark.parametrize(("told", "used"), [("de_DE", "de_DE"), ("en_GB", "en_GB"), ("", "de_CH")])
def test_the_locale_is_the_spreadsheets_own(script: Script, told: str, used: str) -> None:
    script.answers = [metadata("California", locale=told), values(ZIPS)]
    workbook = open_workbook("google:1AbC", "de_CH", script.access())
    assert workbook.locale == used


def test_the_name_is_the_title_once_it_is_known(script: Script) -> None:
    opened = source(script)
    assert (opened.name, opened.watched) == ("google:1AbC", None)
    script.answers = [metadata("California"), values(ZIPS)]
    opened.fetch()
    assert opened.name == "Acme"


def test_a_chart_that_fills_a_tab_is_no_sheet(script: Script) -> None:
    chart = '{"properties": {"sheetId": 5, "title": "Chart", "index": 0}}'
    told = metadata("California").body.replace('"sheets": [', f'"sheets": [{chart}, ')
    script.answers = [Answer(body=told), values(ZIPS)]
    assert [sheet.title for sheet in source(script).fetch().sheets] == ["California"]


def test_the_tabs_that_routebook_writes_are_not_read(script: Script) -> None:
    told = metadata("California", "Routebook").body
    own = told.replace('"sheetId": 1', f'"sheetId": {STATUS.sheet_id}')
    script.answers = [Answer(body=own), values(ZIPS)]
    assert [sheet.title for sheet in source(script).fetch().sheets] == ["California"]


def test_tabs_come_in_their_order(script: Script) -> None:
    told = metadata("A", "B").body.replace('"index": 0', '"index": 2')
    script.answers = [Answer(body=told), values([["b"]], [["a"]])]
    assert [(s.title, s.rows) for s in source(script).fetch().sheets] == [
        ("B", (("b",),)),
        ("A", (("a",),)),
    ]


def test_a_spreadsheet_without_any_grid_is_empty(script: Script) -> None:
    script.answers = [metadata()]
    assert source(script).fetch().sheets == ()
    assert len(script.asked) == 1


def test_what_is_unchanged_is_the_same_object(script: Script) -> None:
    opened = source(script)
    script.answers = [metadata("A", "B"), values(ZIPS, [["x"]])] * 2
    first = opened.fetch()
    assert opened.fetch() is first
    script.answers = [metadata("A", "B"), values([["zip"]], [["x"]])]
    second = opened.fetch()
    assert second is not first
    assert second.sheets[0] is not first.sheets[0]
    assert second.sheets[1] is first.sheets[1]


def test_one_token_serves_until_it_expires(script: Script) -> None:
    opened = source(script)
    for _ in range(3):
        script.answers = [metadata("A"), values(ZIPS)]
        opened.fetch()
    assert script.tokens_given == 1


def test_a_renamed_tab_goes_on_under_both_titles(script: Script) -> None:
    opened = source(script)
    script.answers = [metadata("California", "Oregon"), values(ZIPS, [["or"]])]
    opened.fetch()
    for _ in range(2):
        script.answers = [metadata("CA", "Oregon"), values(ZIPS, [["or"]])]
        workbook = opened.fetch()
        assert [sheet.title for sheet in workbook.sheets] == ["CA", "Oregon", "California"]
        former = workbook.sheet("California")
        assert former is not None
        assert former.link == LINK.format(0)
        assert former.rows == tuple(map(tuple, ZIPS))
        assert opened.renamed == {"California": "CA"}


def test_an_edit_after_the_renaming_comes_through(script: Script) -> None:
    opened = source(script)
    for title, rows in (("California", ZIPS), ("CA", ZIPS)):
        script.answers = [metadata(title), values(rows)]
        opened.fetch()
    script.answers = [metadata("CA"), values(ZIPS[:1])]
    former = opened.fetch().sheet("California")
    assert former is not None
    assert former.rows == (("zip", "owner"),)


def test_a_tab_that_takes_a_former_title_has_it(script: Script) -> None:
    opened = source(script)
    script.answers = [metadata("California"), values(ZIPS)]
    opened.fetch()
    script.answers = [metadata("California (old)", "california"), values(ZIPS, [["new"]])]
    workbook = opened.fetch()
    assert [sheet.title for sheet in workbook.sheets] == ["California (old)", "california"]
    assert opened.renamed == {}


def test_tabs_that_change_places_keep_to_what_people_read(script: Script) -> None:
    opened = source(script)
    script.answers = [metadata("A", "B"), values([["a"]], [["b"]])]
    opened.fetch()
    script.answers = [metadata("B", "A"), values([["a"]], [["b"]])]
    workbook = opened.fetch()
    assert {sheet.title: sheet.rows for sheet in workbook.sheets} == {
        "A": (("b",),),
        "B": (("a",),),
    }


def test_a_title_renamed_in_case_alone_is_one_sheet(script: Script) -> None:
    opened = source(script)
    script.answers = [metadata("California"), values(ZIPS)]
    opened.fetch()
    script.answers = [metadata("CALIFORNIA"), values(ZIPS)]
    assert [sheet.title for sheet in opened.fetch().sheets] == ["CALIFORNIA"]


def test_the_former_title_goes_with_its_tab(script: Script) -> None:
    opened = source(script)
    script.answers = [metadata("Oregon", "California"), values([["or"]], ZIPS)]
    opened.fetch()
    script.answers = [metadata("Oregon"), values([["or"]])]
    assert [sheet.title for sheet in opened.fetch().sheets] == ["Oregon"]


def test_a_restart_remembers_titles_by_the_links_of_kept_sheets(script: Script) -> None:
    script.answers = [metadata("California"), values(ZIPS)]
    kept = source(script).fetch().sheets
    opened = source(script)
    opened.remember(kept)
    opened.remember(open_workbook({"Other": ZIPS}).sheets)
    script.answers = [metadata("CA"), values(ZIPS)]
    assert {sheet.title for sheet in opened.fetch().sheets} == {"CA", "California"}


def test_a_tab_renamed_between_the_two_reads_is_read_anyway(script: Script) -> None:
    lost = error(400, "Unable to parse range: 'California'")
    script.answers = [metadata("California"), lost, metadata("CA"), values(ZIPS)]
    assert [sheet.title for sheet in source(script).fetch().sheets] == ["CA"]
    assert script.slept == []


def test_what_google_refuses_for_good_is_told(script: Script) -> None:
    script.answers = [
        answer
        for _ in range(3)
        for answer in (metadata("California"), error(400, "Unable to parse range: x."))
    ]
    with pytest.raises(SourceError) as caught:
        source(script).fetch()
    assert caught.value.message == (
        "google:1AbC: Google refuses with status 400: Unable to parse range: x"
    )
    assert len(script.asked) == 6


def test_grids_beyond_what_google_allows_are_not_even_read(script: Script) -> None:
    script.answers = [metadata("A", "B", rows=200_000)]
    with pytest.raises(SourceError, match="google:1AbC is larger than a Google spreadsheet can be"):
        source(script).fetch()
    assert len(script.asked) == 1


def test_titles_that_a_framework_cannot_tell_apart_are_refused(script: Script) -> None:
    script.answers = [metadata("US states", "us_STATES"), values([], [])]
    with pytest.raises(SourceError, match='Acme has a sheet "US states" and a sheet "us_STATES"'):
        source(script).fetch()


@pytest.mark.parametrize(
    "body",
    [
        '{"valueRanges": []}',
        "{}",
        '{"valueRanges": [{"values": 1}]}',
        '{"valueRanges": [{"values": [[1]]}]}',
        "{nonsense}",
    ],
)
def test_an_answer_of_another_shape_is_refused(script: Script, body: str) -> None:
    opened = source(script)
    script.answers = [metadata("California"), Answer(body=body)]
    with pytest.raises(SourceError, match="the answer is not one of Google's"):
        opened.fetch()
    script.answers = [metadata("California"), values(ZIPS)]
    assert len(opened.fetch().sheets) == 1
