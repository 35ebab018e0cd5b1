"""The ``boolean`` type."""

import pytest

from dsl.values import Invalid, value_type

BOOLEAN = value_type("boolean")


@pytest.mark.parametrize(
    "raw",
    [True, 1, 1.0, "TRUE", "true", "True", "yes", "Y", "1", "On", "oN", " yes ", "✓", "✔️", "✅"],
)
def test_yes(raw: object) -> None:
    assert BOOLEAN.read(raw) is True


@pytest.mark.parametrize("raw", [False, 0, 0.0, "FALSE", "false", "No", "n", "0", "OFF"])
def test_no(raw: object) -> None:
    assert BOOLEAN.read(raw) is False


@pytest.mark.parametrize("raw", ["ja", "oui", "t", "f", "x", "2", 2, -1, 0.5, "maybe", "✗", "1.5"])
def test_anything_else_is_invalid(raw: object) -> None:
    assert BOOLEAN.read(raw) == Invalid("not yes or no")


def test_blank_is_missing_not_no() -> None:
    assert BOOLEAN.read("") is None
    assert BOOLEAN.read(None) is None
