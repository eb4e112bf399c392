"""Policies that the generators' tests share."""

from __future__ import annotations

from jupyter_cost_tags.policy.read import parse_policy

SAMPLE = """\
version: 1
mode: warn
tags:
  - key: cost-center
    required: true
    values: {CC-4711: Retail ML, CC-4802: Logistics ML}
  - key: environment
    required: true
    values: [dev, staging, prod]
    default: dev
  - key: project
    pattern: "[a-z][a-z0-9-]{2,40}"
bundles:
  churn: {cost-center: CC-4711, project: churn, environment: dev}
protected: [team]
exempt: {kinds: [labeling-job], name_patterns: ["smoke-.*"]}
"""
GOOD = {"cost-center": "CC-4711", "environment": "dev"}


def sample():
    return parse_policy(SAMPLE, "cost-tags.yaml")


def of_keys(*rules):
    """Return a policy of required keys; each rule is a key and what YAML says of it."""
    lines = [f"  - {{key: {key}, required: true{more}}}" for key, more in rules]
    return parse_policy("version: 1\ntags:\n" + "\n".join(lines), "cost-tags.yaml")
