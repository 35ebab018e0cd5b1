from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden_tests import render

DOCUMENTS: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=40,
)


@given(DOCUMENTS)
def test_reading_gives_the_document_back(document: Any) -> None:
    text = render(document)
    assert json.loads(text) == document
    assert render(json.loads(text)) == text
    assert text.endswith("\n")


@given(st.text(st.characters(codec=None)))
def test_any_text_can_be_saved_and_seen(text: str) -> None:
    rendered = render(text)
    assert rendered.encode().decode() == rendered
    assert rendered[:-1].isprintable()
    assert json.loads(rendered) == text


@given(DOCUMENTS)
def test_no_line_is_longer_than_it_must_be(document: Any) -> None:
    for line in render(document).splitlines():
        whole = line.lstrip().removesuffix(",")
        if len(line) > 100 and whole.endswith(("}", "]")):
            pytest.fail(f"could be broken: {line}")


def test_what_fits_stands_on_one_line() -> None:
    long = "x" * 60
    document = {"a": {"b": [1, 2]}, "long": [long, long], "none": {}, "é": "ü\u00a0\u2028"}
    assert render(document) == (
        "{\n"
        '  "a": {"b": [1, 2]},\n'
        f'  "long": [\n    "{long}",\n    "{long}"\n  ],\n'
        '  "none": {},\n'
        '  "é": "ü\\u00a0\\u2028"\n'
        "}\n"
    )


@pytest.mark.parametrize(("length", "lines"), [(88, 1), (89, 3)])
def test_the_limit_is_a_hundred_characters_with_the_comma(length: int, lines: int) -> None:
    text = render([{"a": "x" * length}, "y" * 99])
    assert len(text.splitlines()) == lines + 3
    assert max(map(len, text.splitlines()[:-2])) <= 103
