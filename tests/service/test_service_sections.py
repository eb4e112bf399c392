"""Sections: one scan for any number of tabs, the last good value, restarts, two identities."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest

from jupyter_cost_tags.demo import company
from jupyter_cost_tags.models import RefreshRequest, ScanRequest, SpendRequest, WhoAmI
from jupyter_cost_tags.problems import Exhausted, Unreachable
from jupyter_cost_tags.service.sections import Shelf
from jupyter_cost_tags.workers import Workers

SECRETS = ("111122223333", "arn:", "injected")


def wait(future):
    if future is not None:
        future.result(30)


def test_a_section_before_anything_was_asked(service, studio):
    for section in (service.whoami(), service.scan(), service.spend()):
        assert section.value is None
        assert section.as_of is None
        assert (section.stale, section.refreshing, section.problem) == (True, False, None)
    assert studio.control.calls() == []


def test_fifty_tabs_are_one_scan(service, studio):
    wait(service.refresh_whoami(RefreshRequest()))
    studio.control.reset()
    studio.control.latency(0.05)
    futures = []
    barrier = threading.Barrier(50)

    def tab():
        barrier.wait()
        futures.append(service.refresh_scan(ScanRequest()))

    tabs = [threading.Thread(target=tab) for _ in range(50)]
    for one in tabs:
        one.start()
    for one in tabs:
        one.join()
    assert service.scan().refreshing
    for future in futures:
        wait(future)
    assert studio.control.counts()["sagemaker:ListTrainingJobs"] == 1
    section = service.scan()
    assert (section.refreshing, section.stale, section.problem) == (False, False, None)
    assert len(section.value.resources) == 15
    assert service.refresh_scan(ScanRequest()) is None  # young enough
    assert service.refresh_scan(ScanRequest(max_age=0)) is not None


def test_the_last_good_value_stays_after_a_failure(service, studio):
    wait(service.refresh_scan(ScanRequest()))
    good = service.scan()
    studio.control.add_faults(
        [{"op": "*", "code": "AccessDeniedException", "message": "arn:aws:x 111122223333 injected"}]
    )
    wait(service.refresh_scan(ScanRequest(force=True)))
    failed = service.scan()
    assert failed.value == good.value
    assert failed.as_of == good.as_of
    assert failed.problem.code == "access-denied"
    assert not any(secret in failed.problem.model_dump_json() for secret in SECRETS)
    studio.control.calm()
    wait(service.refresh_scan(ScanRequest()))  # a failure is no reason to wait for the lifetime
    assert service.scan().problem is None


def test_sections_fail_by_themselves(service, studio):
    studio.control.deny(["ce:*"])
    wait(service.refresh_spend(SpendRequest()))
    wait(service.refresh_scan(ScanRequest()))
    assert service.spend().value.state == "no-permission"
    assert service.scan().problem is None


def test_a_restart_keeps_the_sections_and_reads_the_identity_again(start, studio):
    first = start()
    for future in (first.refresh_whoami(RefreshRequest()), first.refresh_scan(ScanRequest())):
        wait(future)
    wait(first.refresh_spend(SpendRequest()))
    studio.control.reset()
    second = start()
    assert second.scan().value is None  # whose it would be is not known yet
    wait(second.refresh_whoami(RefreshRequest()))
    assert second.scan().value == first.scan().value
    assert second.spend().value == first.spend().value
    wait(second.refresh_scan(ScanRequest()))
    wait(second.refresh_spend(SpendRequest()))
    counts = studio.control.counts()
    assert counts["sts:GetCallerIdentity"] == 1
    assert not {"sagemaker:Search", "ce:GetCostAndUsage"} & set(counts)


def test_two_identities_on_one_home_never_mix(start, studio, tmp_path, monkeypatch):
    ana = start()
    wait(ana.refresh_scan(ScanRequest()))
    company.files.write_metadata(studio.world, tmp_path / "files", space="ben-lab")
    ben = start()
    wait(ben.refresh_whoami(RefreshRequest()))
    assert ben.whoami().value.user_profile == "ben"
    assert ben.scan().value is None
    wait(ben.refresh_scan(ScanRequest()))
    names = {one.name for one in ben.scan().value.resources}
    assert names
    assert not names & {one.name for one in ana.scan().value.resources}


def test_the_identity_follows_the_metadata_file(service, studio, tmp_path):
    """SageMaker may write it late; the next refresh of the identity moves every section."""
    wait(service.refresh_scan(ScanRequest()))
    company.files.write_metadata(studio.world, tmp_path / "files", space="team-nlp")
    wait(service.refresh_whoami(RefreshRequest(force=True)))
    section = service.whoami()
    assert section.value.environment == "studio-shared-space"
    assert section.value.user_profile is None
    assert service.scan().value is None  # ana's jobs are not the space's


def test_an_old_identity_is_read_again_for_max_age(service, studio):
    wait(service.refresh_whoami(RefreshRequest()))
    profile = "arn:aws:sagemaker:us-east-1:111122223333:user-profile/d-nw7x4k2m9qpa/ana"
    studio.control.tags(profile, set={"team": "new"})
    assert service.refresh_whoami(RefreshRequest()) is None
    service.context._identity = (service.context._identity[0], float("-inf"))  # an hour passes
    wait(service.refresh_whoami(RefreshRequest(max_age=0)))
    assert {"team": "new"}.items() <= {t.key: t.value for t in service.whoami().value.tags}.items()


@pytest.mark.parametrize(
    "fault",
    [
        {"op": "sts:*", "code": "ThrottlingException"},
        {"op": "sagemaker:Describe*", "body": "html"},
        {"op": "sagemaker:ListTags", "status": 503, "code": "ServiceUnavailable"},
    ],
)
def test_an_identity_that_is_read_in_part_leaves_the_whole_one(service, studio, fault):
    """Another identity has another folder: every number would be gone."""
    for future in (service.refresh_whoami(RefreshRequest()), service.refresh_scan(ScanRequest())):
        wait(future)
    whole = service.whoami()
    studio.control.add_faults([fault])
    wait(service.refresh_whoami(RefreshRequest(force=True)))
    section = service.whoami()
    assert (section.value, section.as_of) == (whole.value, whole.as_of)
    assert section.problem is not None
    assert service.scan().value is not None
    studio.control.calm()
    wait(service.refresh_whoami(RefreshRequest(force=True)))
    assert service.whoami().problem is None


def test_spend_is_asked_once_a_day_and_capped(start, studio, monkeypatch):
    service = start(daily_cap=3)
    for _ in range(5):
        wait(service.refresh_spend(SpendRequest()))
    assert studio.control.counts()["ce:GetCostAndUsage"] == 2
    assert service.status().meter.requests_today == 2
    monkeypatch.setenv("COST_TAGS_NOW", "2026-11-23T23:00:00Z")
    wait(service.refresh_spend(SpendRequest()))
    assert studio.control.counts()["ce:GetCostAndUsage"] == 2
    wait(service.refresh_spend(SpendRequest(by="service")))
    wait(service.refresh_spend(SpendRequest(by="service", force=True)))
    assert sum(n for op, n in studio.control.counts().items() if op.startswith("ce:")) == 3
    assert service.spend(SpendRequest(by="service")).problem.code == "limit-reached"
    assert service.spend().value.month_to_date == "212.40"


def test_spend_that_fails_is_not_asked_again_by_every_tab(service, studio):
    """Each request costs money, failed ones too; `force` is a person's."""
    studio.control.add_faults([{"op": "ce:*", "code": "InternalFailure", "status": 500}])
    for _ in range(4):
        wait(service.refresh_spend(SpendRequest()))
    assert studio.control.counts()["ce:GetCostAndUsage"] == 1
    assert service.spend().problem.code == "aws-failing"
    studio.control.calm()
    wait(service.refresh_spend(SpendRequest(force=True)))
    assert (service.spend().value.state, service.spend().problem) == ("ok", None)


def test_spend_turned_off_by_an_admin_asks_nothing(start, studio):
    service = start(spend_enabled=False)
    wait(service.refresh_spend(SpendRequest()))
    assert service.spend().problem.code == "spend-off"
    assert not any(op.startswith("ce:") for op in studio.control.counts())
    assert service.status().meter.spend_enabled is False


def test_part_of_my_costs_is_not_shown_as_mine(service, studio):
    """Who owns the space can't be read: its own ARN alone would miss what carries the profile's."""
    studio.control.deny(["sagemaker:DescribeSpace", "sagemaker:ListTags"])
    wait(service.refresh_spend(SpendRequest()))
    section = service.spend()
    assert section.value is None
    assert section.problem.iam_action in {"sagemaker:DescribeSpace", "sagemaker:ListTags"}
    wait(service.refresh_scan(ScanRequest()))
    assert not service.scan().value.complete


def test_a_broken_policy_leaves_everything_unknown_not_compliant(service, studio, tmp_path):
    (tmp_path / "files" / "cost-tags.yaml").write_text("version: 1\ntgas: []\n")
    wait(service.refresh_scan(ScanRequest()))
    resources = service.scan().value.resources
    assert {one.state for one in resources} == {"unknown"}
    assert "policy" in resources[0].reason
    assert "cost-tags.yaml:2" in service.policy().problem.message


def test_a_policy_that_breaks_later_keeps_the_last_good_one(service, studio, tmp_path):
    assert service.policy().state == "policy"
    (tmp_path / "files" / "cost-tags.yaml").write_text("version: 1\ntgas: []\n")
    wait(service.refresh_scan(ScanRequest()))
    assert {one.state for one in service.scan().value.resources} == {"compliant", "non-compliant"}
    assert service.policy().problem.code == "policy-invalid"


@pytest.mark.parametrize("error", [KeyError("111122223333"), RecursionError(), SystemExit(3)])
def test_a_fault_of_our_own_never_leaves_a_section_refreshing(service, studio, caplog, error):
    def broken():
        raise error

    shelf = Shelf("whoami", WhoAmI, timedelta(hours=1))
    future = shelf.refresh(service.context, Workers(), RefreshRequest(), broken)
    if isinstance(error, SystemExit):
        with pytest.raises(SystemExit):
            future.result(30)
    else:
        future.result(30)
        assert shelf.read(service.context)["problem"].code == "internal"
        assert "111122223333" not in shelf.problem.message + caplog.text
    assert shelf.read(service.context)["refreshing"] is False


def test_work_that_ends_before_it_is_noted_as_running_is_not_running(service, studio):
    """A pool that is quicker than the one who asks must not leave `refreshing` behind."""
    wait(service.refresh_whoami(RefreshRequest()))
    told = service.whoami().value
    shelf = Shelf("quick", WhoAmI, timedelta(hours=1))
    for _ in range(300):
        wait(
            shelf.refresh(
                service.context, service.workers, RefreshRequest(force=True), lambda: told
            )
        )
        assert not shelf.read(service.context)["refreshing"]


def test_too_much_work_is_refused_not_queued_forever():
    workers = Workers(threads=1, waiting=2)
    release = threading.Event()
    accepted = 0
    refused = None
    for _ in range(6):
        try:
            workers.submit(release.wait)
            accepted += 1
        except Exhausted as error:
            refused = error
    release.set()
    assert accepted <= 3
    assert refused.status == 429


def test_a_hanging_aws_leaves_the_other_sections_alive(start, studio):
    service = start()
    wait(service.refresh_whoami(RefreshRequest()))
    studio.control.add_faults([{"op": "ce:*", "hang": 60.0}])
    spend = service.refresh_spend(SpendRequest())
    wait(service.refresh_scan(ScanRequest()))
    assert service.scan().value is not None
    assert service.spend().refreshing
    assert not spend.done()


def test_nothing_that_the_event_loop_calls_waits_for_aws(start, studio):
    """The identity is being read by a hanging AWS: reads and refreshes answer all the same."""
    service = start()
    wait(service.refresh_scan(ScanRequest()))
    studio.control.add_faults([{"op": "*", "hang": 60.0}])
    service.refresh_whoami(RefreshRequest(force=True))
    time.sleep(0.2)
    started = time.monotonic()
    assert service.whoami().refreshing
    assert len(service.scan().value.resources) == 15
    assert service.spend().value is None
    assert service.status().demo
    service.refresh_scan(ScanRequest(force=True))
    service.refresh_spend(SpendRequest())
    assert time.monotonic() - started < 20  # AWS hangs for three times as long


class Asked:
    """What a shelf asks: each answer waits until it is let go."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.begun = threading.Semaphore(0)
        self.let_go = threading.Event()

    def __call__(self):
        answer = self.answers.pop(0)
        self.begun.release()
        assert self.let_go.wait(30)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.mark.parametrize("force", [True, False])
def test_who_insists_is_not_content_with_a_refresh_that_failed(service, studio, force):
    """It began while AWS was away; by now AWS answers."""
    wait(service.refresh_whoami(RefreshRequest()))
    told = service.whoami().value
    ask = Asked(Unreachable("AWS can't be reached."), told)
    shelf = Shelf("insisted", WhoAmI, timedelta(hours=1))
    first = shelf.refresh(service.context, service.workers, RefreshRequest(), ask)
    assert ask.begun.acquire(timeout=30)
    joined = shelf.refresh(service.context, service.workers, RefreshRequest(force=force), ask)
    assert joined is first
    ask.let_go.set()
    wait(joined)
    read = shelf.read(service.context)
    assert read["refreshing"] is False
    assert (read["value"], read["problem"] is None) == ((told, True) if force else (None, False))


@pytest.mark.parametrize("whole", [True, False])
def test_who_insists_is_content_with_a_refresh_that_told_all(service, studio, whole):
    """However many tabs insist, it is one refresh, or one more."""
    wait(service.refresh_whoami(RefreshRequest()))
    told = service.whoami().value
    less = told.model_copy(update={"account": None})
    ask = Asked(told if whole else less, told, less, less)
    shelf = Shelf("shared", WhoAmI, timedelta(hours=1), is_whole=lambda one: bool(one.account))
    insisting = RefreshRequest(force=True)
    first = shelf.refresh(service.context, service.workers, insisting, ask)
    assert ask.begun.acquire(timeout=30)
    for _ in range(5):
        joined = shelf.refresh(service.context, service.workers, insisting, ask)
        assert joined is first
    ask.let_go.set()
    wait(first)
    assert shelf.read(service.context)["value"] == told
    assert len(ask.answers) == (3 if whole else 2)


def test_a_scan_that_somebody_insists_on_reads_an_incomplete_identity_again(service, studio):
    studio.control.deny(["sagemaker:DescribeSpace", "sagemaker:ListTags"])
    wait(service.refresh_scan(ScanRequest()))
    assert not service.scan().value.complete
    studio.control.calm()
    wait(service.refresh_scan(ScanRequest(force=True)))
    assert service.scan().value.complete
