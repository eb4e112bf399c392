"""The OpenAPI 3.1 document, made from the operations and the models.

`python -m jupyter_cost_tags.openapi` prints it; the committed copy is `openapi.json`.
"""

from __future__ import annotations

import json
import sys
from typing import Any, Literal

from pydantic.json_schema import models_json_schema

from . import __version__
from .models import ProblemBody, Wire
from .operations import OPERATIONS, Operation

_REF = "#/components/schemas/{model}"
_Mode = Literal["validation", "serialization"]


def document() -> dict[str, Any]:
    """Return the whole document as plain values."""
    shapes: list[tuple[type[Wire], _Mode]] = [(ProblemBody, "serialization")]
    for operation in OPERATIONS:
        shapes.append((operation.gives, "serialization"))
        if operation.takes and operation.verb == "POST":
            shapes.append((operation.takes, "validation"))
    names, definitions = models_json_schema(list(dict.fromkeys(shapes)), ref_template=_REF)
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        item = paths.setdefault(f"/jupyter-cost-tags/api/{operation.path}", {})
        item[operation.verb.lower()] = _describe(operation, names)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Cost Tags", "version": __version__},
        "paths": paths,
        "components": {"schemas": definitions["$defs"]},
    }


def _describe(operation: Operation, names: dict[Any, Any]) -> dict[str, Any]:
    problem = _content(names[(ProblemBody, "serialization")])
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "responses": {
            "200": {
                "description": "The result.",
                **_content(names[(operation.gives, "serialization")]),
            },
            "default": {"description": "A problem.", **problem},
        },
    }
    if operation.takes and operation.verb == "GET":
        described["parameters"] = _parameters(operation.takes)
    elif operation.takes:
        body = _content(names[(operation.takes, "validation")])
        described["requestBody"] = {"required": True, **body}
    return described


def _parameters(query: type[Wire]) -> list[dict[str, Any]]:
    """Return the members of a read's query."""
    schema = query.model_json_schema()
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": shape}
        for name, shape in schema["properties"].items()
    ]


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def spell() -> str:
    """Return the document as it is committed."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(spell())
