"""docs/language.md: blocks parse, and what types, functions and conditions do is as written."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from dsl import load, read_structure
from dsl.parser import parse
from dsl.values import FUNCTIONS, TYPE_NAMES, Invalid, countries_in, list_of, one_of, value_type
from dsl.values.resources import load as load_data
from sheets_adapter import open_workbook
from tests.docs.pages import NOW, Block, Example, blocks, by_place, code, examples, page

EMPTY = open_workbook({})
FIELDS = """
  company text email email domain domain phone phone country country zip us_zip tags list of text
  employees integer amount decimal language language since date flag boolean owner rep
"""
NAMED = """
  framework {name} record {name} {{ a text {name} text b text }}
  table {name} from "T" {{ k key exact {name} assignee }}
  route {name} {{ "A" when {name} = "x" by a in {name} -> {name} otherwise -> next }}
"""


@pytest.mark.parametrize("block", blocks("route"), ids=by_place)
def test_frameworks_have_no_error_and_fragments_parse(block: Block) -> None:
    problems = parse(block.text, block.place)[1]
    if block.info == "route":
        problems = read_structure(block.text, block.place)[1]
    assert [str(problem) for problem in problems] == []


@pytest.mark.parametrize("example", examples("values"), ids=by_place)
def test_values_read_as_documented(example: Example) -> None:
    name, _, locale = example.subject.rpartition(" ")
    if not re.fullmatch("[a-z]{2}_[A-Z]{2}", locale):
        name, locale = example.subject, "en_US"
    if name.startswith("one of "):
        type_ = one_of(re.findall(r'"([^"]*)"', name))
    elif name.startswith("list of "):
        type_ = list_of(value_type(name.removeprefix("list of "), locale))
    else:
        type_ = value_type(name, locale)
    sent, expected = example.cells
    value = type_.read(_sent(sent))
    if isinstance(value, Invalid):
        assert f"refused: {value.reason}" == expected
    else:
        shown = value if type_.show is None else type_.show(value)
        assert f"`{_written(shown)}`" == expected


def _sent(cell: str) -> Any:
    """What a cell stands for: a text, or ``the number `12.0` `` and its like."""
    return json.loads(code(cell)) if cell.startswith("the ") else code(cell)


def _written(shown: Any) -> str:
    return shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False)


@pytest.mark.parametrize("name", TYPE_NAMES)
def test_every_type_is_documented(name: str) -> None:
    assert f"`{name}`" in page("language.md") or f"### {name}\n" in page("language.md")


@pytest.mark.parametrize("example", examples("functions"), ids=by_place)
def test_functions_give_what_is_documented(example: Example) -> None:
    call, type_, value, expected, result = example.cells
    fields = f"x {code(type_)} y {code(result)} = {code(call)}"
    text = f"framework f record r {{ {fields} }} route r {{ otherwise -> next }}\n"
    framework = load(text, EMPTY)
    reading = framework.decide({"x": code(value)}, now=NOW).trace["fields"]["y"]
    if expected == "missing":
        assert reading["status"] == "missing"
    else:
        assert code(expected) == _written(reading["value"])


def test_every_function_is_documented() -> None:
    assert {code(example.cells[0]).split("(")[0] for example in examples("functions")} == {
        *FUNCTIONS
    }


@pytest.mark.parametrize("example", examples("conditions"), ids=by_place)
def test_conditions_hold_as_documented(example: Example) -> None:
    condition, *cells = example.cells
    for truth, cell in zip(("true", "false", "unknown"), cells, strict=True):
        if cell:
            pairs = (part.split(":", 1) for part in re.split(r"; (?=\w+:)", code(cell)))
            fields = {name: value.strip() for name, value in pairs}
            assert _truth(code(condition), fields) == truth


def _truth(condition: str, fields: dict[str, str]) -> str:
    steps = f'"true" when {condition} -> next "false" when not ({condition}) -> next'
    text = f"framework f record r {{ {FIELDS} }} route r {{ {steps} otherwise -> next }}\n"
    trace = load(text, EMPTY).decide(fields, now=NOW, previous_pool="p").trace
    last = str(trace["steps"][-1]["step"])
    return "unknown" if last == "otherwise" else last


@pytest.mark.parametrize("example", examples("regions"), ids=by_place)
def test_regions_have_the_documented_members(example: Example) -> None:
    name, aliases, members = example.cells
    listed, _, without = members.partition(" without ")
    countries = _members(listed) - _members(without)
    for each in (code(name), *re.findall(r"`([^`]*)`", aliases)):
        assert countries_in(each) == countries


def _members(cell: str) -> frozenset[str]:
    found = [countries_in(one) or frozenset({one}) for one in code(cell).split()]
    return frozenset(country for members in found for country in members)


def test_every_sales_region_is_documented() -> None:
    documented = {code(example.cells[0]) for example in examples("regions")}
    assert documented == {region["name"] for region in load_data("sales_regions.json")["regions"]}


def test_words_that_cannot_be_names_are_documented() -> None:
    reserved = re.search(r"do not name a\s+field, [^:]*: ([^.]*)\.", page("language.md"))
    assert reserved
    documented = set(re.findall(r"`(\w+)`", reserved[1]))
    grammar = page("../dsl/grammar.lark")
    words = re.findall(r'^[A-Z]+(?:\.\d)?: "([a-z]+)"$', grammar, re.MULTILINE)
    refused = {name for name in words if read_structure(NAMED.format(name=name), "f.route")[1]}
    assert documented == refused
