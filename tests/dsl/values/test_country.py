"""The ``country`` type."""

import pycountry
import pytest

from dsl.values import Invalid, value_type
from dsl.values.country import CODES, english_names

COUNTRY = value_type("country")

SPELLINGS = """
US: US | us | USA | usa | U.S. | U.S.A. | u. s. a. | United States | united  states of america
US: The United States | America | Estados Unidos | États-Unis | Etats Unis
US: Vereinigte Staaten | EE.UU.
US: United States (USA) | USA - United States | UNITED\u00a0STATES | アメリカ合衆国
GB: GB | GBR | UK | U.K. | United Kingdom | Great Britain | Britain | England | Scotland | Wales
GB: Northern Ireland | England, UK | Vereinigtes Königreich | Royaume-Uni
GB: United Kingdom of Great Britain and Northern Ireland
DE: Bundesrepublik Deutschland | Deutschland | Germany | Allemagne | Alemania
DE: Duitsland | Federal Republic of Germany
AT: Österreich | osterreich | Austria
CH: Schweiz | Suisse | Svizzera | Switzerland
NL: The Netherlands | Netherlands | Nederland | Holland
ES: España | Espana | Spain
FR: France | Frankreich | Frankrijk
IT: Italia | Italy
BE: België | Belgique | Belgien
SE: Sverige | Sweden
FI: Suomi
GR: Ελλάδα | Greece | EL
PL: Polska
CZ: Czech Republic | Czechia | Česko | Ceska republika
RU: Russia | Russian Federation | Россия
TR: Türkiye | Turkey | TURKIYE | Republic of Türkiye
KR: South Korea | S. Korea | Korea, Republic of | Republic of Korea | Korea (South)
KR: 대한민국 | Korea
KP: North Korea | Korea, North | DPRK | Korea, Democratic People's Republic of
JP: 日本 | Japan
CN: 中国 | China | PRC | P.R. China | People's Republic of China
TW: Taiwan | Taiwan, Province of China | Republic of China
HK: Hong Kong | Hong Kong SAR | Hong Kong, China
MO: Macau | Macao
VN: Vietnam | Viet Nam | Việt Nam
BO: Bolivia | Bolivia, Plurinational State of | Plurinational State of Bolivia
VE: Venezuela
IR: Iran | Iran, Islamic Republic of
AE: UAE | U.A.E. | United Arab Emirates
CI: Ivory Coast | Côte d'Ivoire | Cote d’Ivoire
CV: Cape Verde | Cabo Verde
CD: DRC | DR Congo | Democratic Republic of the Congo | Congo (DRC)
CG: Congo | Congo-Brazzaville
SZ: Swaziland | Eswatini
MK: Macedonia | North Macedonia
MM: Burma | Myanmar (Burma)
TL: East Timor | Timor-Leste
XK: Kosovo | XK | XKX | Kosova
BA: Bosnia | Bosnia & Herzegovina | Bosnia and Herzegovina
BS: The Bahamas | Bahamas, The
LC: St. Lucia | Saint Lucia | St Lucia
VA: Vatican | Holy See | Vatican City
VI: US Virgin Islands | Virgin Islands, U.S. | U.S. Virgin Islands
VG: British Virgin Islands | Virgin Islands (British)
PS: Palestine | West Bank
SY: Syria
LA: Laos
MD: Moldova
TZ: Tanzania
FM: Micronesia
GE: Georgia
NE: Niger
NG: Nigeria
DM: Dominica
DO: Dominican Republic
GN: Guinea
IS: IS | Iceland | Ísland
ST: ST | São Tomé and Príncipe
IN: India | IND | भारत
IL: ישראל
SA: المملكة العربية السعودية
UA: Україна
TH: ไทย
"""
CASES = [
    (line[:2], spelling.strip())
    for line in SPELLINGS.strip().splitlines()
    for spelling in line[3:].split("|")
]


@pytest.mark.parametrize(("code", "spelling"), CASES)
def test_reads(code: str, spelling: str) -> None:
    assert COUNTRY.read(spelling) == code


@pytest.mark.parametrize(
    "raw",
    ["Atlantis", "ZZ", "EU", "Europe", "Islands", "Saint", "USB", "?", "England, France", 840],
)
def test_refuses(raw: object) -> None:
    assert COUNTRY.read(raw) == Invalid("not a country")


def test_every_country_reads_from_its_codes_and_names() -> None:
    for country in pycountry.countries:
        names = {country.alpha_2, country.alpha_3, country.name, country.alpha_3.lower()}
        names |= {getattr(country, kind, country.name) for kind in ("official_name", "common_name")}
        names.add(english_names()[country.alpha_2])
        assert {COUNTRY.read(name) for name in names} == {country.alpha_2}, names


def test_the_universe_is_iso_3166_and_kosovo() -> None:
    assert COUNTRY.universe == CODES
    assert len(CODES) == len(pycountry.countries) + 1
    assert "XK" in CODES
