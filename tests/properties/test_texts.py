"""Framework texts: whatever stands in them, they parse or say what is wrong, and never raise."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from dsl import Diagnostic, Structure, read_structure
from dsl.diagnostics import as_github, as_json, as_text
from dsl.parser import parse
from dsl.resolve import resolve
from tests.properties.frameworks import plans
from tests.properties.plans import Plan

EXAMPLE = (Path(__file__).parents[2] / "examples" / "acme" / "acme.route").read_text("utf-8")
DECLARATION = re.compile(r"^(?=\w)", re.MULTILINE)
TOKEN = re.compile(r'"[^"\n]*"|[A-Za-z_]\w*|\d[\w.]*|->|\.\.|[<>!=]=|\s+|.')
_STRAY = (
    "==",
    "=>",
    "}",
    "{",
    '"',
    "\\",
    "é",
    "when",
    "otherwise",
    "..",
    "# x",
    "",
    "\n\n",
    "\x00",
    "9",
)


def check(text: str) -> tuple[Structure | None, list[Diagnostic]]:
    """Read a text by both ways; every problem has its place in it and can be shown."""
    structure, problems = read_structure(text, "any.route")
    errors = [problem for problem in problems if problem.severity == "error"]
    assert (structure is None) == bool(errors)
    lines = text.split("\n")
    for problem in problems:
        assert problem.message
        assert "any.route" in as_text(problem)
        assert as_json(problem)["line"] <= len(lines)
        assert as_github(problem).startswith("::")
    return structure, problems


@given(st.one_of(st.text(), st.text("framework {}\"'->=<>.,#\n\t 019azrecordtableroute")))
def test_any_text_parses_or_says_why_not(text: str) -> None:
    check(text)


@given(st.lists(st.sampled_from(TOKEN.findall(EXAMPLE)), max_size=40))
def test_any_row_of_words_parses_or_says_why_not(tokens: list[str]) -> None:
    check(" ".join(tokens))


def part_of_example(draw: st.DataObject) -> str:
    """A few declarations of the example: the whole is slow to read a thousand times."""
    declarations = DECLARATION.split(EXAMPLE)[1:]
    chosen = draw.draw(st.lists(st.sampled_from(declarations), min_size=1, max_size=4, unique=True))
    return "".join(chosen)


@given(data=st.data())
def test_words_deleted_doubled_or_swapped_are_told_and_nothing_raises(data: st.DataObject) -> None:
    tokens = TOKEN.findall(part_of_example(data))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(tokens) - 1))
        other = data.draw(st.integers(0, len(tokens) - 1))
        match data.draw(st.sampled_from(("delete", "double", "swap", "stray", "cut"))):
            case "delete":
                tokens[at] = ""
            case "double":
                tokens[at] *= 2
            case "swap":
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case "stray":
                tokens[at] += data.draw(st.sampled_from(_STRAY))
            case "cut":
                tokens = tokens[: at + 1]
    check("".join(tokens))


@given(data=st.data())
def test_one_word_less_in_the_example_leaves_the_rest_as_it_was(data: st.DataObject) -> None:
    declarations = DECLARATION.split(EXAMPLE)
    broken = data.draw(st.integers(2, len(declarations) - 1))
    tokens = TOKEN.findall(declarations[broken])
    at = data.draw(st.integers(0, len(tokens) - 1))
    tokens[at] = ""
    before = "".join(declarations[:broken])
    text = before + "".join(tokens) + "".join(declarations[broken + 1 :])
    tree, problems = parse(text, "any.route")
    first = before.count("\n") + 1
    last = first + "".join(tokens).count("\n") + 1
    for problem in problems:  # a slip in one declaration hides nothing in the next
        line = as_json(problem)["line"]
        assert first <= line <= last, str(problem)
    resolve(tree)


@given(plans())
def test_a_generated_framework_reads_the_same_without_its_line_ends(plan: Plan) -> None:
    text = plan.text
    tree, problems = parse(text, "a.route")
    on_one_line = re.sub(r'("[^"]*")|\s+', lambda found: found[1] or " ", text)
    other, other_problems = parse(on_one_line, "a.route")
    assert problems == other_problems == []
    assert tree.declarations == other.declarations
