"""AWS refuses: added tags once more without them, everything else as it is."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError
from guarded import INHERITED, pairs


def deny_tagging(guarded):
    guarded.aws.control.deny(["sagemaker:AddTags"])


def test_refused_tags_send_the_call_once_more_as_it_was(guarded):
    guarded.goes_by(mode="fill")
    deny_tagging(guarded)
    guarded.aws.control.reset()
    assert guarded.train() == {}
    sent = guarded.aws.control.calls()
    assert [call["operation"] for call in sent] == ["CreateTrainingJob"] * 2
    assert "Tags" not in sent[1]["params"]
    launch = guarded.launches()[-1]
    assert (launch["outcome"], launch["resent"], launch["added"]) == ("sent", True, {})
    assert launch["missing"] == ["cost-center", "environment"]
    guarded.aws.control.reset()
    guarded.train("train-2")  # and the same refusal is not asked for again
    assert len(guarded.aws.control.calls()) == 1
    guarded.aws.control.deny([])
    guarded.goes_by(mode="fill")
    assert guarded.train("train-3") == INHERITED


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AccessDeniedException", "not authorized: explicit deny in a service control policy"),
        ("ValidationException", "The tag policy does not allow the specified value"),
        ("TagPolicyException", "not allowed"),
        ("ValidationException", "The number of tags added to a resource exceeds 50"),
        ("ValidationException", "Value '[…]' at 'tags' failed to satisfy constraint: length 50"),
        ("AccessDeniedException", "… because of a condition on aws:RequestTag/project"),
    ],
)  # fmt: skip
def test_refusals_that_may_be_about_tags_are_sent_once_more(guarded, code, message):
    guarded.goes_by(mode="fill")
    fault = {"op": "sagemaker:CreateTrainingJob", "code": code, "message": message, "times": 1}
    guarded.aws.control.add_faults([fault])
    assert guarded.train() == {}
    assert guarded.launches()[-1]["resent"] is True


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AccessDeniedException", "not authorized to perform: sagemaker:CreateTrainingJob"),
        ("ValidationException", "the image stage-x of the vintage storage is not there"),
        ("ResourceLimitExceeded", "account-level service limit"),
    ],
)
def test_other_refusals_reach_the_user_at_once(guarded, code, message):
    guarded.goes_by(mode="fill")
    guarded.aws.control.reset()
    fault = {"op": "sagemaker:CreateTrainingJob", "code": code, "message": message}
    guarded.aws.control.add_faults([fault])
    with pytest.raises(ClientError) as caught:
        guarded.train()
    assert caught.value.response["Error"]["Code"] == code
    assert len(guarded.aws.control.calls()) == 1
    launch = guarded.launches()[-1]
    assert (launch["outcome"], launch["code"], launch["resent"]) == ("refused", code, False)


def test_the_users_own_refused_tags_stay_refused(guarded):
    guarded.goes_by(mode="warn")
    deny_tagging(guarded)
    with pytest.raises(ClientError, match="AddTags"):
        guarded.train(Tags=pairs({"project": "churn"}))
