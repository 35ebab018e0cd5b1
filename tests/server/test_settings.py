"""Settings that make no sense are refused with what to change."""

from pathlib import Path
from typing import Any

import pytest

from server import Settings, SettingsError, build, serve
from server.keys import create_key
from server.serve import check
from server.service import utc_now

FILE = Path("acme.route")


def settings(**changed: Any) -> Settings:
    return Settings(FILE, "workbook", **changed)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"port": 65_536}, "port 65536 is not between 0 and 65535"),
        ({"port": -1}, "port -1"),
        ({"workers": 0}, "workers must be 1 or more"),
        ({"workers": 2}, "2 workers need PostgreSQL: set ROUTEBOOK_DATABASE_URL"),
        ({"workers": 2, "database_url": "sqlite:///x.db"}, "2 workers need PostgreSQL"),
        ({"log_level": "loud"}, "log level 'loud' is none of debug, info, warning, error"),
        ({"refresh_seconds": 0}, "refresh_seconds must be more than 0"),
        ({"max_body": -1}, "max_body must be more than 0"),
        ({"body_seconds": float("nan")}, "body_seconds must be more than 0"),
    ],
)
def test_bad_settings_are_refused(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        settings(**changed)


def test_several_workers_are_for_postgresql() -> None:
    assert settings(workers=4, database_url="postgresql://db/routebook").workers == 4


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "routebook.acme.example"])
def test_others_are_let_in_only_with_a_key(host: str, tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    for file in (None, keys):
        with pytest.raises(SettingsError, match="routebook keys create --scope admin"):
            serve(settings(host=host, keys_file=file))
    create_key(keys, "admin", "", utc_now())
    check(settings(host=host, keys_file=keys))


def test_a_source_or_key_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="Google"):
        build(Settings(FILE, "google:a"))
    keys = tmp_path / "keys.json"
    keys.write_text("{")
    with pytest.raises(SettingsError, match="is not a key file"):
        build(settings(keys_file=keys))
    with pytest.raises(SettingsError, match="is not a key file"):
        check(settings(keys_file=keys, host="0.0.0.0"))
