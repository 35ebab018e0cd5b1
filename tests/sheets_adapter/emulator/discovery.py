"""Google's own description of its APIs, as a judge of every exchange with the emulator.

google-api-python-client bundles the discovery documents. Their schemas become JSON Schema, strict
about names: a field, a parameter, or a part of a field mask that Google does not know is a fault.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator

from sheets_adapter.emulator import Exchange
from sheets_adapter.emulator.masks import Mask, parse

_RANGES = {"int32": (-(2**31), 2**31 - 1), "uint32": (0, 2**32 - 1)}
_PATTERNS = {"int64": r"^-?\d+$", "uint64": r"^\d+$"}

# What gspread 6.2.1 sends though no discovery document has it; Google lets it pass.
_SLIPS = {
    ("permissions.create", "withLink"),
    ("files.get", "includeItemsFromAllDrives"),
}
_UPDATE_MASKS = {
    "updateCells": "CellData",
    "appendCells": "CellData",
    "repeatCell": "CellData",
    "updateSheetProperties": "SheetProperties",
    "updateSpreadsheetProperties": "SpreadsheetProperties",
    "updateProtectedRange": "ProtectedRange",
    "updateDimensionProperties": "DimensionProperties",
}
_ERROR = {
    "type": "object",
    "required": ["error"],
    "additionalProperties": False,
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "additionalProperties": False,
            "anyOf": [{"required": ["status"]}, {"required": ["errors"]}],
            "properties": {
                "code": {"type": "integer"},
                "message": {"type": "string"},
                "status": {"type": "string"},
                "details": {
                    "type": "array",
                    "items": {"type": "object", "required": ["@type"]},
                },
                "errors": {
                    "type": "array",
                    "items": {"type": "object", "required": ["domain", "reason", "message"]},
                },
            },
        }
    },
}


def problems(exchange: Exchange) -> list[str]:
    """What Google's description has against an exchange; none is the aim.

    A request that was refused need not be right: only the form of its answer is looked at.
    """
    if exchange.status >= 400:
        found = error_problems(exchange.response, exchange.status)
    else:
        found = [*_request(exchange), *_response(exchange)]
    return [f"{exchange.kind} {exchange.path}: {problem}" for problem in found]


def error_problems(body: Any, status: int) -> list[str]:
    """What is wrong with the body of an error."""
    found = [*_wrong(Draft202012Validator(_ERROR), body, "the error")]
    if not found and body["error"]["code"] != status:
        found.append("the error has another code than the answer")
    return found


@cache
def document(service: str) -> dict[str, Any]:
    """The discovery document of ``sheets.v4`` or ``drive.v3``."""
    folder = resources.files("googleapiclient.discovery_cache.documents")
    content: dict[str, Any] = json.loads((folder / f"{service}.json").read_text(encoding="utf-8"))
    return content


@cache
def method(kind: str) -> tuple[str, dict[str, Any]]:
    """The service of a kind of request and Google's description of its method."""
    parent, _, name = re.sub(r":", ".", kind).rpartition(".")
    service = "drive.v3" if parent in ("files", "permissions", "comments") else "sheets.v4"
    found = document(service)["resources"]
    if service == "sheets.v4":
        found = found["spreadsheets"]
        found = found if parent == "spreadsheets" else found["resources"][parent]
    else:
        found = found[parent]
    return service, found["methods"][name]


@cache
def validator(service: str, schema: str) -> Draft202012Validator:
    """What checks values against a schema of a discovery document."""
    definitions = {
        name: _converted(content) for name, content in document(service)["schemas"].items()
    }
    return Draft202012Validator({"$ref": f"#/$defs/{schema}", "$defs": definitions})


def _converted(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema of a discovery document in JSON Schema; unknown names are not allowed."""
    if "$ref" in schema:
        return {"$ref": f"#/$defs/{schema['$ref']}"}
    if schema.get("type") == "any":
        return {}
    converted: dict[str, Any] = {"type": schema["type"]}
    if "enum" in schema:
        converted["enum"] = schema["enum"]
    if schema.get("format") in _RANGES:
        low, high = _RANGES[schema["format"]]
        converted |= {"minimum": low, "maximum": high}
    if schema.get("format") in _PATTERNS:
        converted["pattern"] = _PATTERNS[schema["format"]]
    if schema["type"] == "array":
        converted["items"] = _converted(schema["items"])
    if schema["type"] == "object":
        properties = schema.get("properties", {})
        converted["properties"] = {name: _converted(one) for name, one in properties.items()}
        others = schema.get("additionalProperties")
        converted["additionalProperties"] = False if others is None else _converted(others)
    return converted


def _request(exchange: Exchange) -> Iterator[str]:
    service, described = method(exchange.kind)
    if described["httpMethod"] != exchange.method:
        yield f"Google has {described['httpMethod']} for it, not {exchange.method}"
    prefix = "/" if service == "sheets.v4" else "/drive/v3/"
    template = prefix + described["path"]
    if not re.fullmatch(re.sub(r"\\\{\w+\\\}", ".+", re.escape(template)), exchange.path):
        yield f"Google's path is {template}"
    yield from _query(exchange, service, described)
    body = exchange.request
    if "request" not in described:
        if body is not None:
            yield "it takes no body"
        return
    if body is not None:
        slips = {name for name in body if (exchange.kind, name) in _SLIPS}
        body = {name: body[name] for name in body.keys() - slips}
        schema = described["request"]["$ref"]
        yield from _wrong(validator(service, schema), body, "the request")
        yield from _update_masks(body)


def _query(exchange: Exchange, service: str, described: Mapping[str, Any]) -> Iterator[str]:
    known = {**document(service)["parameters"], **described["parameters"]}
    for name, values in exchange.query.items():
        if (exchange.kind, name) in _SLIPS:
            continue
        if name not in known or known[name].get("location") == "path":
            yield f"it has no parameter {name}"
            continue
        parameter = known[name]
        if len(values) > 1 and not parameter.get("repeated"):
            yield f"{name} stands there {len(values)} times"
        for value in values:
            if parameter["type"] == "boolean" and value.lower() not in ("true", "false"):
                yield f"{name} is {value!r}, no boolean"
            if parameter["type"] == "integer" and not value.isdigit():
                yield f"{name} is {value!r}, no integer"
            if "enum" in parameter and value not in parameter["enum"]:
                yield f"{name} is {value!r}, none of {parameter['enum']}"
        if name == "fields":
            schema = described["response"]["$ref"]
            yield from _unknown(parse(values[0]), service, {"$ref": schema}, "fields")


def _response(exchange: Exchange) -> Iterator[str]:
    service, described = method(exchange.kind)
    if "response" not in described:
        if exchange.response:
            yield "it answers nothing"
        return
    schema = described["response"]["$ref"]
    yield from _wrong(validator(service, schema), exchange.response, "the answer")


def _update_masks(body: Mapping[str, Any]) -> Iterator[str]:
    """The field masks in the requests of a batchUpdate."""
    for request in body.get("requests", []):
        for name, details in request.items():
            if "fields" in details and name in _UPDATE_MASKS:
                schema = {"$ref": _UPDATE_MASKS[name]}
                yield from _unknown(parse(details["fields"]), "sheets.v4", schema, name)


def _unknown(mask: Mask, service: str, schema: Mapping[str, Any], place: str) -> Iterator[str]:
    """The parts of a field mask that a schema does not have."""
    while "$ref" in schema or schema.get("type") == "array":
        is_list = schema.get("type") == "array"
        schema = schema["items"] if is_list else document(service)["schemas"][schema["$ref"]]
    for name, below in mask.items():
        if name == "*":
            continue
        if name not in schema.get("properties", {}):
            yield f"the mask {place} has an unknown part {name}"
        else:
            yield from _unknown(below, service, schema["properties"][name], f"{place}.{name}")


def _wrong(judge: Draft202012Validator, value: Any, what: str) -> Iterator[str]:
    for error in judge.iter_errors(value):
        yield f"{what} at {error.json_path}: {error.message[:300]}"
