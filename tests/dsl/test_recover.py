"""One error hides no other and causes none: whatever is broken, the rest is read as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl import syntax
from dsl.diagnostics import Diagnostic, Span
from dsl.parser import parse
from dsl.recovery import Mended, layout
from dsl.recovery.pieces import Pieces

ACME = (Path(__file__).parents[2] / "examples" / "acme" / "acme.route").read_text(encoding="utf-8")
TREE, _ = parse(ACME, "f")
DECLARATIONS = [node for node in TREE.declarations if not isinstance(node, syntax.Header)]
# Pieces of the example that an edit may change: words, texts, numbers, signs.
PIECES = [
    found
    for found in re.finditer(r'#[^\n]*|[A-Za-z_]\w*|"[^"\n]*"|->|\.\.|[^\s\w"]', ACME)
    if found[0][0] != "#"
]
JUNK = [
    "=>",
    "==",
    "&&",
    ";",
    "'",
    '"',
    "{",
    "}",
    "(",
    ")",
    "->",
    "when",
    "otherwise",
    "\u200b",
    "é",
]


def line_of(problem: Diagnostic) -> int:
    assert isinstance(problem.where, Span)
    return problem.where.line


def inside(node: syntax.Node, line: int) -> bool:
    return node.span.line <= line <= node.span.end_line


@st.composite
def edits(draw: st.DrawFn) -> str:
    """The example after a few edits, none of them by somebody who looks where they type."""
    text = ACME
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        match draw(st.sampled_from(["cut", "insert", "swap", "line"])):
            case "cut":
                text = text[:at] + text[at + draw(st.integers(1, 4)) :]
            case "insert":
                text = text[:at] + draw(st.sampled_from(JUNK)) + text[at:]
            case "swap":
                text = text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
            case _:
                lines = text.split("\n")
                del lines[draw(st.integers(0, len(lines) - 1))]
                text = "\n".join(lines)
    return text


@given(edits())
def test_nothing_ever_raises_and_every_place_is_real(text: str) -> None:
    tree, problems = parse(text, "f")
    lines = text.split("\n")
    for problem in problems:
        where = problem.where
        assert isinstance(where, Span)
        assert problem.excerpt == lines[where.line - 1]
        assert 1 <= where.column <= len(problem.excerpt) + 1
        assert (where.line, where.column) <= (where.end_line, where.end_column)
    assert bool(problems) or tree.unread == frozenset()
    assert len(set(problems)) == len(problems)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_no_text_at_all_raises(text: str) -> None:
    parse(text, "f")


@given(st.sampled_from(DECLARATIONS), st.data())
def test_an_error_in_one_declaration_leaves_the_others_alone(
    node: syntax.Node, data: st.DataObject
) -> None:
    places = [p for p in PIECES if inside(node, ACME.count("\n", 0, p.start()) + 1)]
    place = data.draw(st.sampled_from(places))
    junk = data.draw(st.sampled_from(["", "=>", "==", "&&", ";", "?", "when when"]))
    text = ACME[: place.start()] + junk + ACME[place.end() :]
    tree, problems = parse(text, "f")
    assert all(inside(node, line_of(problem)) for problem in problems)
    others = [other for other in TREE.declarations if other is not node]
    assert all(other in tree.declarations for other in others)


@given(st.lists(st.sampled_from(DECLARATIONS), min_size=2, max_size=2, unique_by=id))
def test_two_broken_declarations_give_two_diagnostics(nodes: list[syntax.Node]) -> None:
    lines = ACME.split("\n")
    for node in nodes:
        lines[node.span.line - 1] = "?" + lines[node.span.line - 1]
    _, problems = parse("\n".join(lines), "f")
    assert sorted(map(line_of, problems)) == sorted(node.span.line for node in nodes)


@given(st.lists(st.sampled_from(range(87, 102)), min_size=2, max_size=6, unique=True))
def test_every_broken_step_of_a_route_is_told(numbers: list[int]) -> None:
    lines = ACME.split("\n")
    broken = [number for number in numbers if "->" in lines[number - 1]]
    for number in broken:
        lines[number - 1] = lines[number - 1].replace("->", "=>")
    tree, problems = parse("\n".join(lines), "f")
    assert sorted(map(line_of, problems)) == sorted(broken)
    assert tree.declarations == TREE.declarations  # all of them could be mended


@pytest.mark.parametrize(
    "slip",
    [
        ('from "Email"', 'form "Email"'),
        ('from "Email"', "from 'Email'"),
        ('"Email"\n', '"Email";\n'),
        ("country = US", "country == US"),
        ("employees >= 1_000", "employees => 1_000"),
        ("employees >= 1_000", "employees ≥ 1_000"),
        ("within 4h", "within 4 hours"),
        ("key alphabet", "kye alphabet"),
        ("otherwise  ", "othrewise  "),
        (" by domain in", " by domain ni"),
        ("zip in california", "zip california"),
        ("record lead {", "record lead"),
        ("}\n\nroster", "\n\nroster"),
        ("group ", "gruop "),
        ("and owner is present", "&& owner is presnt"),
        ('queue "Unrouted"', 'queue "Unrouted'),
        ("90001..96162", "90001-96162"),
        ("-> keep owner", "→ keep owner"),
        ("when employees", "whenemployees"),
        (" by initial in", " byinitial in"),
        ("within 4h", "within4h"),
    ],
)
def test_a_plain_slip_is_mended_so_that_the_tree_is_whole(slip: tuple[str, str]) -> None:
    right, wrong = slip
    assert right in ACME
    tree, problems = parse(ACME.replace(right, wrong), "f")
    assert len(problems) == ACME.count(right) + wrong.count("&&")
    assert tree.declarations == TREE.declarations
    assert tree.unread == frozenset()


NEEDING = ACME.replace("-> owner, sdr", '-> owner, sdr needs "sql", language')


@pytest.mark.parametrize(
    "wrong",
    [
        'owner, sdr need "sql", language',
        'owner, sdr nedes "sql", language',
        'owner, sdr Needs "sql", language',
        'owner, sdr requires "sql", language',
        'owner, sdr needing "sql", language',
        'owner, sdr "sql", language',
        'owner, sdr, "sql", language',
        'owner, sdr needs ["sql", language]',
        'owner, sdr needs "sql" and language',
        "owner, sdr needs 'sql', language",
        'owner, sdr needs "sql" language',
        'owner, sdr needs: "sql", language',
        'owner, sdr needs "sql", language,',
        'owner, sdr\n      nedes "sql", language',
    ],
)
def test_a_plain_slip_around_needs_is_mended(wrong: str) -> None:
    right = 'owner, sdr needs "sql", language'
    assert right in NEEDING
    tree, (problem,) = parse(NEEDING.replace(right, wrong), "f")
    assert problem.help
    assert tree.declarations == parse(NEEDING, "f")[0].declarations
    assert tree.unread == frozenset()


def test_needs_before_the_target_are_moved_behind_it() -> None:
    text = ACME.replace("in california     ->", 'in california needs "sql" ->')
    tree, (problem,) = parse(text, "f")
    assert problem.message == '`needs "sql"` stands before the target'
    assert problem.help == 'Write `-> owner, sdr needs "sql"`'
    right = ACME.replace("-> owner, sdr", '-> owner, sdr needs "sql"')
    assert tree.declarations == parse(right, "f")[0].declarations


def test_needs_on_a_line_of_their_own_belong_to_their_step() -> None:
    text = (
        'framework f\nroute r {\n  "A" -> next\n    needs "x",\n      "y"\n'
        '  "B" => next needs\n    "z"\n  "C" -> nxt nxt\n  "D" -> next\n  needs "v"\n'
        "  otherwise -> next\n}\n"
    )
    tree, problems = parse(text, "f")
    assert [line_of(problem) for problem in problems] == [6, 8]
    route = tree.declarations[1]
    assert isinstance(route, syntax.Route)
    needs = [step.needs for step in route.steps if isinstance(step, syntax.Step) and step.needs]
    assert [[each.text for each in some.wanted] for some in needs] == [["x", "y"], ["z"], ["v"]]


@pytest.mark.parametrize("name", ["r", "lead"])
def test_a_file_may_end_with_a_brace(name: str) -> None:
    text = f'framework f\nroute {name} {{\n  "A" wehn a -> next\n  otherwise -> next\n}}'
    tree, problems = parse(text, "f")
    assert [line_of(problem) for problem in problems] == [3]
    assert (tree, problems) == (
        syntax.Framework("f", text, parse(text + "\n", "f")[0].declarations),
        parse(text + "\n", "f")[1],
    )


def test_names_of_what_was_lost_are_known() -> None:
    text = 'framework f\nrecord lead {\n  state ? from "State"\n  zip us_zip\n}\n'
    tree, problems = parse(text, "f")
    assert [line_of(problem) for problem in problems] == [3]
    assert {"state", "lead"} <= tree.unread
    assert "zip" not in tree.unread
    assert isinstance(tree.declarations[1], syntax.Record)
    assert [field.name.text for field in tree.declarations[1].fields] == ["zip"]


def test_a_block_under_a_head_that_cannot_be_read_is_looked_at_too() -> None:
    text = 'framework f\ntable ??? from "West" {\n  zip kye range\n  owner assignee\n}\n'
    tree, problems = parse(text, "f")
    assert [line_of(problem) for problem in problems] == [2, 3]
    assert {"zip", "owner", "table"} <= tree.unread


def test_the_layout_knows_declarations() -> None:
    text = "# top\nframework f\n\nrecord a { x text } record b { y text }\ntable t from\n  'T' {\n"
    starts = [text[start:end].strip()[:9] for start, end in layout.declarations(text)]
    assert starts == ["# top\nfra", "record a ", "record b ", "table t f"]


def test_the_layout_knows_items() -> None:
    text = 'a text\n  from "A",\n    "B"\nb text = coalesce(a,\n  c)\n# of b\nc text\n'
    items = [text[start:end] for ((start, end),) in layout.items(text, 0, len(text))]
    assert items == [
        'a text\n  from "A",\n    "B"\n',
        "b text = coalesce(a,\n  c)\n# of b\n",
        "c text\n",
    ]


def test_mended_text_knows_where_everything_was() -> None:
    text = Mended("size => 10\nname", first_line=7)
    mended = text.replaced(5, 7, ">=").replaced(0, 4, "employees").replaced(12, 12, " ")
    assert mended.text == "employees >= 10\nname".replace(">= 10", ">=  10")
    assert mended.span(0, 9, "f") == Span("f", 7, 1, 7, 5)
    assert mended.span(10, 12, "f") == Span("f", 7, 6, 7, 8)
    ten = mended.text.index("10")
    assert mended.span(ten, ten + 2, "f") == Span("f", 7, 9, 7, 11)
    name = mended.text.index("name")
    assert mended.span(name, name + 4, "f") == Span("f", 8, 1, 8, 5)


def test_pieces_can_be_read_without_the_others() -> None:
    pieces = Pieces(Mended("head {\n one\n two\n}"))
    pieces.cut_at([6, 11, 17])
    probe = pieces.only({0, 2, 3}, closing=3)
    assert probe.text == "head {\n\n two\n}"
    pieces.replace(13, 16, "three", {2})
    assert pieces.whole.text == "head {\n one\n three\n}"
    assert pieces.blank(1).split() == ["one"]
    assert pieces.whole.text.split() == ["head", "{", "three", "}"]
