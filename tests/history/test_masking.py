"""The mask hides a private field wherever a trace shows it, and leaves the original alone."""

from copy import deepcopy
from typing import Any

from dsl import read_structure
from history.masking import MASK, masked, private_fields

EMAIL = "kim@a.example"
TRACE: dict[str, Any] = {
    "fields": {
        "email": {"value": EMAIL, "raw": " Kim@A.example", "source": "Email", "status": "read"},
        "phone": {
            "raw": "12", "source": "Phone", "status": "invalid", "because": "12 is too short",
            "passed_over": [{"source": "Mobile", "raw": "34", "because": "34 is too short"}],
        },
        "state": {"value": "CA", "raw": "CA", "source": "State", "status": "read"},
        "gone": {"status": "missing"},
    },
    "steps": [
        {
            "step": "A", "verdict": "skipped",
            "because": {"condition": "email = x", "field": "email", "actual": EMAIL},
        },
        {
            "step": "B", "verdict": "skipped",
            "because": {"condition": "phone", "field": "phone", "missing": True},
        },
        {
            "step": "C", "verdict": "no row",
            "lookup": {
                "table": "t", "key": {"email": EMAIL, "state": "CA"}, "survivors": [2, 0],
                "nearest": {"row": 3, "cell": "T!A3", "value": "kim@b.example"},
            },
        },
        {
            "step": "D", "verdict": "matched",
            "lookup": {"table": "t", "key": {"email": EMAIL}, "row": 4, "matched": EMAIL},
        },
        {
            "step": "E", "verdict": "matched",
            "lookup": {"table": "s", "key": {"state": "CA"}, "row": 5, "matched": "CA"},
        },
    ],
    "unread": ["Shoe size"],
}  # fmt: skip


def test_everything_a_private_field_holds_is_hidden() -> None:
    hidden = masked(TRACE, {"email", "phone"})
    assert "kim@" not in str(hidden).lower()
    assert "too short" not in str(hidden)
    assert hidden["fields"]["email"] == {
        "value": MASK, "raw": MASK, "source": "Email", "status": "read",
    }  # fmt: skip
    assert hidden["fields"]["phone"]["passed_over"] == [
        {"source": "Mobile", "raw": MASK, "because": MASK}
    ]
    assert hidden["fields"]["gone"] == {"status": "missing"}
    assert hidden["steps"][0]["because"]["actual"] == MASK
    assert hidden["steps"][1] == TRACE["steps"][1]
    assert hidden["steps"][2]["lookup"]["key"] == {"email": MASK, "state": "CA"}
    assert "nearest" not in hidden["steps"][2]["lookup"]
    assert hidden["steps"][3]["lookup"]["matched"] == MASK
    assert hidden["steps"][4] == TRACE["steps"][4]
    assert hidden["unread"] == ["Shoe size"]


def test_the_trace_itself_stays_as_it_was() -> None:
    before = deepcopy(TRACE)
    masked(TRACE, {"email", "phone", "state"})
    assert before == TRACE


def test_without_fields_or_private_names_nothing_changes() -> None:
    steps = {"steps": TRACE["steps"]}
    assert masked(steps, ()) == steps
    assert set(masked(steps, {"email"})) == {"steps"}


def test_what_is_derived_from_a_private_field_is_private() -> None:
    text = """
    framework f
    record lead {
      name     text   from "Name" private
      email    email  from "Email"
      first    text   = lower(name)
      either   text   = coalesce(first, email)
      domain   domain = domain(email)
    }
    route lead { otherwise -> queue "Q" }
    """
    structure, problems = read_structure(text, "f.route")
    assert structure is not None, problems
    assert private_fields(structure.records["lead"]) == {"name", "first", "either"}


def test_what_somebody_lacks_does_not_tell_a_private_need() -> None:
    left_out = [
        {"rep": "a", "verdict": "skipped", "because": "does not speak fr"},
        {"rep": "b", "verdict": "skipped", "because": 'lacks the skill "oncology"'},
        {"rep": "c", "verdict": "skipped", "because": "no longer active"},
        {"rep": "d", "verdict": "offered"},
    ]
    chosen = {"pool": "p", "method": "shark tank", "candidates": left_out}
    trace = {"steps": [], "assignment": chosen, "assignments": {"sdr": chosen}}
    hidden = masked(trace, {"language"})
    for found in (hidden["assignment"], hidden["assignments"]["sdr"]):
        assert [each.get("because") for each in found["candidates"]] == [
            f"does not speak {MASK}",
            f"lacks the skill {MASK}",
            "no longer active",
            None,
        ]
    assert masked(trace, ()) == trace
