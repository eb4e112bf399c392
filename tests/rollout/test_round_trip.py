"""Pulled, written to a file, read, generated and pulled again: the same, whatever it says."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from jupyter_cost_tags.policy.read import parse_policy
from jupyter_cost_tags.policy.tag_policy import from_tag_policy
from jupyter_cost_tags.policy.write import spell_policy
from jupyter_cost_tags.rollout.tag_policy import effective, tag_policy

LETTERS = st.characters(
    whitelist_categories=("Ll", "Lu", "Nd"), whitelist_characters="_.:/=+-@", max_codepoint=0x24F
)
KEYS = st.text(LETTERS, min_size=1, max_size=24).filter(
    lambda key: not key.lower().startswith(("aws:", "sagemaker", "amazondatazone"))
)
VALUES = st.one_of(
    st.text(LETTERS, min_size=1, max_size=20),
    st.text(LETTERS, min_size=1, max_size=20).map(lambda text: f"{text}*"),
    st.sampled_from(["no", "null", "1.0", "2026-11-01", "on: off", "a b", "*end", "mid*dle"]),
)
KINDS = st.lists(
    st.sampled_from(["ALL_SUPPORTED", "training-job", "endpoint", "processing-job"]),
    min_size=1, max_size=3, unique=True,
)  # fmt: skip


@st.composite
def organisations(draw):
    """A tag policy in its effective form."""
    keys = draw(st.lists(KEYS, min_size=1, max_size=5, unique_by=str.lower))
    tags = {}
    for key in keys:
        entry = {"tag_key": key}
        if draw(st.booleans()):
            entry["tag_value"] = draw(st.lists(VALUES, min_size=1, max_size=4, unique=True))
        if draw(st.booleans()):
            kinds = [f"sagemaker:{kind}" for kind in draw(KINDS)]
            entry["report_required_tag_for"] = kinds
        tags[key.lower()] = entry
    return {"tags": tags}


def said(policy):
    return [(r.key, r.required, r.kinds, list(r.values) if r.values else None) for r in policy.tags]


@given(organisations())
def test_nothing_changes_on_the_way_round(content):
    pulled = from_tag_policy(content, {})
    read = parse_policy(spell_policy(pulled.policy), "cost-tags.yaml")
    assert said(read) == said(pulled.policy)
    (document,) = tag_policy(read).documents
    seen = effective(json.loads(document.text))
    again = from_tag_policy(seen, {}).policy
    assert said(again) == said(read)
    assert tag_policy(again).documents[0].text == document.text
