"""Plans, fixes and undo as the server runs them."""

import pytest
from fix_account import HEAD, JOB, MARK, environment, made, prepared, scanned, tags

from jupyter_cost_tags.problems import BadRequest
from jupyter_cost_tags.service import fixes, plans
from jupyter_cost_tags.service.context import Context


@pytest.fixture
def server(aws):
    return prepared(aws)


@pytest.fixture
def environ(tmp_path):
    return environment(tmp_path)


@pytest.fixture
def context(server, environ):
    return Context(environ)


def test_a_fix_by_arn_and_its_undo(server, context):
    server.control.tags(arn=JOB, set={"cost-center": "CC-9", MARK: "arn:someone"})
    planned = plans.plan_named(context, [JOB, JOB], {"cost-center": "CC-1", "project": "churn"})
    (change,) = planned.changes
    assert (change.current, change.add) == ({"cost-center": "CC-9"}, {"project": "churn"})
    assert change.overwrite == {"cost-center": "CC-1"}

    run = fixes.apply_plan(context, planned)
    assert [result.outcome for result in run.results] == ["applied"]
    assert tags() == {"cost-center": "CC-1", "project": "churn", MARK: "arn:someone"}

    undone = fixes.apply_plan(context, plans.plan_of_undo(context, run.run_id), undoes=run.run_id)
    assert [result.outcome for result in undone.results] == ["applied"]
    assert tags() == {"cost-center": "CC-9", MARK: "arn:someone"}
    journal = context.state(context.identity()).journal
    assert journal.run(undone.run_id)[0].intent.undoes == run.run_id


def test_what_a_tag_means_goes_before_what_a_layer_gives(server, context):
    server.control.tags(arn=JOB, set={"Cost-Center": "CC-2", "project": "9"})
    (change,) = plans.plan_named(context, [JOB], {}).changes
    assert change.add == {"cost-center": "CC-2", "stage": "dev"}
    assert change.overwrite == {}  # no value of the policy is near
    assert change.sources == {"cost-center": "resource", "stage": "policy-default"}


def test_undo_works_in_another_process_of_the_same_identity(server, context, environ):
    run = fixes.apply_plan(context, plans.plan_named(context, [JOB], {"project": "churn"}))
    later = Context(environ)
    fixes.apply_plan(later, plans.plan_of_undo(later, run.run_id))
    assert tags() == {}


def test_an_unknown_run_is_refused(context):
    with pytest.raises(BadRequest) as caught:
        plans.plan_of_undo(context, "../../etc/passwd")
    assert caught.value.code == "run-unknown"


@pytest.mark.parametrize("outcome", ["conflict", "denied"])
def test_what_was_not_written_is_not_undone(server, context, outcome):
    planned = plans.plan_named(context, [JOB], {"project": "churn"})
    if outcome == "conflict":
        server.control.tags(arn=JOB, set={"project": "fraud"})
    else:
        server.control.deny(["sagemaker:AddTags"])
    run = fixes.apply_plan(context, planned)
    assert [result.outcome for result in run.results] == [outcome]
    assert plans.plan_of_undo(context, run.run_id).changes == []


def test_several_resources_keep_their_valid_values(server, context):
    made(TrainingJobName="other")
    other = f"{HEAD}:training-job/other"
    server.control.tags(arn=JOB, set={"cost-center": "CC-2", "project": "UPPER"})
    server.control.tags(arn=other, set={"cost-center": ""})
    planned = plans.plan_listed(
        context, [scanned(), scanned(other)], {"cost-center": "CC-1", "project": "churn"}
    )
    first, second = planned.changes
    assert (first.add, first.overwrite) == ({}, {"project": "churn"})
    assert (second.add, second.overwrite) == ({"project": "churn"}, {"cost-center": "CC-1"})


def test_a_plan_from_an_old_scan_becomes_conflicts_not_overwrites(server, context):
    """More than twenty resources are not read again before the plan, only before each write."""
    listed = [scanned()] * 21
    planned = plans.plan_found(context, listed, {"project": "churn"})
    server.control.tags(arn=JOB, set={"project": "fraud"})
    run = fixes.apply_plan(context, planned.model_copy(update={"changes": planned.changes[:1]}))
    assert [result.outcome for result in run.results] == ["conflict"]
    assert tags() == {"project": "fraud"}


def test_without_wanted_tags_the_effective_ones_fill_what_is_missing(server, context):
    """Outside Studio the policy's defaults are all there is; the protected key is left out."""
    (change,) = plans.plan_found(context, [scanned()], {}).changes
    assert (change.add, change.overwrite) == ({"stage": "dev"}, {})


def test_two_hundred_and_fourteen_are_one_plan_without_a_call(server, context):
    """Of each it says what changes on the bill, what is skipped, and whose value it is."""
    listed = [scanned(f"{HEAD}:training-job/job-{number}") for number in range(214)]
    listed[:3] = [one.model_copy(update={"billing_effect": "none"}) for one in listed[:3]]
    listed[3] = listed[3].model_copy(update={"tags": {"stage": "dev"}})
    listed[4] = listed[4].model_copy(update={"tags": {"stage": "dev", "project": "churn"}})
    context.whoami()
    server.control.reset()
    plan = plans.plan_found(context, listed, {})
    assert server.control.counts() == {}
    assert (plan.summary.chosen, plan.summary.to_change, plan.summary.skipped) == (214, 212, 2)
    assert (plan.summary.history_only, plan.summary.from_now) == (3, 209)
    assert plan.summary.by_key == {"stage": 212}
    assert plan.changes[0].sources == {"stage": "policy-default"}
    assert plan.changes[0].left == ["cost-center", "project"]
    told = {one.name: (one.code, "cost-center" in one.reason) for one in plan.skipped}
    assert told == {"job-3": ("no-value", True), "job-4": ("no-value", True)}


def test_what_the_scan_could_not_read_is_read_now_or_left_alone(server, context):
    listed = [scanned(f"{HEAD}:training-job/gone-{number}") for number in range(20)]
    unread = scanned().model_copy(update={"state": "unknown", "tags": {}})
    for denied, codes in (([], []), (["sagemaker:ListTags"], ["unreadable"])):
        server.control.deny(denied)
        plan = plans.plan_found(context, [*listed, unread], {"project": "churn"})
        assert [one.code for one in plan.skipped] == codes
