"""Bodies that are read after all, and bodies that are refused with the place of the fault."""

from typing import Any

import pytest

from server.body import MAX_DEPTH, decode_request
from server.problems import Refused


def fields_of(body: bytes) -> dict[str, Any]:
    return decode_request(body).fields


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (rb'{"fields": {"a": "\ud800"}}', {"a": "\ufffd"}),
        (rb'{"fields": {"a": "x\udc00\ud800y"}}', {"a": "x\ufffd\ufffdy"}),
        (rb'{"fields": {"\ud800": ["\udfff"]}}', {"\ufffd": ["\ufffd"]}),
        (rb'{"fields": {"a": "\ud83d\ude00"}}', {"a": "😀"}),
        (rb'{"fields": {"a": "\u0000"}}', {"a": "\x00"}),
        (b'\xef\xbb\xbf{"fields": {"a": 1}}', {"a": 1}),
        (b'{"fields": {"a": 1, "a": 2}}', {"a": 2}),
        (b'{"fields": {"x": 1}, "fields": {"a": 2}}', {"a": 2}),
        (b'{"fields": {"a": 1e999, "b": -1e999}}', {"a": "1e999", "b": "-1e999"}),
        (b'{"fields": {"a": ' + b"9" * 5_000 + b"}}", {"a": "9" * 5_000}),
        (b'{"fields": {"a": ' + b"9" * 100 + b"}}", {"a": int("9" * 100)}),
        (b'{"fields": {"a": "[[[[' + b"[" * 500 + b'"}}', {"a": "[[[[" + "[" * 500}),
        (b'{"fields": {"a": [' + b"[]," * 500 + b"[]]}}", {"a": [[]] * 501}),
    ],
    ids=str,
)
def test_odd_json_is_read(body: bytes, fields: dict[str, Any]) -> None:
    assert fields_of(body) == fields


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "line 1, column 1: expecting value"),
        (b"{", "line 1, column 2: expecting property name enclosed in double quotes"),
        (b'{"fields":\n {"a" 1}}', "line 2, column 7: expecting ':' delimiter"),
        (b'{"fields": {}} x', "line 1, column 16: extra data"),
        (b'{"fields": {"a": NaN}}', "line 1, column 18: there is no NaN in JSON"),
        (
            b'{"fields": {"a": "NaN",\n"b": -Infinity}}',
            "line 2, column 6: there is no -Infinity in JSON",
        ),
        (b'{"fields": {"a": 01}}', "line 1, column 19: expecting ',' delimiter"),
        (b'{"fields": {"a": "\x00"}}', "line 1, column 19: invalid control character"),
        (b'{"fields": {"a": "b', "line 1, column 18: unterminated string"),
        (b'{"fields": {"a": "\xff"}}', "byte 19 is not UTF-8: invalid start byte"),
        ('{"fields": {}}'.encode("utf-16"), "byte 1 is not UTF-8: invalid start byte"),
        (rb'{"fields": {"a": "\ud8"}}', "line 1, column 20: invalid \\uXXXX escape"),
    ],
    ids=str,
)
def test_what_is_no_json_is_refused_with_its_place(body: bytes, detail: str) -> None:
    with pytest.raises(Refused) as refused:
        decode_request(body)
    assert (refused.value.status, refused.value.name) == (400, "invalid-json")
    assert refused.value.details.detail == detail


def nested(levels: int) -> bytes:
    """A request whose deepest level is ``levels`` levels down; the outer two are the request's."""
    return b'{"fields": {"a": ' + b"[" * (levels - 2) + b"]" * (levels - 2) + b"}}"


def test_nesting_is_read_to_its_limit_and_no_deeper() -> None:
    assert fields_of(nested(MAX_DEPTH))
    for levels in (MAX_DEPTH + 1, MAX_DEPTH + 2, 1_000, 100_000):
        with pytest.raises(Refused) as refused:
            decode_request(nested(levels))
        assert refused.value.name == "too-deeply-nested"


def test_a_slow_reading_is_held_to_the_same_description() -> None:
    with pytest.raises(Refused) as refused:
        decode_request(rb'{"fields": {"a": "\ud800"}, "dry_run": "no"}')
    assert refused.value.details.errors[0].path == "$.dry_run"


@pytest.mark.parametrize(
    "body", [b"[" * 900_000, b"[]," * 300_000, b"[}" * 400_000, b'"[' * 400_000]
)
def test_brackets_without_end_are_refused_quickly(body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        decode_request(body)
    assert refused.value.status == 400
