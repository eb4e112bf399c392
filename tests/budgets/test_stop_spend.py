"""The deny policy of a budget action: nothing new that costs, and everything else as before."""

import pytest

from jupyter_cost_tags.guard.operations import CREATES, SPENDS, STARTS
from jupyter_cost_tags.rollout.documents import MANAGED_POLICY, size_of
from jupyter_cost_tags.rollout.evaluate import EVERYTHING, evaluate, request
from jupyter_cost_tags.rollout.stop_spend import (
    deny_spend,
    execution_policy,
    stopped_actions,
    trust_policy,
)
from jupyter_cost_tags.running.stop import STOPS


def allowed(action):
    return evaluate([EVERYTHING, deny_spend()], request(action)).allowed


def test_every_create_that_spends_is_refused():
    spends = [row.operation for row in CREATES if row.tier == SPENDS]
    left = [name for name in spends if allowed(f"sagemaker:{name}")]
    assert sorted(left) == ["CreateApp", "CreateMlflowApp", "CreateSpace"]
    starts = [row.operation for row in STARTS if allowed(f"sagemaker:{row.operation}")]
    assert starts == ["UpdatePipeline", "UpdateSpace"]


@pytest.mark.parametrize(
    "action",
    [
        *(f"sagemaker:{stop.operation}" for stop in STOPS.values()),
        "sagemaker:StopPipelineExecution",
        "sagemaker:DeleteModel",
        "sagemaker:DeleteEndpoint",
        "sagemaker:ListTrainingJobs",
        "sagemaker:DescribeTrainingJob",
        "sagemaker:Search",
        "sagemaker:ListTags",
        "sagemaker:AddTags",
        "sagemaker:InvokeEndpoint",
        "s3:GetObject",
        "budgets:ViewBudget",
    ],
)
def test_looking_stopping_and_deleting_go_on(action):
    assert allowed(action)


def test_it_names_every_action_and_fits_into_a_policy():
    assert not any("*" in action for action in stopped_actions())
    assert size_of(deny_spend(), MANAGED_POLICY) <= MANAGED_POLICY.characters


def test_the_execution_role_is_for_this_accounts_budgets_and_this_policy():
    (trust,) = trust_policy("111122223333")["Statement"]
    assert trust["Principal"] == {"Service": "budgets.amazonaws.com"}
    assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": "111122223333"}
    arn = "arn:aws:iam::111122223333:policy/cost-tags-stop-spend"
    (rights,) = execution_policy(arn, ["DS"], "111122223333")["Statement"]
    assert rights["Resource"] == ["arn:aws:iam::111122223333:role/DS"]
    assert rights["Condition"] == {"ArnEquals": {"iam:PolicyARN": arn}}
