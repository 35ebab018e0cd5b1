"""The forms a diagnostic is written in."""

from __future__ import annotations

import pytest

from dsl.diagnostics import (
    CellRef,
    Diagnostic,
    Span,
    as_github,
    as_json,
    as_text,
    counted,
    listed,
    quoted,
)


def at(line: str, start: int, end: int, help_: str = "Mend it") -> Diagnostic:
    """A diagnostic of some characters of a line, from 0."""
    where = Span("f.route", 7, start + 1, 7, end + 1)
    return Diagnostic("syntax", "error", "This is wrong", help_, where, line)


def underlined(diagnostic: Diagnostic) -> tuple[str, str]:
    shown, marker = as_text(diagnostic).split("\n")[3:5]
    return shown.removeprefix(" 7 | "), marker.removeprefix("   | ")


def test_as_text() -> None:
    assert as_text(at("size => 10", 5, 7)) == (
        "error[syntax]: This is wrong\n"
        "  --> f.route:7:6\n"
        "   |\n"
        " 7 | size => 10\n"
        "   |      ^^\n"
        "  = help: Mend it\n"
    )


def test_a_cell_is_underlined_as_a_whole() -> None:
    diagnostic = Diagnostic("bad-cell", "error", "No", "Yes", CellRef("West", "A2"), "90001, x")
    assert as_text(diagnostic) == (
        "error[bad-cell]: No\n  --> West!A2\n  |\n  | 90001, x\n  | ^^^^^^^^\n  = help: Yes\n"
    )


def test_what_has_no_place_excerpt_or_help_is_short() -> None:
    assert as_text(Diagnostic("gap", "info", "So it is", "")) == "info[gap]: So it is\n"


@pytest.mark.parametrize(
    ("line", "start", "end", "shown", "marker"),
    [
        ("\tzip\tus_zp", 5, 10, " zip us_zp", "     ^^^^^"),
        ("日本語 when sate", 9, 13, "日本語 when sate", "            ^^^^"),
        ("客户", 0, 2, "客户", "^^^^"),
        ("e\u0301te\u0301 sate", 6, 10, "e\u0301te\u0301 sate", "    ^^^^"),
        ("zip\u200b x", 3, 4, "zip\ufffd x", "   ^"),
        ("a", 1, 1, "a", " ^"),
        ("CRLF\r", 0, 4, "CRLF", "^^^^"),
    ],
)
def test_the_marker_stands_under_the_text(
    line: str, start: int, end: int, shown: str, marker: str
) -> None:
    assert underlined(at(line, start, end)) == (shown, marker)


def test_of_a_long_line_the_part_around_is_shown() -> None:
    line = "a" * 200 + "WRONG" + "b" * 200
    shown, marker = underlined(at(line, 200, 205))
    assert shown.startswith("…a")
    assert shown.endswith("b…")
    assert len(shown) < 110
    assert shown[marker.index("^") : marker.rindex("^") + 1] == "WRONG"


def test_of_several_lines_the_first_is_underlined_to_its_end() -> None:
    where = Span("f", 7, 3, 9, 2)
    diagnostic = Diagnostic("syntax", "error", "No", "", where, "  group {")
    assert as_text(diagnostic).split("\n")[4] == "   |   ^^^^^^^"


def test_as_json_leaves_out_what_does_not_apply() -> None:
    assert as_json(at("size => 10", 5, 7)) == {
        "code": "syntax",
        "severity": "error",
        "message": "This is wrong",
        "help": "Mend it",
        "file": "f.route",
        "line": 7,
        "column": 6,
        "end_line": 7,
        "end_column": 8,
    }
    where, witness = CellRef("West", "A1"), {"zip": "90001"}
    assert as_json(Diagnostic("gap", "error", "No", "", where, witness=witness)) == {
        "code": "gap",
        "severity": "error",
        "message": "No",
        "sheet": "West",
        "cell": "A1",
        "witness": {"zip": "90001"},
    }


def test_as_github() -> None:
    assert as_github(at("x", 5, 7, "50%")) == (
        "::error title=syntax,file=f.route,line=7,endLine=7,col=6,endColumn=8::"
        "This is wrong. 50%25."
    )
    cell = Diagnostic("row-order", "info", "So", "", CellRef("West: a, b"))
    assert as_github(cell) == "::notice title=row-order::West: a, b: So."


def test_str_is_one_line_of_sentences() -> None:
    assert str(at("x", 0, 1)) == "f.route:7:1: syntax: This is wrong. Mend it."
    assert str(at("x", 0, 1, "Did you mean `y`?")).endswith("wrong. Did you mean `y`?")
    assert str(Diagnostic("gap", "error", "No", "")) == "gap: No."


def test_diagnostics_with_a_witness_can_be_keys() -> None:
    one = Diagnostic("gap", "error", "No", "", witness={"zip": "1"})
    other = Diagnostic("gap", "error", "No", "", witness={"zip": "2"})
    assert len({one, other, Diagnostic("gap", "error", "No", "", witness={"zip": "1"})}) == 2


def test_words_of_messages() -> None:
    assert quoted("a\n b") == "`a b`"
    assert len(quoted("x" * 1000)) == 62
    assert listed(["a"]) == "`a`"
    assert listed(["a", "b", "c"], "and") == "`a`, `b` and `c`"
    assert listed(map(str, range(30))).endswith("`23` or 6 more")
    assert counted(1, "key") == "1 key"
    assert counted(2, "key") == "2 keys"
