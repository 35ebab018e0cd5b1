"""Finding types by name, and what may have been meant."""

import pytest

import dsl.values
from dsl.values import TYPE_NAMES, Invalid, one_of, spellings, value_type, warm_up


def test_the_types_of_the_language() -> None:
    assert set(TYPE_NAMES) == {
        "text", "email", "domain", "url", "phone", "country", "us_state", "subdivision", "us_zip",
        "postal_code", "language", "integer", "decimal", "boolean", "date", "datetime", "rep",
    }  # fmt: skip


@pytest.mark.parametrize("name", [*TYPE_NAMES, "list of us_state", "list of list of text"])
def test_a_type_is_one_object_with_its_name(name: str) -> None:
    assert value_type(name).name == name
    assert value_type(name) is value_type(name)


@pytest.mark.parametrize("name", ["", "string", "list of", "list of string", "Text"])
def test_other_names_are_no_types(name: str) -> None:
    with pytest.raises(ValueError, match="no value type"):
        value_type(name)


def test_only_numbers_and_dates_depend_on_the_locale() -> None:
    local = {name for name in TYPE_NAMES if value_type(name) is not value_type(name, "de_DE")}
    assert local == {"integer", "decimal", "date", "datetime"}


def test_spellings_for_suggestions() -> None:
    assert spellings(value_type("country"))["Germany"] == "DE"
    assert spellings(value_type("us_state"))["California"] == "CA"
    assert spellings(value_type("language"))["German"] == "de"
    assert spellings(one_of(["A", "B"])) == {"A": "A", "B": "B"}
    assert spellings(value_type("boolean")) == {}
    assert spellings(value_type("text")) == {}


def test_warming_up_changes_nothing() -> None:
    warm_up(value_type(name) for name in TYPE_NAMES)
    assert value_type("country").read("?") == Invalid("not a country")


def test_exported_names_exist() -> None:
    assert all(hasattr(dsl.values, name) for name in dsl.values.__all__)
