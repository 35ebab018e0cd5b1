"""The ``us_state`` type."""

import pytest

from dsl.values import Invalid, value_type
from dsl.values.us_state import NAMES

STATE = value_type("us_state")

SPELLINGS = """
CA: CA | ca | California | CALIFORNIA | Calif. | Calif | Cal. | US-CA | us_ca | US CA
CA: C.A. | State of California
DC: DC | D.C. | District of Columbia | Washington, D.C. | Wash. D.C. | Washington DC
WA: WA | Wash. | Washington | Washington State | State of Washington
MA: Mass. | Massachusetts | Commonwealth of Massachusetts
NC: N.C. | N. Car. | N. Carolina | North  Carolina
SD: S.D. | S. Dak. | South Dakota
NY: N.Y. | New York | New\u00a0York | NEW YORK STATE | New York (US)
NM: N. Mex. | N.M.
WV: W. Va. | West Virginia | W.Va.
VA: Va. | Virginia
PA: Pa. | Penn. | Penna.
CT: Conn.
TX: Tex.
FL: Fla.
OR: Ore. | Oreg.
HI: Hawai'i | Hawaiʻi | Hawaii
OH: Ohio
PR: Puerto Rico | P.R.
VI: U.S. Virgin Islands | Virgin Islands | V.I.
GU: Guam
AS: American Samoa
MP: Northern Mariana Islands | CNMI
"""
CASES = [
    (line[:2], spelling.strip())
    for line in SPELLINGS.strip().splitlines()
    for spelling in line[3:].split("|")
]


@pytest.mark.parametrize(("code", "spelling"), CASES)
def test_reads(code: str, spelling: str) -> None:
    assert STATE.read(spelling) == code


@pytest.mark.parametrize(
    "raw", ["ON", "Ontario", "AA", "AE", "FM", "UM", "Carolina", "94105", "US", 5]
)
def test_refuses(raw: object) -> None:
    assert STATE.read(raw) == Invalid("not a US state")


def test_the_universe_is_the_states_dc_and_five_territories() -> None:
    assert STATE.universe == tuple(NAMES)
    assert len(NAMES) == 56
    assert {"DC", "PR", "GU", "VI", "AS", "MP"} <= set(NAMES)
    assert all(STATE.read(code) == STATE.read(name) == code for code, name in NAMES.items())
