"""The ``language`` type."""

import pytest

from dsl.values import Invalid, value_type
from dsl.values.language import english_names

LANGUAGE = value_type("language")


@pytest.mark.parametrize(
    ("raw", "tag"),
    [
        ("fr", "fr"),
        ("FR", "fr"),
        ("fr_CA", "fr-CA"),
        ("FR-ca", "fr-CA"),
        ("fr_CA.UTF-8", "fr-CA"),
        ("de_DE@euro", "de-DE"),
        ("zh-hant", "zh-Hant"),
        ("zh_hans_cn", "zh-Hans-CN"),
        ("es-419", "es-419"),
        ("en-UK", "en-GB"),
        ("en-US-u-ca-buddhist", "en-US"),
        ("sl-ROZAJ", "sl-rozaj"),
        ("deu", "de"),
        ("ger", "de"),
        ("iw", "he"),
        ("German", "de"),
        ("Deutsch", "de"),
        ("GERMAN", "de"),
        ("French", "fr"),
        ("français", "fr"),
        ("Francais", "fr"),
        ("Español", "es"),
        ("Japanisch", "ja"),
        ("日本語", "ja"),
        ("Русский", "ru"),
        ("Farsi", "fa"),
        ("Mandarin", "zh"),
        ("Norwegian", "no"),
        ("Flemish", "nl-BE"),
        ("English (US)", "en-US"),
        ("English (United Kingdom)", "en-GB"),
        ("Français (Canada)", "fr-CA"),
        ("Portuguese (Brazil)", "pt-BR"),
        ("Chinese (Simplified)", "zh-Hans"),
        ("Simplified Chinese", "zh-Hans"),
        ("Latin American Spanish", "es-419"),
        ("français canadien", "fr-CA"),
        ("German (formal)", "de"),
    ],
)
def test_reads(raw: str, tag: str) -> None:
    assert LANGUAGE.read(raw) == tag


@pytest.mark.parametrize(
    "raw",
    ["xx", "any", "all", "tbd", "und", "fr-ZZ", "fr-Xxxx", "fr-CA-", "Elvish", "Mr. Smith", 5],
)
def test_refuses(raw: object) -> None:
    assert LANGUAGE.read(raw) == Invalid("not a language")


@pytest.mark.parametrize(
    ("tag", "key"),
    [("fr", "fr"), ("fr-CA", "fr"), ("zh-Hant-TW", "zh"), ("nb", "no"), ("nn", "no")],
)
def test_the_language_alone_is_compared(tag: str, key: str) -> None:
    assert LANGUAGE.key is not None
    assert LANGUAGE.key(tag) == key


def test_every_english_name_reads_as_a_tag_that_reads() -> None:
    for name in english_names().values():
        tag = LANGUAGE.read(name)
        assert isinstance(tag, str), name
        assert LANGUAGE.read(tag) == tag
