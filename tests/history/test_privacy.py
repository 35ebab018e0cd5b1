"""Sealed bytes: only the right key opens them, where they belong, and every other way says why."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest

from history import Sealer, SealError, open_key

ONE = base64.b64encode(bytes(range(32))).decode()
OTHER = base64.b64encode(bytes(32)).decode()


def test_what_was_sealed_is_opened() -> None:
    sealer = open_key(ONE)
    sealed = sealer.seal(b"ana@private.example", "d1")
    assert b"private" not in sealed
    assert open_key(f" {ONE}\n").open(sealed, "d1") == b"ana@private.example"
    assert sealer.open(sealer.seal(b"")) == b""


def test_the_same_is_sealed_differently_each_time() -> None:
    sealer = open_key(ONE)
    assert sealer.seal(b"x") != sealer.seal(b"x")


def test_another_key_is_told() -> None:
    sealed = open_key(ONE).seal(b"x")
    said = f"sealed with the key {open_key(ONE).key_id}, and this is the key"
    with pytest.raises(SealError, match=said):
        open_key(OTHER).open(sealed)


def test_what_was_moved_or_changed_is_not_opened() -> None:
    sealer = open_key(ONE)
    sealed = sealer.seal(b"x", "d1")
    for changed, belongs_to in ((sealed, "d2"), (sealed[:-1] + b"?", "d1"), (sealed[:30], "d1")):
        with pytest.raises(SealError, match="changed, or belongs to another"):
            sealer.open(changed, belongs_to)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x02" + bytes(40), b"plain text"])
def test_what_was_never_sealed(sealed: bytes) -> None:
    with pytest.raises(SealError, match="nothing that was sealed"):
        open_key(ONE).open(sealed)


def test_a_key_file_is_made_once_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "history.key"
    sealed = open_key(path).seal(b"x")
    assert open_key(path).open(sealed) == b"x"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_key_file_that_another_made_first_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "history.key"
    path.write_text(ONE)
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    assert open_key(path).key_id == open_key(ONE).key_id


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has 0 bytes and needs 32"),
        ("YWJj", "has 3 bytes and needs 32"),
        ("not base64!", "is no base64"),
        ("é", "holds no key|is no base64"),
    ],
)
def test_what_is_no_key(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "key"
    path.write_text(text)
    for given in (text, path):
        with pytest.raises(SealError, match=said):
            open_key(given)


def test_a_key_file_that_cannot_be_had(tmp_path: Path) -> None:
    with pytest.raises(SealError, match="cannot be used: No such file"):
        open_key(tmp_path / "missing" / "key")


def test_a_sealer_does_not_show_its_key() -> None:
    assert ONE not in repr(Sealer(bytes(range(32))))
