"""The ``one of`` type."""

from dsl.values import Invalid, one_of

SIZE = one_of(["Small", "Mid market", "Leisure, Travel"])


def test_reads_in_any_case_and_keeps_the_declared_spelling() -> None:
    assert SIZE.read(" MID\xa0 market") == "Mid market"
    assert SIZE.read("leisure, travel") == "Leisure, Travel"
    assert SIZE.read("") is None
    assert SIZE.universe == ("Small", "Mid market", "Leisure, Travel")


def test_refuses_what_is_not_listed_and_names_the_list() -> None:
    assert SIZE.read("Large") == Invalid('not one of "Small", "Mid market", "Leisure, Travel"')


def test_is_named_as_in_the_language() -> None:
    assert one_of(["A", 'say "B"']).name == r'one of "A", "say \"B\""'


def test_of_two_options_that_differ_in_case_the_first_counts() -> None:
    both = one_of(["Yes", "YES"])
    assert both.universe == ("Yes",)
    assert both.read("yes") == "Yes"
