"""AWS's own simulator: what it is asked, and what its answers mean."""

from __future__ import annotations

import pytest
from botocore.stub import Stubber
from policies import GOOD, sample

from jupyter_cost_tags.aws import Aws, AwsSettings
from jupyter_cost_tags.aws.connections import Connections
from jupyter_cost_tags.rollout.compare import compare
from jupyter_cost_tags.rollout.evaluate import EVERYTHING
from jupyter_cost_tags.rollout.iam import Scope, scp
from jupyter_cost_tags.rollout.truth import truth_table

WORDS = {"allowed": "allowed", "explicit-deny": "explicitDeny", "implicit-deny": "implicitDeny"}


@pytest.fixture
def documents():
    return [EVERYTHING, *(d.content for d in scp(sample(), Scope()).documents)]


@pytest.fixture
def simulator(aws):
    """AWS with a stub in place of its simulator, which the embedded one lacks."""
    connections = Connections(AwsSettings())
    with Stubber(connections.client("iam", None)) as stubbed:
        yield Aws(connections=connections), stubbed


def answer(row, decision):
    return {"EvaluationResults": [{"EvalActionName": row.asked.action, "EvalDecision": decision}]}


def test_each_row_is_asked_with_its_condition_keys(simulator, documents):
    asker, stubbed = simulator
    rows = truth_table(sample(), documents, ())[:6]
    for row in rows:
        stubbed.add_response("simulate_custom_policy", answer(row, WORDS[row.decision.verdict]))
    found = compare(asker, documents, rows)
    stubbed.assert_no_pending_responses()
    assert (found.compared, found.different, found.problem) == (6, (), None)


def test_what_aws_is_asked(simulator, documents):
    asker, stubbed = simulator
    row = truth_table(sample(), documents, ())[0]
    assert dict(row.tags) == GOOD
    entries = [
        {
            "ContextKeyName": "aws:tagkeys",
            "ContextKeyValues": list(GOOD),
            "ContextKeyType": "stringList",
        },
        *(
            {
                "ContextKeyName": f"aws:requesttag/{key}",
                "ContextKeyValues": [value],
                "ContextKeyType": "string",
            }
            for key, value in GOOD.items()
        ),
    ]
    from jupyter_cost_tags.rollout.documents import compact

    asked = {
        "PolicyInputList": [compact(one) for one in documents],
        "ActionNames": [row.asked.action],
        "ResourceArns": list(row.asked.resources),
        "ContextEntries": entries,
    }
    stubbed.add_response("simulate_custom_policy", answer(row, "allowed"), asked)
    assert compare(asker, documents, [row]).different == ()


def test_a_difference_is_told(simulator, documents):
    asker, stubbed = simulator
    row = truth_table(sample(), documents, ())[0]
    stubbed.add_response("simulate_custom_policy", answer(row, "implicitDeny"))
    (told,) = compare(asker, documents, [row]).different
    assert told.endswith("AWS says implicit-deny, we say allowed")


def test_a_refusal_is_no_agreement(simulator, documents):
    asker, stubbed = simulator
    rows = truth_table(sample(), documents, ())[:2]
    stubbed.add_response("simulate_custom_policy", answer(rows[0], WORDS[rows[0].decision.verdict]))
    stubbed.add_client_error("simulate_custom_policy", "AccessDenied", "not authorized", 403)
    found = compare(asker, documents, rows)
    assert found.compared == 1
    assert found.problem is not None
    assert found.problem.code == "access-denied"
