"""The ``rep`` type."""

from dsl.values import value_type

REP = value_type("rep")


def test_a_rep_keeps_its_spelling_and_matches_in_any_case() -> None:
    assert REP.read("  Ana@Acme.Example ") == "Ana@Acme.Example"
    assert REP.key is not None
    assert REP.key("Ana@Acme.Example") == REP.key("ana@acme.example")


def test_a_rep_may_be_a_crm_id() -> None:
    assert REP.read("0055e000001AbCd") == "0055e000001AbCd"
    assert REP.read("") is None
