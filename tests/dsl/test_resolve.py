"""Tree to model: what names mean, how values read, and what is told when they do not."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from dsl import Structure, model, read_structure
from dsl.diagnostics import Diagnostic

ACME = (Path(__file__).parents[2] / "examples" / "acme" / "acme.route").read_text(encoding="utf-8")
FIELDS = """
  email    email
  domain   domain   = domain(email)
  country  country
  state    us_state
  zip      us_zip
  size     integer
  score    decimal
  born     date
  name     text
  phone    phone
  keep     boolean
  tier     one of "Gold", "Silver \\"plus\\""
  tags     list of text
  owner    rep
"""
END = 'otherwise -> queue "Q"'


def read(text: str) -> tuple[Structure | None, list[Diagnostic]]:
    return read_structure(text, "f.route")


def structure(text: str) -> Structure:
    found, problems = read(text)
    assert found is not None, list(map(str, problems))
    return found


def framework(steps: str = "", tables: str = "", fields: str = FIELDS) -> str:
    return (
        f"framework f\nrecord lead {{\n{fields}\n}}\n{tables}\nroute lead {{\n{steps}\n{END}\n}}\n"
    )


def condition(text: str, tables: str = "") -> model.Condition:
    found = structure(framework(f'"S" when {text} -> next', tables))
    step = found.routes["lead", "new"].block.steps[0]
    assert isinstance(step, model.Step)
    assert step.guard is not None
    return step.guard


def codes(text: str) -> list[str]:
    return [problem.code for problem in read(text)[1] if problem.severity == "error"]


def table(columns: str, keys: str) -> model.TableSchema:
    tables = f'table t from "T" {{ {columns} owner assignee }}'
    return structure(framework(f'"S" by {keys} in t -> owner', tables)).tables["t"]


def test_the_example() -> None:
    found = structure(ACME)
    assert found.warnings == ()
    lead = found.records["lead"]
    assert [field.slot for field in lead.fields] == list(range(13))
    assert [field.name for field in lead.derived] == ["domain", "initial"]
    assert lead.fields[2].sources == ("company", "Company", "Account Name")
    assert list(found.tables) == [
        "federal_domains", "public_sector", "enterprise", "california", "us_states", "languages",
        "europe", "alphabet", "products",
    ]  # fmt: skip
    assert found.slas["first_touch"].within == timedelta(hours=4)
    assert found.slas["first_touch"].business
    assert found.roster == model.RosterSchema("Reps", "Pools", "Pool members", "Time off")


def test_an_event_without_a_route_of_its_own_takes_the_default() -> None:
    routes = structure(ACME).routes
    assert {event for _, event in routes} == set(model.EVENTS)
    default = routes["lead", "new"]
    assert routes["lead", "update"] is routes["lead", "reopened"] is default
    assert routes["lead", "sla_breach"] is not default


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("country = US", ("=", "US")),
        ('country = "United States"', ("=", "US")),
        ("country = Germany", ("=", "DE")),
        ("state != CA", ("!=", "CA")),
        ("size >= 1_000", (">=", 1000)),
        ("born < 2026-11-30", ("<", date(2026, 11, 30))),
        ('name = "Acme  GmbH"', ("=", "acme gmbh")),
        ("keep = no", ("=", False)),
        ('tier = "gold"', ("=", "Gold")),
        (r'tier = "Silver \"plus\""', ("=", 'Silver "plus"')),
        ("zip = 02139", ("=", "02139")),
        ("event = new", ("=", "new")),
        ("attempts < 3", ("<", 3)),
    ],
)
def test_values_are_read_by_the_type_of_their_field(
    text: str, expected: tuple[str, object]
) -> None:
    found = condition(text)
    assert isinstance(found, model.Compare)
    assert (found.operator, found.value) == expected
    assert found.text == text


def test_fields_of_one_type_compare() -> None:
    found = condition("owner = previous_owner")
    assert isinstance(found, model.Compare)
    assert found.other is not None
    assert found.other.name == "previous_owner"


def test_a_code_goes_before_a_field_of_its_name() -> None:
    fields = "state us_state CA us_state"
    found = structure(framework('"S" when state = CA -> next', fields=fields))
    step = found.routes["lead", "new"].block.steps[0]
    assert isinstance(step, model.Step)
    assert isinstance(step.guard, model.Compare)
    assert step.guard.other is None


def test_sets_and_ranges() -> None:
    found = condition("zip in 94105, 90001..90899")
    assert isinstance(found, model.Among)
    assert found.values == {"94105"}
    assert found.ranges == (("90001", "90899"),)
    region = condition('country not in region "dach"')
    assert isinstance(region, model.Among)
    assert region.values == {"DE", "AT", "CH", "LI"}
    assert region.negated


def test_in_a_table_goes_before_a_code() -> None:
    tables = 'table CA from "T" { state key exact }'
    assert isinstance(condition("state in CA", tables), model.InTable)
    assert isinstance(condition("state in OR"), model.Among)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('phone starts with "+1 415"', "+1415"),
        ('name contains "GmbH"', "gmbh"),
        ('email ends with "ACME.example"', "acme.example"),
    ],
)
def test_affixes_are_written_as_match_keys(text: str, value: str) -> None:
    found = condition(text)
    assert isinstance(found, model.HasAffix)
    assert found.value == value


def test_contains_asks_a_list_for_an_item() -> None:
    found = condition('tags contains "VIP"')
    assert isinstance(found, model.Among)
    assert found.values == {"vip"}


@pytest.mark.parametrize(
    ("columns", "keys", "types"),
    [
        ("zip key range", "zip", ["us_zip"]),
        ("who key exact", "email", ["domain"]),
        ("who key suffix", "email", ["domain"]),
        ("who key exact as text", "email", ["text"]),
        ("tag key exact", "tags", ["text"]),
        ("letter key alphabet", "name", ["text"]),
        ("e key exact", "event", ['one of "new", "update", "sla_breach", "rejected", "reopened"']),
        ("a key exact b key range or any", "country, size", ["country", "integer"]),
    ],
)
def test_keys_take_the_type_of_the_field_that_looks_them_up(
    columns: str, keys: str, types: list[str]
) -> None:
    from dsl.resolve import build_type

    assert [build_type(key.type).name for key in table(columns, keys).keys] == types


def test_columns_know_their_headers() -> None:
    schema = table('zip key range column "ZIP code" sdr assignee optional notes text', "zip")
    assert [column.header for column in schema.columns] == ["ZIP code", "sdr", "notes", "owner"]
    assert [column.assignee for column in schema.values] == [True, False, True]
    assert [column.optional for column in schema.values] == [True, False, False]
    assert schema.hit == "unique"


def test_what_is_derived_from_private_data_is_private() -> None:
    fields = """
      email email private  domain domain = domain(email)  top domain = registered_domain(domain)
      name text  first text = initial(name)
    """
    lead = structure(framework(fields=fields)).records["lead"]
    assert [field.private for field in lead.fields] == [True, True, True, False, False]
    assert [field.name for field in lead.derived] == ["domain", "first", "top"]


def test_derived_fields_follow_their_inputs_in_whatever_order_they_stand() -> None:
    fields = "c text = lower(b)  b text = lower(a)  a text"
    lead = structure(framework(fields=fields)).records["lead"]
    assert [field.name for field in lead.derived] == ["b", "c"]


def test_values_in_expressions_are_read_too() -> None:
    fields = 'a integer = days_since("2026-01-01")  b text = coalesce(c, "none")  c text'
    lead = structure(framework(fields=fields)).records["lead"]
    days, either = lead.derived[0].derivation, lead.derived[1].derivation
    assert isinstance(days, model.CallOf)
    assert days.arguments == (model.Constant(date(2026, 1, 1)),)
    assert isinstance(either, model.CallOf)
    assert either.arguments[1] == model.Constant("none")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ("a integer = year(domain(b))  b email", "type-mismatch"),
        ('a integer = days_since("soon")', "type-mismatch"),
        ("a boolean = b  b country", "type-mismatch"),
        ('a integer = coalesce(b, "many")  b integer', "unknown-value"),
        ("a text = lower(lower(a))", "cyclic-derivation"),
        ("a text = nothing(b)  b text", "unknown-function"),
    ],
)
def test_what_could_only_fail_when_deciding_is_told_before(fields: str, code: str) -> None:
    assert codes(framework(fields=fields)) == [code]


def needs(text: str) -> model.Needs | None:
    fields = FIELDS + '  language language\n spoken list of language\n plan list of one of "A"\n'
    found = structure(framework(f'"S" -> pool p {text}', fields=fields))
    step = found.routes["lead", "new"].block.steps[0]
    assert isinstance(step, model.Step)
    return step.needs


def test_a_step_without_needs_has_none() -> None:
    assert needs("") is None


def test_skills_are_folded_and_fields_become_refs() -> None:
    found = needs('needs "  SQL ", "On  Call", language, "ﬁnance", name, tags, tier, spoken, plan')
    assert found is not None
    assert found.skills == ("sql", "on call", "finance")
    types = [(ref.name, ref.type.name.split('"')[0].strip()) for ref in found.refs]
    assert types == [
        ("language", "language"), ("name", "text"), ("tags", "list of text"), ("tier", "one of"),
        ("spoken", "list of language"), ("plan", "list of one of"),
    ]  # fmt: skip
    record = structure(framework()).records["lead"]
    assert found.refs[1].slot == next(f.slot for f in record.fields if f.name == "name")


def test_the_last_resort_and_columns_may_have_needs_too() -> None:
    text = framework(
        '"S" by zip in t -> owner needs "x" group "G" { otherwise -> next needs name }',
        'table t from "T" { zip key range owner assignee }',
    ).replace(END, 'otherwise -> pool triage needs "y", name')
    block = structure(text).routes["lead", "new"].block
    step, group = block.steps
    assert isinstance(step, model.Step)
    assert isinstance(group, model.Block)
    assert step.needs == model.Needs(("x",), ())
    assert group.otherwise is not None
    assert group.otherwise.needs is not None
    assert [ref.name for ref in group.otherwise.needs.refs] == ["name"]
    assert block.otherwise is not None
    assert block.otherwise.needs is not None
    assert block.otherwise.needs.skills == ("y",)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("pool p needs nam", ["unknown-field"]),
        ("pool p needs event", ["unknown-field"]),
        ("pool p needs size", ["type-mismatch"]),
        ("pool p needs owner", ["type-mismatch"]),
        ("pool p needs country, email", ["type-mismatch"] * 2),
        ('pool p needs ""', ["unknown-value"]),
        ('pool p needs "a b", "A  B"', ["duplicate-name"]),
        ("pool p needs name, name", ["duplicate-name"]),
        ('queue "Q" needs name', ["needs-no-pool"]),
        ("keep owner needs name", ["needs-no-pool"]),
        ('rep "ana@acme.example" needs name', ["needs-no-pool"]),
    ],
)
def test_needs_that_make_no_sense_are_told(step: str, expected: list[str]) -> None:
    assert codes(framework(f'"S" -> {step}')) == expected


def test_needs_of_what_could_not_be_read_are_not_told() -> None:
    text = framework('"S" -> pool p needs skil', fields="skil txet\n name text")
    assert codes(text) == ["unknown-type"]
    text = framework('"S" -> pool p needs name').replace("route lead", "route laed")
    assert codes(text) == ["unknown-record"]


def test_groups_keep_their_guards_and_their_last_resort() -> None:
    steps = 'group "G" when country = US { "S" -> next otherwise -> pool west }'
    (block,) = structure(framework(steps)).routes["lead", "new"].block.steps
    assert isinstance(block, model.Block)
    assert block.name == "G"
    assert block.guard is not None
    assert block.otherwise is not None
    assert block.otherwise.target == model.ToAssignee("pool", "west", block.otherwise.target.span)  # type: ignore[union-attr]


def test_an_assumption_is_made_for_every_record_that_has_its_fields() -> None:
    text = f"""
      framework f
      record a {{ state us_state zip us_zip }}
      record b {{ state us_state zip us_zip }}
      record c {{ zip us_zip }}
      assume state = CA when zip in 90001..96162
      route a {{ {END} }} route b {{ {END} }} route c {{ {END} }}
    """
    assert [each.record for each in structure(text).assumptions] == ["a", "b"]


def test_a_time_zone() -> None:
    text = framework().replace("framework f", 'framework f time zone "Europe/Zurich"')
    assert str(structure(text).time_zone) == "Europe/Zurich"
    assert str(structure(framework()).time_zone) == "UTC"


@pytest.mark.parametrize(
    ("steps", "tables", "fields", "expected"),
    [
        # A field whose type is unknown: its uses are not unknown fields.
        ('"S" when a = CA -> next', "", "a us_sate", ["unknown-type"]),
        # A column whose type is unknown: it may well hold assignees.
        (
            '"S" by zip in t -> who',
            'table t from "T" { zip key range who asignee }',
            FIELDS,
            ["unknown-type"],
        ),
        # A table without a key: its lookups are not wrong for that.
        ('"S" by zip in t -> owner', 'table t from "T" { owner assignee }', FIELDS, ["no-key"]),
        # A misspelt match kind: what is to be covered may be right.
        (
            '"S" by name in t -> owner',
            'table t from "T" { name key alphabt owner assignee covers all }',
            FIELDS,
            ["unknown-match-kind"],
        ),
        # A lookup that could not be read: its table is not unused, and of no known type.
        (
            '"S" by ? in t -> owner',
            'table t from "T" { zip key range owner assignee covers all }',
            FIELDS,
            ["syntax"],
        ),
        # A table that could not be read: nothing is wrong with its lookups.
        (
            '"S" by zip in t -> owner',
            'table ? from "T" { zip key range owner assignee }',
            FIELDS,
            ["syntax"],
        ),
    ],
)
def test_one_mistake_is_one_error(
    steps: str, tables: str, fields: str, expected: list[str]
) -> None:
    assert [problem.code for problem in read(framework(steps, tables, fields))[1]] == expected


def test_a_misspelt_record_or_event_may_be_the_route_that_is_missing() -> None:
    text = framework().replace("route lead", "route laed")
    assert codes(text) == ["unknown-record"]
    text = framework().replace("route lead", "route lead on nwe, update")
    assert codes(text) == ["unknown-event"]


def test_there_is_no_structure_when_something_is_wrong() -> None:
    assert read(framework('"S" when nothing -> next'))[0] is None
    assert read(framework('"S" when keep => next'))[0] is None


def test_problems_come_in_the_order_of_the_text() -> None:
    _, problems = read(framework('"A" when sate = CA -> next\n"B" => next\n"C" when zpi -> next'))
    assert [problem.where.line for problem in problems] == sorted(  # type: ignore[union-attr]
        problem.where.line  # type: ignore[union-attr]
        for problem in problems
    )
    assert [problem.code for problem in problems] == ["unknown-field", "syntax", "unknown-field"]
