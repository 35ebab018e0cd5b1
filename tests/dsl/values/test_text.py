"""Folding, initials, header keys and the ``text`` type."""

import pytest

from dsl.values import Invalid, fold, header_key, initial, value_type
from dsl.values.text import clean

TEXT = value_type("text")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain", "plain"),
        ("  two   words ", "two words"),
        ("tab\tand\r\nlines", "tab and lines"),
        ("nbsp\xa0narrow\u202fideographic\u3000x", "nbsp narrow ideographic x"),
        ("nu\x00ll", "null"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("\u202a+1 415\u202c", "+1 415"),
        ("soft\xadhyphen", "softhyphen"),
        ("half\ud800", "half\ufffd"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\xa0\u200b", ""),
    ],
)
def test_clean_shows_only_what_can_be_seen(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "ACME"),
        ("  acme   corp", "Acme\xa0Corp"),
        ("Straße", "STRASSE"),
        ("ﬁrst", "first"),
        ("ＡＣＭＥ", "acme"),
        ("Å", "A\u030a"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
    ],
)
def test_fold_unifies(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("resume", "résumé"), ("a b", "ab"), ("a_b", "a b")])
def test_fold_keeps_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("text", "filed"),
    [
        ("Österreich", "O"),
        ("ß", "S"),
        ("ẞ", "S"),
        ("Ørsted", "O"),
        ("Ærø", "A"),
        ("œuvre", "O"),
        ("Łódź", "L"),
        ("Þór", "T"),
        ("ðorn", "D"),
        ("Đakovo", "D"),
        ("Ħamrun", "H"),
        ("ŋ", "N"),
        ("İstanbul", "I"),
        ("ısı", "I"),
        ("Ĳssel", "I"),
        ("ﬁrst", "F"),
        ("Ａcme", "A"),
        ("zebra", "Z"),
        ("3M", "3"),
        ("①", "1"),
        ("@home", "@"),
        ("'s", "'"),
        ("яндекс", "Я"),
        ("ελλάδα", "Ε"),
        ("한국", "한"),
        ("中国", "中"),
        ("が", "か"),
        ("  trimmed", "T"),
        ("\xa0\u200bacme", "A"),
        ("\u0301accent alone", "A"),
        ("\ud800", "\ufffd"),
    ],
)
def test_initial(text: str, filed: str) -> None:
    assert initial(text) == filed


@pytest.mark.parametrize("text", ["", "  ", "\xa0", "\u200b", "\x00"])
def test_initial_of_nothing(text: str) -> None:
    assert initial(text) is None


@pytest.mark.parametrize(
    "written",
    ["Account Name", "account_name", "ACCOUNTNAME", " Account\xa0 Name ", "__AccountName"],
)
def test_headers_match_without_case_spaces_and_underscores(written: str) -> None:
    assert header_key(written) == "accountname"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("  Acme   Corp\n", "Acme Corp"),
        (250, "250"),
        (250.0, "250"),
        (0.5, "0.5"),
        (1e-7, "0.0000001"),
        (1e22, "10000000000000000000000"),
        (True, "true"),
        (False, "false"),
        ("x" * 10_000, "x" * 10_000),
    ],
)
def test_text_reads(raw: object, value: str) -> None:
    assert TEXT.read(raw) == value


@pytest.mark.parametrize("raw", [None, "", "  ", "\xa0\u202f", "\x00", []])
def test_text_is_blank(raw: object) -> None:
    assert TEXT.read(raw) is None


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (["a"], "a list where one value belongs"),
        ({}, "an object where one value belongs"),
        (float("nan"), "not a finite number"),
        (float("-inf"), "not a finite number"),
        pytest.param(10**5000, "a number with too many digits", id="huge"),
        (object(), "not a text, a number or a boolean"),
    ],
)
def test_text_refuses(raw: object, reason: str) -> None:
    assert TEXT.read(raw) == Invalid(reason)


def test_text_is_matched_by_its_folded_form() -> None:
    assert TEXT.key is not None
    assert TEXT.key(TEXT.read("Acme  CORP")) == fold("acme corp")
    assert TEXT.key(TEXT.read("STRASSE")) == TEXT.key(TEXT.read("Straße"))
    assert TEXT.ordered
