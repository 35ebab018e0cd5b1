"""Pieces of the OpenAPI document: operations, their parameters, bodies and answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from server.schemas import Schema, reference

JSON = "application/json"


def text_filter(name: str, description: str, **more: str) -> Schema:
    """A query parameter that is a text."""
    schema = {"type": "string", **more}
    return {"name": name, "in": "query", "description": description, "schema": schema}


def in_path(name: str, description: str) -> Schema:
    """A parameter in the address."""
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string"},
    }


def number(name: str, description: str, low: int, high: int, default: int | None = None) -> Schema:
    """A query parameter that is a whole number."""
    schema: Schema = {"type": "integer", "format": "int64", "minimum": low, "maximum": high}
    if default is not None:
        schema["default"] = default
    return {"name": name, "in": "query", "description": description, "schema": schema}


def operation(
    operation: str,
    summary: str,
    answer: str | Schema,
    problems: Sequence[int] = (),
    *,
    parameters: Sequence[Schema] = (),
    description: str = "",
    media: str = JSON,
    key: bool = True,
) -> dict[str, Any]:
    """One operation; ``problems`` are the statuses of what may go wrong besides the usual."""
    schema = reference(answer) if isinstance(answer, str) else answer
    statuses = sorted({*problems, 421, 500, *((401, 403) if key else ())})
    found: dict[str, Any] = {"operationId": operation, "summary": summary}
    if description:
        found["description"] = description
    if parameters:
        found["parameters"] = list(parameters)
    found["responses"] = {"200": content(f"{summary}.", schema, media)} | {
        str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in statuses
    }
    return found if key else found | {"security": []}


def content(description: str, schema: Schema, media: str = JSON) -> dict[str, Any]:
    """A body of a schema."""
    return {"description": description, "content": {media: {"schema": schema}}}


def body_of(request: str) -> dict[str, Any]:
    """The member with the request's body."""
    content = {JSON: {"schema": reference(request)}}
    return {"requestBody": {"required": True, "content": content}}
