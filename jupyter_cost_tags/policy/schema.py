"""The published JSON Schema of the policy file, made from the model that validates it.

`python -m jupyter_cost_tags.policy.schema` prints it; the committed copy is `schema.json`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def document() -> dict[str, Any]:
    """Return the schema as plain values."""
    from .document import Document  # noqa: PLC0415  (imports pydantic)

    return {"$schema": DIALECT, **Document.model_json_schema()}


def text() -> str:
    """Return the schema as it is committed."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
