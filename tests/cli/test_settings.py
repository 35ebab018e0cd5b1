"""Flag, then environment, then routebook.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.failures import CouldNotRun
from cli.settings import SETTINGS, read_settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def toml(folder: Path, text: str) -> None:
    (folder / "routebook.toml").write_text(text, encoding="utf-8")


def test_a_flag_goes_before_the_environment_and_that_before_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml(folder, 'framework = "file.route"\ntables = "file"\nlocale = "de_DE"\n')
    monkeypatch.setenv("ROUTEBOOK_FRAMEWORK", "environment.route")
    monkeypatch.setenv("ROUTEBOOK_TABLES", "environment")
    settings = read_settings(framework="flag.route", tables=None)
    assert settings.framework == Path("flag.route")
    assert settings.tables == "environment"
    assert settings.locale == "de_DE"


def test_a_blank_variable_is_not_set(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml(folder, 'tables = "file"\n')
    monkeypatch.setenv("ROUTEBOOK_TABLES", " ")
    assert read_settings().tables == "file"


def test_without_any_file_there_are_only_defaults() -> None:
    settings = read_settings()
    assert settings.values == {}
    assert settings.locale == "en_US"


def test_what_is_needed_and_not_said_is_named_with_every_way_to_say_it() -> None:
    with pytest.raises(CouldNotRun) as raised:
        _ = read_settings().tables
    assert raised.value.message == (
        "which tables to use is not said. Use --tables, set ROUTEBOOK_TABLES, "
        'or write tables = "workbook" into routebook.toml.'
    )


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("PORT", "8081", 8081),
        ("REFRESH_SECONDS", "2.5", 2.5),
        ("LOG_REQUESTS", "Yes", True),
        ("LOG_REQUESTS", "0", False),
        ("API_KEYS_FILE", "k.json", "k.json"),
    ],
)
def test_variables_are_read_by_type(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, expected: object
) -> None:
    monkeypatch.setenv(f"ROUTEBOOK_{name}", text)
    assert read_settings().get(name.lower()) == expected


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("PORT", "80a", "It must be a whole number."),
        ("REFRESH_SECONDS", "soon", "It must be a number."),
        ("LOG_REQUESTS", "perhaps", "It must be true or false."),
    ],
)
def test_a_variable_of_another_type_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, text: str, words: str
) -> None:
    monkeypatch.setenv(f"ROUTEBOOK_{name}", text)
    with pytest.raises(CouldNotRun) as raised:
        read_settings()
    assert raised.value.message == f"ROUTEBOOK_{name} is {text!r}. {words}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'framwork = "a.route"',
            "routebook.toml has an unknown setting `framwork`. Did you mean `framework`?",
        ),
        ("zzz = 1", "routebook.toml has an unknown setting `zzz`. There are framework, tables,"),
        ('port = "80"', "`port` in routebook.toml is '80'. It must be a whole number."),
        ("port = true", "`port` in routebook.toml is True. It must be a whole number."),
        ("tables = 3", "`tables` in routebook.toml is 3. It must be text in quotes."),
        ("[server]\nport = 3", "routebook.toml has an unknown setting `server`."),
        ("port =", "routebook.toml is not TOML: invalid value (at"),
    ],
)
def test_a_file_with_a_mistake_is_refused(folder: Path, text: str, message: str) -> None:
    toml(folder, text)
    with pytest.raises(CouldNotRun) as raised:
        read_settings()
    assert raised.value.message.startswith(message)


def test_a_file_that_is_no_text_is_refused(folder: Path) -> None:
    (folder / "routebook.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(CouldNotRun, match=r"routebook\.toml is not UTF-8 text\."):
        read_settings()


def test_a_whole_number_will_do_for_a_number(folder: Path) -> None:
    toml(folder, "refresh_seconds = 5")
    assert read_settings().get("refresh_seconds") == 5.0


def test_the_documented_variables_are_settings() -> None:
    documented = {"framework", "tables", "database_url", "api_keys_file", "google_credentials"}
    documented |= {"google_api_url", "refresh_seconds", "log_level"}
    assert documented <= set(SETTINGS)
