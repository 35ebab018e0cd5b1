from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dsl import Framework
from golden_tests import Golden, GoldenError, read_golden

AT = "2026-11-22T12:00:00Z"
INPUT = {"at": AT, "fields": {"State": "CA"}}


def write(folder: Path, content: object) -> Path:
    path = folder / "one.json"
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return path


def read(path: Path) -> Golden:
    golden = read_golden(path)
    assert isinstance(golden, Golden)
    return golden


def test_a_golden_is_named_for_its_file(tmp_path: Path) -> None:
    golden = read(write(tmp_path, {"input": INPUT}))
    assert (golden.name, golden.input, golden.decision) == ("one", INPUT, None)


def test_it_decides_by_its_own_clock_and_circumstances(tmp_path: Path, small: Framework) -> None:
    given: dict[str, Any] = {"at": "2026-11-22T12:00:00+01:00", "fields": {}, "attempts": 2}
    given |= {"record_type": "lead", "event": "sla_breach", "previous_owner": "a@b.example"}
    decision = read(write(tmp_path, {"input": given})).decide(small)
    assert decision.assigned_to == "Late"
    assert decision.to_dict()["decided_at"] == "2026-11-22T11:00:00Z"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "it is not JSON: line 1, column 2: "),
        ("[]", 'it must be {"input": '),
        ({"input": []}, 'it must be {"input": '),
        ({"input": INPUT, "decison": {}}, 'it has an unknown "decison"; did you mean "decision"?'),
        ({"input": INPUT, "decision": 1}, "its decision is no object"),
        ({"input": {"at": AT}}, 'its input needs "fields"'),
        ({"input": {"fields": {}}}, 'its input needs "at"'),
        ({"input": INPUT | {"evnt": "new"}}, 'its input has an unknown "evnt"; did you mean'),
        ({"input": INPUT | {"fields": []}}, 'its input has a "fields" that is not an object'),
        ({"input": INPUT | {"attempts": True}}, 'its input has a "attempts" that is not a whole'),
        ({"input": INPUT | {"at": "noon"}}, 'its "at" must be a time with its zone'),
        ({"input": INPUT | {"at": "2026-11-22"}}, 'its "at" must be a time with its zone'),
    ],
)
def test_what_is_no_golden_says_why(tmp_path: Path, content: object, message: str) -> None:
    with pytest.raises(GoldenError) as raised:
        read_golden(write(tmp_path, content))
    assert str(raised.value).startswith(message)


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(GoldenError, match="it cannot be read: No such file"):
        read_golden(tmp_path / "none.json")
    (tmp_path / "bytes.json").write_bytes(b"\xff")
    with pytest.raises(GoldenError, match="it is not UTF-8 text"):
        read_golden(tmp_path / "bytes.json")


@pytest.mark.parametrize("member", [{"event": "nwe"}, {"record_type": "led"}])
def test_what_the_framework_does_not_know_says_so(
    tmp_path: Path, small: Framework, member: dict[str, str]
) -> None:
    golden = read(write(tmp_path, {"input": INPUT | member}))
    with pytest.raises(GoldenError, match="did you mean"):
        golden.decide(small)
