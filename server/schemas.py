"""The schemas of the OpenAPI document: the wire types, in the words of OpenAPI 3.0.3.

msgspec writes JSON Schema 2020-12. OpenAPI 3.0 has no type ``null``, and Salesforce External
Services takes neither alternatives nor properties mixed with a map inside another schema; so
whatever has names of its own becomes a named schema with properties.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from dsl.model import Block, Step, Structure, ToColumns
from server import wire, wire_events, wire_history, wire_lifecycle, wire_releases
from server.problems import ProblemDetails

Schema = dict[str, Any]

_ANSWERS: tuple[type, ...] = (
    wire.Decision,
    wire.TableSummary,
    wire.TablePage,
    wire.FrameworkView,
    wire.ReleaseView,
    wire_history.DecisionPage,
    wire_events.EventPage,
    wire_history.Replay,
    wire_history.ErasedRecord,
    *wire_releases.ANSWERS,
    wire.RefreshView,
    wire.Sample,
    wire.Health,
    wire.Readiness,
    *wire_lifecycle.ANSWERS,
    ProblemDetails,
)
_APEX_IDENTIFIER = re.compile(r"[A-Za-z](_?[A-Za-z0-9])*")


def reference(name: str) -> Schema:
    """A reference to the schema of that name."""
    return {"$ref": f"#/components/schemas/{name}"}


def schemas(structure: Structure | None) -> dict[str, Schema]:
    """All schemas by name, with the fields, roles and columns of ``structure`` by name in them."""
    _, made = msgspec.json.schema_components(
        (wire.RouteRequest, *wire_lifecycle.REQUESTS, *wire_releases.REQUESTS, *_ANSWERS),
        ref_template="#/components/schemas/{name}",
    )
    found = {name: _in_openapi_words(schema) for name, schema in sorted(made.items())}
    _describe_request(found["RouteRequest"]["properties"], structure)
    names = _Names(structure)
    found["RecordFields"] = _map(
        "A record by source name. Field names, listed here, are read first.",
        names.fields,
        {"type": "string", "nullable": True},
        {"nullable": True, "description": "A value under another name."},
    )
    found["Roles"] = _map("Who has which role.", names.roles, reference("Assignee"))
    found["RowValues"] = _map("Columns of the row and their values.", names.values, _any())
    found["FieldReadings"] = _map("The fields read.", names.readings, reference("FieldReading"))
    found["RoleAssignments"] = _map(
        "By role.",
        [name for name in names.roles if name != "owner"],
        reference("AssignmentTrace"),
    )
    found["LookupKey"] = _map("The values looked up.", names.keys, _any())
    for owner, member, schema in (
        ("RouteRequest", "fields", "RecordFields"),
        ("Sample", "fields", "RecordFields"),
        ("Decision", "roles", "Roles"),
        ("Decision", "values", "RowValues"),
        ("Trace", "fields", "FieldReadings"),
        ("Trace", "assignments", "RoleAssignments"),
        ("LookupTrace", "key", "LookupKey"),
    ):
        found[owner]["properties"][member] = reference(schema)
    return dict(sorted(found.items()))


class _Names:
    """The names that answers of a framework can hold, each a valid identifier, each once."""

    def __init__(self, structure: Structure | None) -> None:
        records = [] if structure is None else list(structure.records.values())
        tables = [] if structure is None else list(structure.tables.values())
        routes = [] if structure is None else list(structure.routes.values())
        fields = [field for record in records for field in record.fields]
        steps = [step for route in routes for step in _steps(route.block)]
        targets = [step.target for step in steps if isinstance(step.target, ToColumns)]
        lookups = [step.lookup for step in steps if step.lookup is not None]
        values = [column for table in tables for column in table.values]
        self.fields = _valid(field.name for field in fields if field.derivation is None)
        self.readings = _valid(field.name for field in fields)
        self.roles = _valid(["owner", *(name for to in targets for name in to.names)])
        self.values = _valid(column.name for column in values if not column.assignee)
        self.keys = _valid(key.ref.name for lookup in lookups for key in lookup.keys)


def _steps(block: Block) -> Iterable[Step]:
    for step in block.steps:
        yield from _steps(step) if isinstance(step, Block) else (step,)


def _valid(names: Iterable[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if _APEX_IDENTIFIER.fullmatch(name)]


def _map(description: str, names: list[str], of: Schema, others: Schema | None = None) -> Schema:
    return {
        "type": "object",
        "description": description,
        "properties": dict.fromkeys(names, of),
        "additionalProperties": of if others is None else others,
    }


def _any() -> Schema:
    """Any value: Salesforce takes a schema without a type for an Apex Object."""
    return {"nullable": True, "description": "A text, number, boolean or list, or null."}


def _describe_request(properties: dict[str, Schema], structure: Structure | None) -> None:
    """Requests say what is best sent; a null or a number in place of a text is taken as well."""
    for schema in properties.values():
        schema.pop("nullable", None)
    properties["event"] |= {"enum": list(wire.EVENTS), "default": "new"}
    properties["dry_run"]["default"] = False
    if structure is not None:
        properties["record_type"]["enum"] = list(structure.records)


def _in_openapi_words(schema: Any) -> Any:
    """One JSON Schema, of those that msgspec makes, as OpenAPI 3.0.3 has it."""
    if isinstance(schema, list):
        return [_in_openapi_words(part) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    found = {
        name: {key: _in_openapi_words(part) for key, part in value.items()}
        if name == "properties"
        else _in_openapi_words(value)
        for name, value in schema.items()
        if name not in ("title", "default") and value != []  # "required" must not be empty
    }
    options = [option for option in found.pop("anyOf", ()) if option != {"type": "null"}]
    if options:
        found |= options[0] | {"nullable": True}
    if not found.keys() & {"type", "$ref", "enum"}:
        found["nullable"] = True
    return found
