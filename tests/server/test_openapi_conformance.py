"""Schemathesis: what the document allows is answered as the document says, on every operation.

Positive data only. Field values are read far more leniently than their declared type, since a poor
record is never refused, so data made to be wrong is rightly answered by 200; what is refused stands
in test_route.py and in tests/faults.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import given, settings
from schemathesis.config import (
    GenerationConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.openapi import from_asgi
from schemathesis.schemas import BaseSchema

from server import Settings, build

ACME = Path(__file__).parents[2] / "examples" / "acme"


@schemathesis.serializer("application/x-ndjson")
def lines(_: object, text: str) -> bytes:
    return text.encode()


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseSchema]:
    folder = tmp_path_factory.mktemp("described")
    serving = Settings(
        ACME / "acme.route",
        str(ACME / "workbook"),
        samples=ACME / "leads",
        database_url=f"sqlite:///{folder}/history.sqlite3",
        encryption_key_file=folder / "history.key",
    )
    app = build(serving)
    app.service.live.refresh()
    # U+0000 is refused in ids, since no database can hold it, and a schema cannot say so
    positive = GenerationConfig(modes=[GenerationMode.POSITIVE], allow_x00=False)
    project = ProjectConfig(generation=positive, headers={"Host": "localhost"})
    config = SchemathesisConfig(projects=ProjectsConfig(default=project))
    yield from_asgi("/openapi.json", app, config=config)
    app.service.close()


def test_every_operation_answers_as_described(described: BaseSchema) -> None:
    tried: list[str] = []
    for found in described.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        tried.append(operation.label)

        @given(case=operation.as_strategy())
        @settings(max_examples=40, deadline=None, derandomize=True, database=None)
        def answers_as_described(case: schemathesis.Case[Any]) -> None:
            if isinstance(case.body, dict):
                case.body.pop("idempotency_key", None)  # another record under it is a 422
            if case.operation.label == "GET /v1/events":
                case.query.pop("after", None)  # past the end of the log is a 422
            case.call_and_validate()

        answers_as_described()
    paths = described.raw_schema["paths"]
    assert len(tried) == sum(len(methods) for methods in paths.values()) >= 17
