"""API keys: made once, shown once, stored as hashes."""

import json
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from server.keys import (
    KeyFileError,
    create_key,
    digest,
    list_keys,
    read_keys,
    revoke_key,
    well_formed,
)

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_a_key_is_stored_as_a_hash_only(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    key, secret = create_key(file, "route", "salesforce", NOW)
    assert secret.startswith("rb_")
    assert len(secret) == 41
    assert well_formed(secret)
    assert secret not in file.read_text()
    assert json.loads(file.read_text()) == {
        "keys": [
            {
                "id": key.id,
                "name": "salesforce",
                "scope": "route",
                "sha256": digest(secret),
                "created": "2026-11-22T00:00:00Z",
                "revoked": None,
            }
        ]
    }
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_mistyped_keys_are_told_from_unknown_ones(tmp_path: Path) -> None:
    _, secret = create_key(tmp_path / "keys.json", "read", "", NOW)
    other = "A" if secret[10] != "A" else "B"
    for mistyped in (
        "", "rb_", secret[:-1], secret + "x", secret[3:], secret.replace("rb_", "RB_"),
        secret[:10] + other + secret[11:], secret[:-1] + "é", "rb_" + "0" * 38,
    ):  # fmt: skip
        assert not well_formed(mistyped)


def test_keys_are_listed_and_revoked_by_id_or_name(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    first, _ = create_key(file, "route", "zapier", NOW)
    second, _ = create_key(file, "admin", "me", NOW)
    assert list_keys(file) == (first, second)
    assert revoke_key(file, "zapier", NOW).revoked == "2026-11-22T00:00:00Z"
    assert revoke_key(file, second.id, NOW).id == second.id
    assert [key.revoked is None for key in list_keys(file)] == [False, False]
    again = revoke_key(file, first.id, datetime(2027, 1, 1, tzinfo=UTC))
    assert again.revoked == "2026-11-22T00:00:00Z"


def test_revoking_needs_just_one_key(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    for _ in range(2):
        create_key(file, "route", "twin", NOW)
    with pytest.raises(KeyFileError, match="2 keys of the id or name 'twin'"):
        revoke_key(file, "twin", NOW)
    with pytest.raises(KeyFileError, match="no key of the id or name 'nobody'"):
        revoke_key(file, "nobody", NOW)


def test_keys_made_at_once_are_all_kept(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    threads = [
        threading.Thread(target=create_key, args=(file, "route", str(number), NOW))
        for number in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(key.name) for key in read_keys(file)) == list(range(12))
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    assert read_keys(file) == ()
    for text in ("", "{}", "[]", '{"keys": [{"id": "a"}]}', '{"keys": 1}', "\xff"):
        file.write_text(text, encoding="latin-1")
        with pytest.raises(KeyFileError, match=r"keys\.json is not a key file"):
            read_keys(file)
    with pytest.raises(KeyFileError, match="Is a directory"):
        read_keys(tmp_path)
    with pytest.raises(KeyFileError, match="No such file"):
        create_key(tmp_path / "no" / "keys.json", "route", "", NOW)
