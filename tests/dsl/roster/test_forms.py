"""What the other cells of the roster sheets say."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.roster import METHODS
from dsl.roster.cells import Cells
from dsl.tables.cell_problem import CellProblem
from dsl.values import clean

CELLS = Cells("en_US")
GERMAN = Cells("de_DE")
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


@pytest.mark.parametrize(
    ("reader", "text", "expected"),
    [
        ("weight", "3", 3_000),
        ("weight", "0.5", 500),
        ("weight", "0", 0),
        ("weight", "50%", 500),
        ("weight", "12.5 %", 125),
        ("count", "12", 12),
        ("count", "0", 0),
        ("count", "1,000", 1_000),
        ("count_from_one", "1", 1),
        ("number", "1.5", Decimal("1.5")),
        ("duration", "30m", timedelta(minutes=30)),
        ("duration", "4h", timedelta(hours=4)),
        ("duration", "1d", timedelta(days=1)),
        ("duration", "2w", timedelta(weeks=2)),
        ("duration", "90 Minutes", timedelta(minutes=90)),
        ("duration", "1 hour and 30 min", timedelta(minutes=90)),
        ("duration", "1h30m", timedelta(minutes=90)),
        ("ramp", "2026-11-01: 10%, 2026-12-01: 50%", ((NOVEMBER, 100), (DECEMBER, 500))),
        ("ramp", "11/1/2026 = 10 %; Dec 1, 2026 -> 12.5%", ((NOVEMBER, 100), (DECEMBER, 125))),
        ("ramp", "2026-11-01 0%", ((NOVEMBER, 0),)),
        ("skills", "Data,  AI ; x", frozenset({"data, ai", "x"})),
        ("skills", "Data, AI,, data", frozenset({"data", "ai"})),
        ("languages", "en, German, pt-BR", frozenset({"en", "de", "pt-BR"})),
        ("method", "Round-Robin", "round robin"),
        ("method", "shark_tank", "shark tank"),
        ("yes_no", "✓", True),
        ("yes_no", "N", False),
        ("day", "11/30/2026", date(2026, 11, 30)),
    ],
)
def test_forms(reader: str, text: str, expected: Any) -> None:
    assert getattr(CELLS, reader)(text) == expected


def test_numbers_and_dates_are_of_the_locale() -> None:
    assert GERMAN.weight("0,5") == 500
    assert GERMAN.ramp("1.11.2026: 12,5 %, 1.12.2026: 100 %") == ((NOVEMBER, 125), (DECEMBER, 1000))
    assert isinstance(GERMAN.day("11/30/2026"), CellProblem)


@pytest.mark.parametrize("text", ["America/New_York", "america/new york", " AMERICA/NEW_YORK"])
def test_zones(text: str) -> None:
    assert str(CELLS.zone(text)) == "America/New_York"


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Eastern", "America/New_York"),
        ("PST", "America/Los_Angeles"),
        ("EST", "America/New_York"),
        ("Berlin", "Europe/Berlin"),
        ("Europe/Pris", "Europe/Paris"),
    ],
)
def test_a_zone_that_is_none_says_which_was_meant(text: str, near: str) -> None:
    found = CELLS.zone(text)
    assert isinstance(found, CellProblem)
    assert found.help == f"Did you mean `{near}`?"


@pytest.mark.parametrize("text", ["UTC+2", "+02:00", "../../etc", "\x00"])
def test_no_zone_and_none_near(text: str) -> None:
    found = CELLS.zone(text)
    assert isinstance(found, CellProblem)
    assert found.help == "Write it as in `America/New_York`"


def test_every_method_is_one() -> None:
    assert tuple(CELLS.method(method.upper()) for method in METHODS) == METHODS


@given(st.lists(st.tuples(st.dates(date(1970, 1, 1), date(2068, 12, 31)), st.integers(0, 1000))))
def test_a_ramp_that_is_written_is_read(steps: list[tuple[date, int]]) -> None:
    ramp = dict(sorted(steps))
    text = ", ".join(f"{day}: {Decimal(share) / 10}%" for day, share in ramp.items())
    assert CELLS.ramp(text) == tuple(ramp.items())


@given(st.integers(0, 1_000_000_000))
def test_weights_are_exact(thousandths: int) -> None:
    assert CELLS.weight(format(Decimal(thousandths) / 1000, "f")) == thousandths


READERS = sorted(name for name in vars(Cells) if not name.startswith("_"))


@given(
    st.sampled_from(READERS),
    st.text(min_size=1, max_size=20) | st.text(alphabet="0123456789-:%.,mhd ", min_size=1),
)
def test_any_text_is_read_or_says_what_is_wrong(reader: str, text: str) -> None:
    found = getattr(CELLS, reader)(clean(text) or "?")
    if isinstance(found, CellProblem):
        assert found.message
        assert found.help
