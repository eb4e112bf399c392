"""Twenty resources in one request where AWS takes them, and one by one where it doesn't."""

from collections import Counter

import pytest
from tagged_jobs import HEAD, NOW, Account, change

from jupyter_cost_tags.tags.fix import Order, apply
from jupyter_cost_tags.tags.plan import TagChange

WANTED = {"project": "churn", "stage": "dev"}
COUNT = 23
NAMES = [f"job-{number}" for number in range(COUNT)]


@pytest.fixture
def account(aws, tmp_path):
    made = Account(aws, tmp_path)
    for name in NAMES:
        made.job(name, {"team": name})
    return made


def planned(account, names=NAMES, wanted=WANTED):
    changes = [account.plan(f"{HEAD}/{name}", wanted) for name in names]
    account.control.reset()
    return changes


def fixed(account, changes, run="run-1", undoes=None):
    account.journal.begin(run, changes, NOW)
    hands = account.hands(most_at_once=20)
    return apply(hands, Order(run, undoes), changes).results


def outcomes(results):
    return Counter(one.outcome for one in results)


def writes(account):
    counts = account.control.counts()
    names = ("tag:TagResources", "tag:UntagResources", "sagemaker:AddTags", "sagemaker:DeleteTags")
    return {name.partition(":")[2]: counts[name] for name in names if name in counts}


def all_written(account, names=NAMES):
    return all(account.tags(f"{HEAD}/{name}") == {"team": name, **WANTED} for name in names)


def test_twenty_at_a_time_each_read_before_and_after(account):
    results = fixed(account, planned(account))
    assert outcomes(results) == {"applied": COUNT}
    assert [one.name for one in results] == NAMES
    assert account.control.counts() == {"tag:TagResources": 2, "sagemaker:ListTags": 2 * COUNT}
    assert account.clock.slept == [0.2]
    assert all_written(account)
    assert account.recorded() == ["applied"] * COUNT


def test_an_undo_takes_twenty_at_a_time(account):
    fixed(account, planned(account))
    account.control.reset()
    logged = account.journal.logged()["run-1"]
    changes = [
        change(arn, one.intent.add, TagChange({}, {}, tuple(one.intent.add)))
        for arn, one in logged.sent.items()
    ]
    assert outcomes(fixed(account, changes, "run-2", "run-1")) == {"applied": COUNT}
    assert writes(account) == {"UntagResources": 2}
    assert all(account.tags(f"{HEAD}/{name}") == {"team": name} for name in NAMES)


def test_a_value_that_is_replaced_goes_alone(account):
    changes = planned(account, NAMES[:3], {"team": "z"})
    assert outcomes(fixed(account, changes)) == {"applied": 3}
    assert writes(account) == {"AddTags": 3}


@pytest.mark.parametrize("code", ["AccessDeniedException", "UnknownOperationException"])
def test_without_the_tagging_api_they_are_written_one_by_one(account, code):
    changes = planned(account)
    account.control.add_faults([{"op": "tag:TagResources", "code": code}])
    assert outcomes(fixed(account, changes)) == {"applied": COUNT}
    assert writes(account) == {"TagResources": 1, "AddTags": COUNT}
    assert all_written(account)


@pytest.mark.parametrize(
    "fault", [{"apply_then_drop": True}, {"body": "html"}, {"body": "empty"}, {"reset": True}]
)
def test_a_lost_answer_is_found_out_for_each(account, fault):
    changes = planned(account, NAMES[:5])
    account.control.add_faults([{"op": "tag:TagResources", **fault}])
    assert outcomes(fixed(account, changes)) == {"applied": 5}
    assert all_written(account, NAMES[:5])
    added = 0 if fault.get("apply_then_drop") else 5
    assert writes(account).get("AddTags", 0) == added


def test_a_throttled_request_falls_back_for_its_batch_only(account):
    changes = planned(account)
    account.control.add_faults(
        [{"op": "tag:TagResources", "code": "ThrottlingException", "times": 8}]
    )
    assert outcomes(fixed(account, changes)) == {"applied": COUNT}
    assert writes(account) == {"TagResources": 9, "AddTags": 20}


def test_what_failed_within_a_good_answer_is_written_by_itself(account):
    """HTTP 200 with a FailedResourcesMap."""
    changes = planned(account, NAMES[:6])
    account.control.add_faults([{"op": "tag:TagResources", "failed": 2}])
    assert outcomes(fixed(account, changes)) == {"applied": 6}
    assert writes(account) == {"TagResources": 1, "AddTags": 2}
    assert all_written(account, NAMES[:6])


def test_partial_success_is_told_item_by_item(account):
    changes = planned(account, NAMES[:6])
    gone = change(f"{HEAD}/never-was", {}, TagChange(WANTED, {}))
    account.control.tags(arn=f"{HEAD}/job-1", set={"project": "fraud"})
    account.control.tags(arn=f"{HEAD}/job-2", set=WANTED)
    full = {f"k{number}": "v" for number in range(48)}
    account.control.tags(arn=f"{HEAD}/job-3", set=full)
    results = fixed(account, [*changes, gone])
    told = {one.name: one.outcome for one in results}
    assert told == {
        "job-0": "applied",
        "job-1": "conflict",
        "job-2": "unchanged",
        "job-3": "failed",
        "job-4": "applied",
        "job-5": "applied",
        "never-was": "gone",
    }
    assert account.tags(f"{HEAD}/job-1") == {"team": "job-1", "project": "fraud"}
    assert len(account.tags(f"{HEAD}/job-3")) == 49
    assert writes(account) == {"TagResources": 1}


def test_a_denied_addition_names_its_own_action(account):
    changes = planned(account, NAMES[:3])
    account.control.deny(["tag:TagResources", "sagemaker:AddTags"])
    results = fixed(account, changes)
    assert {(one.outcome, one.iam_action) for one in results} == {("denied", "sagemaker:AddTags")}


SCP = (
    "User: arn:aws:sts::111122223333:assumed-role/r/s is not authorized to perform: "
    "sagemaker:AddTags on resource: x with an explicit deny in a service control policy"
)
TAG_POLICY = "The tag policy does not allow the specified value for the following tag key: 'stage'."


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AccessDeniedException", SCP),
        ("ValidationException", TAG_POLICY),
        ("AccessDeniedException", TAG_POLICY),
    ],
)
@pytest.mark.parametrize("number", [1, 3])
def test_the_organisations_word_is_told_as_such(account, code, message, number):
    changes = planned(account, NAMES[:number])
    account.control.add_faults(
        [
            {"op": "tag:TagResources", "code": "InvalidParameterException", "message": message},
            {"op": "sagemaker:AddTags", "code": code, "message": message},
        ]
    )
    results = fixed(account, changes)
    assert outcomes(results) == {"denied": number}
    assert all("organisation" in one.reason for one in results)
    assert account.tags(f"{HEAD}/job-0") == {"team": "job-0"}


def test_expired_credentials_in_the_middle_leave_nothing_unsaid(account):
    changes = planned(account)
    account.control.add_faults([{"op": "sagemaker:*", "skip": 40, "code": "ExpiredTokenException"}])
    applied = apply(account.hands(most_at_once=20), Order("run-1"), changes)
    assert outcomes(applied.results) == {"applied": 20, "failed": 3}
    assert applied.problem.code == "credentials-expired"
    account.control.clear_faults()
    written = [name for name in NAMES if "project" in account.tags(f"{HEAD}/{name}")]
    assert written == NAMES[:20]


def test_a_run_that_is_stopped_leaves_the_rest(account):
    changes = planned(account)
    heard = []
    hands = account.hands(most_at_once=20, stop=lambda: bool(heard))
    applied = apply(hands, Order("run-1"), changes, heard.extend)
    assert (len(applied.results), applied.is_stopped) == (20, True)
    assert heard == applied.results
    assert writes(account) == {"TagResources": 1}
