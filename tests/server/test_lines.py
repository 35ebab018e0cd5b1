"""Lines come out the same however the bytes come in."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from server.lines import Lines


def lines_of(parts: list[bytes], limit: int = 100) -> list[tuple[int, bytes | None]]:
    lines = Lines(limit)
    found = [line for part in parts for line in lines.feed(part)]
    return found + lines.end()


def test_lines_are_numbered_and_blank_ones_counted_and_left_out() -> None:
    assert lines_of([b"a\n\n  \r\nb\r\nc"]) == [(1, b"a"), (4, b"b\r"), (5, b"c")]


def test_the_last_line_needs_no_line_break() -> None:
    assert lines_of([b"a"]) == [(1, b"a")]
    assert lines_of([b"a\n"]) == [(1, b"a")]
    assert lines_of([]) == []


def test_a_line_past_the_limit_is_named_and_the_next_one_is_read() -> None:
    assert lines_of([b"12345\n123456\n", b"123", b"456", b"789\n1"], limit=5) == [
        (1, b"12345"),
        (2, None),
        (3, None),
        (4, b"1"),
    ]


@given(st.lists(st.binary(max_size=8).map(lambda b: b.replace(b"\n", b"x")), max_size=8), st.data())
def test_how_the_bytes_are_cut_makes_no_difference(lines: list[bytes], data: st.DataObject) -> None:
    text = b"\n".join(lines)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    ends = [0, *cuts, len(text)]
    parts = [text[start:end] for start, end in pairwise(ends)]
    assert lines_of(parts, limit=5) == lines_of([text], limit=5)
