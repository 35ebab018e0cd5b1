"""What generated frameworks, workbooks and records speak of: few values of every type, so that
conditions hold and rows match often, each in the many ways that people write it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Vocabulary:
    """One type: how its values stand in a framework, in cells and in records.

    ``spans`` are ``A..B`` of a framework; ``ranges`` are cells that only range columns (and exact
    columns of types other than text) take; ``affixes`` are parts of values.
    """

    literals: tuple[str, ...]
    cells: tuple[str, ...]
    raws: tuple[object, ...]
    spans: tuple[str, ...] = ()
    ranges: tuple[str, ...] = ()
    affixes: tuple[str, ...] = ()


# fmt: off
TYPES: dict[str, Vocabulary] = {
    "text": Vocabulary(
        literals=('"Acme"', '"data lake"', '"ÖBB"', '"b"', '"Straße"'),
        cells=("Acme", "ACME ", "data lake", "Leisure, Travel & Tourism", "Öbb", '"b"', "not(b)"),
        raws=(
            "Acme",
            " acme",
            "data\u00a0 lake",
            "ÖBB",
            "b",
            "STRASSE",
            "Leisure, Travel & Tourism",
            "@home",
            "9lives",
            "ß",
            "Łódź",
            "東京",
            94105,
            True,
        ),
        spans=('"a".."c"', '"b".."straße"'),
        ranges=("a..c", "b - d", ">= b", "[a..b)", "c"),
        affixes=('"a"', '"DATA"', '"e"', '"straß"', '"  lake "'),
    ),
    "email": Vocabulary(
        literals=('"ana@mitre.org"', '"Bo@acme.example"'),
        cells=("mitre.org", "acme.example", "https://Navy.mil/", "not(mitre.org)"),
        raws=(
            "ana@mitre.org",
            "Bo <bo@ACME.example>",
            "cy@us.navy.mil",
            "dee@notmitre.org",
            "eva@bücher.example",
        ),
        affixes=('"ana"', '".org"', '"mitre"', '"MIL"'),
    ),
    "domain": Vocabulary(
        literals=('"mitre.org"', '"acme.example"'),
        cells=("mitre.org", "www.acme.example", "bücher.example, navy.mil"),
        raws=(
            "mitre.org",
            "us.mitre.org",
            "WWW.acme.example",
            "navy.mil",
            "bücher.example",
            "https://notmitre.org/a",
        ),
        affixes=('"mitre"', '".org"', '"us."'),
    ),
    "url": Vocabulary(
        literals=('"https://mitre.org/"', '"http://acme.example/a"'),
        cells=("mitre.org", "acme.example"),
        raws=(
            "https://mitre.org/",
            "http://www.acme.example/a?b=1",
            "http://1.2.3.4/x",
            "navy.mil",
            "https://us.navy.mil:8080/y",
        ),
        affixes=('"https"', '"/a"', '"mitre"'),
    ),
    "phone": Vocabulary(
        literals=('"+1 415 555 0100"', '"(212) 555-0101"'),
        cells=("+1 415 555 0100", "(212) 555-0101, +44 20 7946 0000"),
        raws=(
            "+14155550100",
            "(415) 555-0100",
            "212.555.0101",
            "+44 20 7946 0000",
            "+41 44 668 18 00",
            4155550100,
        ),
        affixes=('"+1 415"', '"+44"', '"0100"'),
    ),
    "country": Vocabulary(
        literals=("US", "DE", "CH", '"Germany"', "FR"),
        cells=("US", "Germany", "de", "CH, AT", "not(US)", "Côte d’Ivoire", "!= FR"),
        raws=("US", "usa", "Germany", "DEU", "ch", "Österreich", "FR", "Holland"),
        affixes=('"U"', '"d"', '"H"'),
    ),
    "us_state": Vocabulary(
        literals=("CA", "NY", "OR", '"D.C."'),
        cells=("CA", "California, Ore.", "NY;TX", "D.C.", "not(CA, NY)"),
        raws=("CA", "calif.", "New  York", "ny", "OR", "DC", "texas"),
        affixes=('"C"', '"y"'),
    ),
    "subdivision": Vocabulary(
        literals=('"US-CA"', '"CH-ZH"'),
        cells=("US-CA", "CH-ZH, CH-GE"),
        raws=("US-CA", "ch-zh", "CH-GE"),
        affixes=('"US-"', '"CH"', '"zh"'),
    ),
    "us_zip": Vocabulary(
        literals=('"02139"', "94105", "90001"),
        cells=("94105", "02139", "90001, 10001", "94105-1234"),
        raws=("94105", "94105-1234", "02139", 90001, 94105.0, "10001", "2139"),
        spans=("90001..96162", '"00501".."10001"'),
        ranges=(
            "90001-90899",
            "941*",
            "00501..02139",
            "90001 – 94105",
            ">= 94000",
            "90001-90899, 94105-94105",
            "[02139..10001)",
            "not(90001-96162)",
        ),
        affixes=('"941"', '"02"', '"39"'),
    ),
    "postal_code": Vocabulary(
        literals=('"SW1A 1AA"', '"8001"'),
        cells=("SW1A 1AA", "8001, 8002"),
        raws=("sw1a1aa", "SW1A 1AA", "8001", 8001),
        affixes=('"80"', '"SW1"', '"1aa"'),
    ),
    "language": Vocabulary(
        literals=("de", '"pt-BR"', '"German"'),
        cells=("de", "German, fr", "pt-BR"),
        raws=("de", "German", "pt_BR", "fr-CH", "EN"),
        affixes=('"pt"', '"D"'),
    ),
    "integer": Vocabulary(
        literals=("10", "1_000", "0", "-5"),
        cells=("10", "1,000", "10, 50", "= 10", "-5", "not(10)"),
        raws=(10, "10", "1,000", 50, 0, 12.0, "10k", "$5M", -5, "999"),
        spans=("0..50", "10..1_000"),
        ranges=(
            "10-50",
            ">= 1000",
            "< 50",
            "1000+",
            "1,000-4,999",
            "[10..20)",
            "(10..20]",
            "<= 0",
            "0-9; 20-29",
            "not(10-50)",
            "-5..0",
            "10 to 12",
        ),
    ),
    "decimal": Vocabulary(
        literals=("1.5", "10", "0.25"),
        cells=("1.5", "10", "0.25; 2"),
        raws=("1.5", 10, 10.25, "0.250", "1,000.5", 2),
        spans=("0..1.5", "1.5..10"),
        ranges=("0-1.5", "(1.5..10)", "[1.5..10)", ">= 10", "< 0.25", "not([1.5..10])"),
    ),
    "boolean": Vocabulary(
        literals=("yes", "no", "true"),
        cells=("yes", "FALSE", "✓", "yes, no"),
        raws=(True, False, "yes", "N", 1, "0", "✓"),
    ),
    "date": Vocabulary(
        literals=("2026-03-01", "2026-11-22"),
        cells=("2026-03-01", "11/22/2026", "not(2026-03-01)"),
        raws=("2026-03-01", "11/22/2026", "2026-06-15T10:00:00Z", "22 Nov 2026"),
        spans=("2026-03-01..2026-06-30",),
        ranges=(
            "2026-01-01..2026-06-30",
            ">= 2026-06-15",
            "< 3/1/2026",
            "(2026-03-01..2026-06-15)",
        ),
    ),
    "datetime": Vocabulary(
        literals=("2026-03-01", '"2026-11-22T10:00:00Z"'),
        cells=("2026-03-01T00:00:00Z", "2026-11-22T11:00+01:00"),
        raws=("2026-03-01", "2026-11-22T10:00:00Z", "2026-06-15T10:00:00+02:00"),
        spans=('2026-03-01.."2026-11-22T10:00:00Z"',),
        ranges=("2026-01-01..2026-06-30", ">= 2026-06-15", "[2026-03-01..2026-11-22)"),
    ),
    'one of "Hot", "Cold lead", "?"': Vocabulary(
        literals=("Hot", '"Cold lead"', '"?"'),
        cells=("Hot", "cold lead, hot", "?"),
        raws=("Hot", " hot", "COLD  LEAD", "?"),
    ),
    "rep": Vocabulary(
        literals=('"ana@acme.example"', '"gone@acme.example"'),
        cells=("ana@acme.example", "Bo@acme.example, Cy Pop"),
        raws=("ana@acme.example", "BO@acme.example", "gone@acme.example", "Cy Pop", "nobody"),
        affixes=('"ana"', '"example"'),
    ),
}
# fmt: on

LISTS: dict[str, tuple[str, tuple[object, ...]]] = {
    "list of text": ("text", (["Acme", "b"], "Acme; data lake", [], ["ÖBB", None], "b")),
    "list of country": ("country", (["US", "DE"], "Germany; CH", "fr", ["US", "nowhere"], [None])),
    "list of us_state": ("us_state", (["CA", "NY"], "OR;TX", "calif.")),
    "list of integer": ("integer", ([10, 50], "10; 1,000", 12)),
    "list of domain": ("domain", (["mitre.org", "navy.mil"], "acme.example")),
    'list of one of "Hot", "Cold lead", "?"': ('one of "Hot", "Cold lead", "?"', (["hot", "?"],)),
}
"""Types of lists, each with the type of its items and its raw values."""

ORDERED = ("text", "us_zip", "postal_code", "integer", "decimal", "date", "datetime")
TEXTUAL = ("text", "email", "domain", "url", "phone", "us_zip", "postal_code", "rep", "country",
           "us_state", "subdivision", "language")  # fmt: skip

PREFIXES: dict[str, tuple[str, ...]] = {
    "text": ("a", "Data*", "l, stra", "Öb"),
    "email": ("ana", "bo@"),
    "domain": ("mitre", "us.*"),
    "url": ("https://", "http://www."),
    "phone": ("+1 415", "+44*", "+1"),
    "us_zip": ("941", "9*", "02139, 1"),
    "postal_code": ("80", "SW1*"),
    "rep": ("ana", "B"),
    "country": ("U", "c*"),
    "us_state": ("N", "c"),
    "subdivision": ("US-", "ch"),
    "language": ("d", "pt*"),
}
SUFFIXES = (".gov", "mil", "mitre.org", "us.mitre.org, .example", "*.navy.mil", "Bücher.example")
INITIALS = ("A-F", "G", "0-9", "other", "A-Z", "L..S, @", "Ö", "東", "a to c; x")
PHRASES = ("data lake", "acme", "data, lake", "travel & tourism", "lake data")

DIRT: tuple[object, ...] = (
    "", "   ", "\u00a0", None, True, False, 0, -1, 3.75, float("nan"), float("inf"), 10**400, [],
    [[]], {}, {"a": [1]}, ["CA", 7, None], "#N/A", "n/a", "?", "\ud800", "a\x00b", "x" * 10_000,
    "1e5", "nan", "🦊", "'; drop table", "http://[::1]/", "a@b@c", "\u0301", "2026-02-30",
)  # fmt: skip
