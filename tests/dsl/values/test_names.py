"""What does not count when names are compared."""

import pytest

from dsl.values.names import Spellings, name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.S.A.", "usa"),
        ("Côte d'Ivoire", "COTE D IVOIRE"),
        ("Bosnia & Herzegovina", "Bosnia and Herzegovina"),
        ("St. Lucia", "Saint Lucia"),
        ("The Gambia", "Gambia, The"),
        ("N.\xa0Car.", "n car"),
        ("Hawaiʻi", "Hawaii"),
    ],
)
def test_same_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("Niger", "Nigeria"), ("Island", "Islands")])
def test_other_name(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("text", ["", "...", "?!", "the", "\u0301"])
def test_no_name(text: str) -> None:
    assert name_key(text) == ""
    assert Spellings().find(text) is None


def test_the_first_to_claim_a_spelling_keeps_it() -> None:
    names = Spellings()
    names.add("CG", "Congo", "")
    names.add("CD", "Congo")
    assert names.find("congo") == "CG"
    assert names.find("") is None


def test_a_spelling_that_several_want_goes_to_none() -> None:
    names = Spellings()
    names.add_unambiguous([("A", "Both"), ("B", "both"), ("A", "Alone"), ("A", "ALONE")])
    assert names.find("both") is None
    assert names.find("alone") == "A"
