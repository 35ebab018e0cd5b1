"""The ``us_state`` type: USPS codes of the 50 states, DC and the five territories."""

from functools import cache

from dsl.values.base import Invalid, ValueType
from dsl.values.names import Spellings
from dsl.values.reading import remembering

# Code: name; then abbreviations from before the two-letter codes, and other usual names.
_STATES = """
AL: Alabama; Ala
AK: Alaska; Alas
AZ: Arizona; Ariz
AR: Arkansas; Ark
CA: California; Calif; Cal; Cali
CO: Colorado; Colo; Col
CT: Connecticut; Conn
DE: Delaware; Del
DC: District of Columbia; Dist of Columbia; Dist of Col; Washington DC; Wash DC
FL: Florida; Fla; Flor
GA: Georgia
HI: Hawaii
ID: Idaho; Ida
IL: Illinois; Ill; Ills
IN: Indiana; Ind
IA: Iowa
KS: Kansas; Kans; Kan
KY: Kentucky; Ken; Kent
LA: Louisiana
ME: Maine
MD: Maryland
MA: Massachusetts; Mass
MI: Michigan; Mich
MN: Minnesota; Minn
MS: Mississippi; Miss
MO: Missouri
MT: Montana; Mont
NE: Nebraska; Nebr; Neb
NV: Nevada; Nev
NH: New Hampshire; N Hamp; N Hampshire
NJ: New Jersey; N Jersey
NM: New Mexico; N Mex; New Mex; New M; N Mexico
NY: New York; N York
NC: North Carolina; N Car; N Carolina; No Car; No Carolina
ND: North Dakota; N Dak; N Dakota; No Dak; Nodak
OH: Ohio
OK: Oklahoma; Okla
OR: Oregon; Ore; Oreg
PA: Pennsylvania; Penn; Penna
RI: Rhode Island; Rhode Island and Providence Plantations
SC: South Carolina; S Car; S Carolina; So Car; So Carolina
SD: South Dakota; S Dak; S Dakota; So Dak; Sodak
TN: Tennessee; Tenn
TX: Texas; Tex
UT: Utah
VT: Vermont; Verm
VA: Virginia; Virg
WA: Washington; Wash; Washn
WV: West Virginia; W Va; W Virg; W Virginia; West Va
WI: Wisconsin; Wis; Wisc
WY: Wyoming; Wyo
AS: American Samoa; Amer Samoa; Am Samoa
GU: Guam
MP: Northern Mariana Islands; Northern Marianas; N Mariana Islands; CNMI; Saipan;
 Commonwealth of the Northern Mariana Islands
PR: Puerto Rico; Porto Rico
VI: US Virgin Islands; Virgin Islands; USVI; Virgin Islands of the US; Virgin Islands (US);
 United States Virgin Islands
"""

NOT_A_STATE = Invalid("not a US state")


def _table() -> dict[str, list[str]]:
    lines = _STATES.replace("\n ", " ").strip().splitlines()
    return {line[:2]: [name.strip() for name in line[3:].split(";")] for line in lines}


NAMES: dict[str, str] = {code: names[0] for code, names in _table().items()}
"""The display name of every state, by code; the universe is in this order."""


@cache
def _spellings() -> Spellings:
    names = Spellings()
    for code, written in _table().items():
        names.add(code, code, f"US {code}", f"USA {code}", *written)
        names.add(code, f"State of {written[0]}", f"{written[0]} State")
        names.add(code, f"Commonwealth of {written[0]}", f"{written[0]} (US)")
    return names


def _parse(text: str) -> str | Invalid:
    return _spellings().find(text) or NOT_A_STATE


_read = remembering(_parse, size=2048)

US_STATE = ValueType("us_state", _read, _read, universe=tuple(NAMES))
