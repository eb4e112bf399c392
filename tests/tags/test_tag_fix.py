"""Applying a plan against the embedded AWS: what it writes, and what it says became of it."""

import pytest
from tagged_jobs import HEAD, Account, change

from jupyter_cost_tags.aws import Aws
from jupyter_cost_tags.problems import Misconfigured
from jupyter_cost_tags.tags.journal import Journal
from jupyter_cost_tags.tags.plan import TagChange

WANTED = {"project": "churn"}


@pytest.fixture
def account(aws, tmp_path):
    return Account(aws, tmp_path)


@pytest.fixture
def arn(account):
    return account.job("train", {"team": "a", "sagemaker:domain-arn": "d-1"})


def outcomes(results):
    return [result.outcome for result in results]


def only(results):
    (result,) = results
    return result.outcome, result.reason


def test_missing_tags_are_added_and_nothing_else_is_touched(account, arn):
    assert only(account.fix(account.plan(arn, WANTED))) == ("applied", None)
    assert account.tags(arn) == {"team": "a", "sagemaker:domain-arn": "d-1", "project": "churn"}
    assert account.recorded() == ["applied"]
    assert account.control.counts() == {"sagemaker:ListTags": 3, "sagemaker:AddTags": 1}


def test_an_explicit_value_replaces_one(account, arn):
    assert only(account.fix(account.plan(arn, {"team": "b"}))) == ("applied", None)
    assert account.tags(arn)["team"] == "b"


def test_an_empty_plan_asks_nothing(account, arn):
    assert only(account.fix(account.plan(arn, {"team": "a"}))) == ("unchanged", None)
    assert account.control.counts() == {}
    assert account.journal.all() == []


def test_what_somebody_set_alike_meanwhile_is_left(account, arn):
    planned = account.plan(arn, WANTED)
    account.control.tags(arn=arn, set=WANTED)
    assert only(account.fix(planned)) == ("unchanged", None)
    assert account.asked("AddTags") == 0


@pytest.mark.parametrize(
    ("wanted", "theirs"),
    [
        ({"project": "churn"}, {"project": "fraud"}),
        ({"project": "churn"}, {"project": ""}),
        ({"team": "b"}, {"team": "c"}),
        ({"project": "churn", "team": "b"}, {"team": "c"}),
    ],
)
def test_somebody_elses_change_is_a_conflict_and_stays(account, arn, wanted, theirs):
    planned = account.plan(arn, wanted)
    account.control.tags(arn=arn, set=theirs)
    before = account.tags(arn)
    outcome, reason = only(account.fix(planned))
    assert outcome == "conflict"
    assert "meanwhile" in reason
    assert account.asked("AddTags") == 0
    assert account.tags(arn) == before
    assert account.recorded() == ["conflict"]


def test_a_key_that_somebody_removed_is_a_conflict(account, arn):
    planned = account.plan(arn, {"team": "b"})
    account.control.tags(arn=arn, remove=["team"])
    assert only(account.fix(planned))[0] == "conflict"
    assert account.asked("AddTags") == 0


def test_other_keys_may_change_meanwhile(account, arn):
    planned = account.plan(arn, WANTED)
    account.control.tags(arn=arn, set={"team": "z", "new": "n"})
    assert only(account.fix(planned)) == ("applied", None)
    assert account.tags(arn)["team"] == "z"


def test_a_foreign_owner_is_refused_by_the_tags_of_now(account, arn):
    seen = []

    def refuse(tags):
        seen.append(tags)
        return "Not yours."

    assert only(account.fix(account.plan(arn, WANTED), refuse_owner=refuse)) == (
        "denied",
        "Not yours.",
    )
    assert seen == [{"team": "a", "sagemaker:domain-arn": "d-1"}]
    assert account.asked("AddTags") == 0


def test_the_fiftieth_tag_is_written_and_the_next_is_not(account):
    full = account.job("full", {f"k{number}": "v" for number in range(49)})
    account.control.tags(arn=full, set={"aws:made-by": "them"})
    assert only(account.fix(account.plan(full, WANTED))) == ("applied", None)
    outcome, reason = only(account.fix(account.plan(full, {"one": "more"})))
    assert (outcome, reason.split(";")[0]) == ("failed", "It would have 51 tags")
    assert account.asked("AddTags") == 0
    assert only(account.fix(account.plan(full, {"k0": "w"}))) == ("applied", None)


def test_a_gone_resource_does_not_stop_the_others(account, arn):
    gone = change(f"{HEAD}/never-was", {}, TagChange(add=WANTED, overwrite={}))
    results = account.fix(gone, account.plan(arn, WANTED))
    assert outcomes(results) == ["gone", "applied"]
    assert account.recorded() == ["gone", "applied"]


@pytest.mark.parametrize("denied", ["AddTags", "ListTags"])
def test_a_missing_permission_is_named(account, arn, denied):
    planned = account.plan(arn, WANTED)
    account.control.deny([f"sagemaker:{denied}"])
    (result,) = account.fix(planned)
    assert (result.outcome, result.iam_action) == ("denied", f"sagemaker:{denied}")
    account.control.deny([])
    assert "project" not in account.tags(arn)


def test_a_throttled_write_is_sent_again_politely(account, arn):
    account.fault("AddTags", code="ThrottlingException", times=2)
    assert only(account.fix(account.plan(arn, WANTED))) == ("applied", None)
    assert account.asked("AddTags") == 3


def test_endless_throttling_fails_one_and_says_so(account, arn):
    other = account.job("other")
    planned = account.plan(arn, WANTED), account.plan(other, WANTED)
    account.fault("AddTags", code="ThrottlingException")
    looked = []

    def calm_at_the_second(tags):
        looked.append(tags)
        if len(looked) == 2:
            account.control.clear_faults()

    results = account.fix(*planned, refuse_owner=calm_at_the_second)
    assert outcomes(results) == ["failed", "applied"]
    assert "limiting requests" in results[0].reason
    assert "project" not in account.tags(arn)


def test_an_answer_that_is_lost_after_the_write_is_found_out(account, arn):
    account.fault("AddTags", apply_then_drop=True)
    assert only(account.fix(account.plan(arn, WANTED))) == ("applied", None)
    assert account.asked("AddTags") == 1
    assert account.recorded() == ["applied"]


@pytest.mark.parametrize("trouble", [{"reset": True}, {"code": "InternalFailure", "status": 500}])
def test_a_write_without_an_answer_is_sent_once_more(account, arn, trouble):
    account.fault("AddTags", times=1, **trouble)
    assert only(account.fix(account.plan(arn, WANTED))) == ("applied", None)
    assert account.asked("AddTags") == 2
    assert account.recorded() == ["applied"]


@pytest.mark.parametrize(
    "trouble",
    [
        {"reset": True},
        {"body": "html"},
        {"body": "empty"},
        {"code": "InternalFailure", "status": 500},
    ],
)
def test_a_write_that_was_not_made_is_never_called_applied(account, arn, trouble):
    account.fault("AddTags", **trouble)
    outcome, reason = only(account.fix(account.plan(arn, WANTED)))
    assert (outcome, "unchanged" in reason) == ("failed", True)
    assert account.recorded() == ["failed"]


def test_a_lost_answer_that_cannot_be_checked_is_unknown(account, arn):
    planned = account.plan(arn, WANTED)
    account.fault("AddTags", apply_then_drop=True)
    account.fault("ListTags", skip=1, reset=True)
    assert only(account.fix(planned))[0] == "unknown"
    assert account.recorded() == ["unknown"]


def test_a_lost_answer_with_other_tags_than_before_or_after_is_unknown(account, arn):
    """Somebody writes between our write, whose answer is lost, and the look at it."""
    planned = account.plan(arn, WANTED)
    account.fault("AddTags", reset=True)

    def meddle(tags):
        account.control.tags(arn=arn, set={"project": "fraud"})

    outcome, reason = only(account.fix(planned, refuse_owner=meddle))
    assert outcome == "unknown"
    assert "unchanged" not in reason


def test_a_failing_read_back_does_not_undo_what_aws_confirmed(account, arn):
    planned = account.plan(arn, WANTED)
    account.fault("ListTags", skip=1, code="AccessDeniedException")
    outcome, reason = only(account.fix(planned))
    assert (outcome, "reading it back failed" in reason) == ("applied", True)
    account.control.clear_faults()
    assert account.tags(arn)["project"] == "churn"


class CredentialsGone(Aws):
    """Loses its credentials right after a write."""

    wrote = False

    def call(self, service, operation, **parameters):
        if self.wrote:
            raise Misconfigured("No credentials.")
        answer = super().call(service, operation, **parameters)
        self.wrote = operation == "AddTags"
        return answer


def test_credentials_that_vanish_after_the_write_do_not_make_it_unsent(account, arn):
    other = account.job("other")
    planned = account.plan(arn, WANTED), account.plan(other, WANTED)
    results = account.fix(*planned, aws=CredentialsGone())
    assert outcomes(results) == ["applied", "failed"]
    assert results[1].reason == "Not sent: No credentials."
    assert account.recorded() == ["applied", "failed"]


def test_expired_credentials_end_the_run(account):
    arns = [account.job(f"job-{number}") for number in range(4)]
    planned = [account.plan(arn, WANTED) for arn in arns]
    account.fault("*", skip=3, code="ExpiredTokenException")
    results = account.fix(*planned)
    assert outcomes(results) == ["applied", "failed", "failed", "failed"]
    assert all(result.reason.startswith("Not sent: ") for result in results[1:])
    assert account.asked("AddTags") == 1
    assert account.recorded() == ["applied", "failed"]


def test_without_a_journal_nothing_is_sent(account, arn, tmp_path):
    other = account.job("other")
    planned = account.plan(arn, WANTED), account.plan(other, WANTED)
    (tmp_path / "file").touch()
    results = account.fix(*planned, journal=Journal(tmp_path / "file" / "journal"))
    assert outcomes(results) == ["failed", "failed"]
    assert "journal can't be written" in results[1].reason
    assert account.control.counts() == {}


def test_writes_keep_a_pace_and_what_is_empty_costs_no_time(account, arn):
    other = account.job("other")
    empty = change(arn, {}, TagChange(add={}, overwrite={}))
    planned = account.plan(arn, WANTED), account.plan(other, WANTED)
    account.fix(empty, planned[0], empty, empty, planned[1], empty)
    assert account.clock.slept == [0.2]


def test_the_intent_is_on_disk_before_the_write(account, arn):
    seen = []

    def look(tags):
        (path,) = account.journal.folder.iterdir()
        seen.append((path.read_text().count('"type": "intent"'), path.stat().st_mode & 0o777))

    account.fix(account.plan(arn, WANTED), refuse_owner=look)
    assert seen == [(1, 0o600)]
