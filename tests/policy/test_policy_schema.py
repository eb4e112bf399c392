"""The published schema: what the model says, and the same verdict on real files."""

import json
from pathlib import Path

import jsonschema
import pydantic
import pytest
import yaml

from jupyter_cost_tags import policy
from jupyter_cost_tags.policy import schema
from jupyter_cost_tags.policy.read import parse_policy
from jupyter_cost_tags.problems import PolicyInvalid

PUBLISHED = Path(policy.__file__).with_name("schema.json")
OLD = tuple(map(int, pydantic.VERSION.split(".")[:2])) < (2, 12)


@pytest.mark.skipif(OLD, reason="older pydantic spells the same schema in other words")
def test_the_published_schema_is_the_models():
    assert PUBLISHED.read_text("utf-8") == schema.text()


FILES = {
    "least": "version: 1",
    "whole": """
        version: 1
        mode: block
        tags:
          - {key: cost-center, required: true, values: {CC-1: Retail, CC-2: }}
          - {key: env, values: [dev, prod], default: dev}
          - {key: project, pattern: "[a-z]+"}
          - {key: year, values: [2025, 2026]}
        bundles: {churn: {env: dev}}
        protected: [team]
        spend: {source: cost-explorer, tag: auto, metric: UnblendedCost}
        launch: {confirm_above: "50.00"}
        exempt: {kinds: [model], name_patterns: ["canary-.*"]}
        """,
    "amount as a number": "{version: 1, launch: {confirm_above: 50}}",
    "no version": "mode: warn",
    "newer": "version: 2",
    "mode": "{version: 1, mode: blok}",
    "field": "{version: 1, colour: red}",
    "key's field": "{version: 1, tags: [{key: a, requierd: true}]}",
    "no key": "{version: 1, tags: [{required: true}]}",
    "values empty": "{version: 1, tags: [{key: a, values: []}]}",
    "values text": "{version: 1, tags: [{key: a, values: dev}]}",
    "tags map": "{version: 1, tags: {key: a}}",
    "metric": "{version: 1, spend: {metric: x}}",
}


@pytest.mark.parametrize("name", list(FILES))
def test_the_schema_and_the_reader_agree(name):
    published = json.loads(PUBLISHED.read_text("utf-8"))
    found = list(
        jsonschema.Draft202012Validator(published).iter_errors(yaml.safe_load(FILES[name]))
    )
    try:
        parse_policy(FILES[name], "f")
        reads = True
    except PolicyInvalid:
        reads = False
    assert (not found) is reads
    assert reads is (name in {"least", "whole", "amount as a number"})


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(json.loads(PUBLISHED.read_text("utf-8")))
