"""Text to tree: what is written, where it stands, and nothing that newlines could change."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dsl import syntax
from dsl.diagnostics import Span
from dsl.parser import parse

ACME = (Path(__file__).parents[2] / "examples" / "acme" / "acme.route").read_text(encoding="utf-8")


def declaration(text: str) -> syntax.Declaration:
    """The only declaration of a text without errors."""
    tree, problems = parse(text, "f.route")
    assert problems == []
    (found,) = tree.declarations
    return found


def condition(text: str) -> syntax.Condition:
    route = declaration(f'route r {{ "S" when {text} -> next }}')
    assert isinstance(route, syntax.Route)
    (step,) = route.steps
    assert isinstance(step, syntax.Step)
    assert step.guard is not None
    return step.guard


def column(text: str) -> syntax.KeyColumn | syntax.ValueColumn:
    table = declaration(f'table t from "T" {{ {text} }}')
    assert isinstance(table, syntax.Table)
    return table.columns[0]


def field(text: str) -> syntax.Field:
    record = declaration(f"record r {{ {text} }}")
    assert isinstance(record, syntax.Record)
    return record.fields[0]


def spans(node: object) -> list[Span]:
    """The spans of a node and everything in it."""
    if isinstance(node, tuple):
        return [span for part in node for span in spans(part)]
    if not isinstance(node, syntax.Node):
        return []
    inside = (getattr(node, name) for name in node.__dataclass_fields__ if name != "span")
    return [node.span, *(span for part in inside for span in spans(part))]


def test_the_example_has_every_declaration() -> None:
    tree, problems = parse(ACME, "acme.route")
    assert problems == []
    kinds = [type(node).__name__ for node in tree.declarations]
    assert kinds[:3] == ["Header", "Record", "Roster"]
    assert kinds[-3:] == ["Sla", "Route", "Route"]
    assert kinds.count("Table") == 9


def test_newlines_and_comments_mean_nothing() -> None:
    code = re.sub(r"#[^\n]*", "", ACME)
    on_one_line, problems = parse(" ".join(code.split()), "f")
    assert problems == []
    assert on_one_line.declarations == parse(ACME, "f")[0].declarations
    a_word_a_line = re.sub(r'("[^"\n]*")|[ \t]+', lambda found: found[1] or "\n", code)
    assert parse(a_word_a_line, "f")[0].declarations == on_one_line.declarations


def test_line_ends_and_a_byte_order_mark_mean_nothing() -> None:
    windows = "\ufeff" + ACME.replace("\n", "\r\n")
    tree, problems = parse(windows, "f")
    assert problems == []
    assert tree.declarations == parse(ACME, "f")[0].declarations
    assert spans(tree.declarations) == spans(parse(ACME, "f")[0].declarations)


def test_every_span_lies_in_the_text() -> None:
    lines = ACME.split("\n")
    found = spans(parse(ACME, "f")[0].declarations)
    assert len(found) > 300
    for span in found:
        assert span.file == "f"
        assert 1 <= span.line <= span.end_line <= len(lines)
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1
        assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 1
        assert (span.line, span.column) < (span.end_line, span.end_column)


def test_names_and_literals_are_where_they_say() -> None:
    text = 'framework f\n\n  route r { "Größe 客户" when zip = 02139 -> queue "X" }'
    route = parse(text, "f")[0].declarations[1]
    assert isinstance(route, syntax.Route)
    (step,) = route.steps
    assert isinstance(step, syntax.Step)
    assert isinstance(step.guard, syntax.Compare)
    assert step.name.span == Span("f", 3, 13, 3, 23)
    assert step.guard.field.span == Span("f", 3, 29, 3, 32)
    assert step.guard.value.span == Span("f", 3, 35, 3, 40)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zip = 02139", ("number", "02139")),
        ("size = 1_000", ("number", "1000")),
        ("size = -1.5", ("number", "-1.5")),
        ("day = 2026-11-30", ("date", "2026-11-30")),
        ("name = CA", ("name", "CA")),
        (r'name = "a \"b\" \\ c"', ("string", r'a "b" \ c')),
        ('name = "# no comment"', ("string", "# no comment")),
    ],
)
def test_literals(text: str, expected: tuple[str, str]) -> None:
    found = condition(text)
    assert isinstance(found, syntax.Compare)
    assert (found.value.kind, found.value.text) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a = 1 and b = 2 or c = 3", syntax.Or),
        ("a = 1 and (b = 2 or c = 3)", syntax.And),
        ("not a = 1", syntax.Not),
        ("not (a = 1 and b = 2)", syntax.Not),
        ("a", syntax.Truth),
        ("a in 1, 2..3", syntax.Within),
        ('a not in region "Europe"', syntax.WithinRegion),
        ('a starts with "x"', syntax.Affix),
        ("a contains 5", syntax.Affix),
        ("a is missing", syntax.Presence),
    ],
)
def test_conditions(text: str, kind: type) -> None:
    found = condition(text)
    assert isinstance(found, kind)
    assert found.text == text


def test_not_binds_tighter_than_and_which_binds_tighter_than_or() -> None:
    found = condition("not a and b or c")
    assert isinstance(found, syntax.Or)
    first, _ = found.operands
    assert isinstance(first, syntax.And)
    assert isinstance(first.operands[0], syntax.Not)


def test_the_text_of_a_condition_is_on_one_line() -> None:
    assert condition("a = 1 # one\n   and\n b = 2").text == "a = 1 and b = 2"
    assert condition('a = "x  # y"   and b').text == 'a = "x  # y" and b'


def test_columns() -> None:
    key = column('zip key range as us_zip or any column "ZIP code"')
    assert isinstance(key, syntax.KeyColumn)
    assert (key.name.text, key.kind.text, key.any) == ("zip", "range", True)
    assert isinstance(key.type, syntax.PlainType)
    assert key.header is not None
    assert key.header.text == "ZIP code"
    value = column("sdr assignee optional")
    assert isinstance(value, syntax.ValueColumn)
    assert value.optional
    assert value.header is None


def test_fields() -> None:
    found = field('size integer from "A", "B" default 3 private required')
    assert [source.text for source in found.sources] == ["A", "B"]
    assert found.default is not None
    assert found.default.text == "3"
    assert found.private
    assert found.required
    assert found.repeated == ()
    derived = field("domain domain = registered_domain(domain(email))")
    assert derived.derived_text == "registered_domain(domain(email))"
    assert isinstance(derived.derived, syntax.Call)


def test_a_clause_written_twice_is_known() -> None:
    assert field('size integer from "A" default 3 from "B" default 4').repeated == (
        "sources",
        "default",
    )


def test_types() -> None:
    several = field('tags list of one of "a", "b"').type
    assert isinstance(several, syntax.ListOf)
    assert isinstance(several.item, syntax.OneOf)
    assert [option.text for option in several.item.options] == ["a", "b"]


def test_keywords_may_be_names_where_a_name_stands() -> None:
    record = declaration("record queue { from text key text }")
    assert isinstance(record, syntax.Record)
    assert [each.name.text for each in record.fields] == ["from", "key"]


def step(text: str) -> syntax.Step:
    """The only step of a route."""
    route = declaration(f"route r {{ {text} }}")
    assert isinstance(route, syntax.Route)
    (found,) = route.steps
    assert isinstance(found, syntax.Step)
    return found


def test_needs_are_texts_and_names_in_order() -> None:
    found = step('"S" by a in t -> owner, sdr needs "SQL", language, "on call"')
    assert found.needs is not None
    assert [type(each).__name__ for each in found.needs.wanted] == ["Literal", "Name", "Literal"]
    assert [each.text for each in found.needs.wanted] == ["SQL", "language", "on call"]
    assert found.needs.span == Span("f.route", 1, 39, 1, 71)
    assert isinstance(found.target, syntax.Columns)
    assert [name.text for name in found.target.names] == ["owner", "sdr"]
    assert step('"S" by a in t -> owner').needs is None


@pytest.mark.parametrize("target", ["owner", "pool west", 'pool "West"', "next"])
def test_needs_end_before_the_next_step(target: str) -> None:
    text = f'"A" -> {target} needs "sql" "B" -> next needs b group "C" {{ }} '
    route = declaration(f"route r {{ {text} otherwise -> {target} needs a, b }}")
    assert isinstance(route, syntax.Route)
    first, second, group, last = route.steps
    assert isinstance(first, syntax.Step)
    assert isinstance(second, syntax.Step)
    assert isinstance(group, syntax.Group)
    assert isinstance(last, syntax.Otherwise)
    wanted = [needs.wanted for needs in (first.needs, second.needs, last.needs) if needs]
    assert [[each.text for each in some] for some in wanted] == [["sql"], ["b"], ["a", "b"]]


def test_needs_is_a_name_wherever_a_name_stands() -> None:
    found = step('"needs" when needs = needs by needs in needs -> needs, needs needs needs')
    assert isinstance(found.target, syntax.Columns)
    assert [name.text for name in found.target.names] == ["needs", "needs"]
    assert found.needs is not None
    assert [each.text for each in found.needs.wanted] == ["needs"]
    assert isinstance(step('"S" -> pool needs').target, syntax.ToPool)
    assert step('"S" -> pool needs').needs is None
    assert [each.text for each in step('"S" -> keep needs needs needs').needs.wanted] == ["needs"]  # type: ignore[union-attr]
    record = declaration('record needs { needs needs from "needs" needs_2 text }')
    assert isinstance(record, syntax.Record)
    assert [each.name.text for each in record.fields] == ["needs", "needs_2"]


RUN_TOGETHER = [
    ('framework f timezone "UTC"', "timezone", "time zone"),
    ("framework f\nsla a within4h", "within4h", "within 4h"),
    ("framework f\nsla a within 4hbusiness", "4hbusiness", "4h business"),
    ("framework f\nroute r onnew { otherwise -> next }", "onnew", "on new"),
    ('framework f\nroute r { "S" whenstate = CA -> next }', "whenstate", "when state"),
    ('framework f\nroute r { "S" byzip in west -> owner }', "byzip", "by zip"),
    ('framework f\nroute r { "S" by zip inwest -> owner }', "inwest", "in west"),
    ('framework f\nroute r { "S" when a andb -> next }', "andb", "and b"),
    ('framework f\nroute r { "S" when a ispresent -> next }', "ispresent", "is present"),
    ('framework f\nroute r { "S" -> next needsa }', "needsa", "needs a"),
    ("framework f\nassume a whenb", "whenb", "when b"),
]


@pytest.mark.parametrize(("text", "wrong", "right"), RUN_TOGETHER)
def test_a_keyword_ends_where_its_word_ends(text: str, wrong: str, right: str) -> None:
    tree, (problem,) = parse(text, "f")
    assert wrong in problem.message
    assert problem.help == f"Write `{right}`"
    assert tree.declarations == parse(text.replace(wrong, right), "f")[0].declarations
    assert parse(text.replace(wrong, right), "f")[1] == []


def test_signs_and_quotes_need_no_space_beside_a_keyword() -> None:
    close = step('"S"when(a)and(b)by c in t->owner needs"x",y')
    assert close == step('"S" when (a) and (b) by c in t -> owner needs "x", y')


def test_equal_texts_are_equal_trees_wherever_they_stand() -> None:
    assert declaration("sla a within 4h") == declaration("\n\n   sla   a\nwithin 4h")
    assert declaration("sla a within 4h") != declaration("sla a within 5h")


@pytest.mark.parametrize("nested", ["(" * 5000 + "a" + ")" * 5000, "not " * 5000 + "a"])
def test_what_is_nested_too_deep_is_told(nested: str) -> None:
    text = f'framework f\nroute r {{\n  "S" when {nested} -> next\n}}'
    tree, (problem,) = parse(text, "f")
    assert tree.declarations == ()
    assert problem.code == "nested-too-deep"
    assert problem.where == Span("f", 3, 3, 3, len(text.split("\n")[2]) + 1)
