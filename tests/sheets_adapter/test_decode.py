from __future__ import annotations

import codecs
import logging

import pytest

from sheets_adapter.decode import decoded
from sheets_adapter.source import SourceError

TEXT = "Größe;Łódź\n東京;😀\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    ],
)
def test_every_unicode_encoding_reads(data: bytes, caplog: pytest.LogCaptureFixture) -> None:
    assert decoded(data, "a.csv") == TEXT
    assert not caplog.records


def test_what_excel_saves_as_plain_csv_reads_and_the_assumption_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        assert decoded("Größe,20 €\n".encode("windows-1252"), "a.csv") == "Größe,20 €\n"
    assert [record.getMessage() for record in caplog.records] == [
        'a.csv is not UTF-8: it was read as Windows-1252. Save it again as "CSV UTF-8".'
    ]


def test_windows_1252_may_end_in_an_accent() -> None:
    assert decoded("zip,Montré".encode("windows-1252"), "a.csv") == "zip,Montré"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("a\nGröße 東京".encode()[:-1], "a.csv has broken UTF-8 in line 2"),
        ("Größe\n".encode() + "Größe".encode("cp1252"), "a.csv has broken UTF-8 in line 2"),
        (codecs.BOM_UTF8 + b"a\xff", "a.csv has broken UTF-8 in line 1"),
        (b"a\x81", "a.csv is neither UTF-8 nor Windows-1252"),
        (TEXT.encode("utf-16")[:-1], "a.csv has broken UTF-16"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8a\x00", "a.csv has broken UTF-16"),
        (
            b"zip,owner\n94105,\0\0\0",
            "a.csv has a NUL byte in line 2, so it is not text or was not written to its end",
        ),
        (
            "zip".encode("utf-16-le"),
            "a.csv has a NUL byte in line 1, so it is not text or was not written to its end",
        ),
    ],
)
def test_damage_is_told_from_another_encoding(data: bytes, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        decoded(data, "a.csv")
    assert caught.value.message == message
    assert caught.value.help == 'Save it again as "CSV UTF-8"'
