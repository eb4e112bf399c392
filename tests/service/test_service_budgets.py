"""Budgets and anomalies as sections: kept, asked on request only, trouble told."""

import pytest

from jupyter_cost_tags.models import AnomaliesRequest, BudgetsRequest, BundleRequest

FORCE = BudgetsRequest(force=True)


def refreshed(service, request=FORCE):
    done = service.refresh_budgets(request)
    if done:
        done.result(60)
    return service.budgets(request)


def test_mine_with_the_figures_of_the_bill(service, studio):
    assert service.budgets().value is None
    told = refreshed(service, BudgetsRequest()).value
    assert (told.state, told.others, told.problems) == ("ok", 3, [])
    health = {one.name: one.health for one in told.budgets}
    assert health == {
        "environment-dev": "over",
        "retail-ml": "forecast-over",
        "project-churn": "ok",
        "studio-ana": "ok",
    }
    churn = next(one for one in told.budgets if one.name == "project-churn")
    assert (churn.actual, churn.limit, churn.left) == ("152.34", "250.00", "97.66")
    assert [(one.threshold, one.sent) for one in churn.alerts if one.kind == "actual"] == [
        ("50", True),
        ("80", False),
        ("100", False),
    ]
    waiting = next(one for one in told.budgets if one.name == "retail-ml").actions[0]
    assert (waiting.status, waiting.touches_me, waiting.changed) == ("STANDBY", True, None)
    done = next(one for one in told.budgets if one.name == "environment-dev").actions[0]
    assert (done.status, done.changed.isoformat()) == (
        "EXECUTION_SUCCESS",
        "2026-11-23T06:00:00+00:00",
    )


def test_a_get_asks_nobody_and_a_fresh_answer_is_kept(service, studio, start):
    refreshed(service)
    asked = studio.control.counts()
    assert asked["budgets:ViewBudget"] > 0
    assert service.budgets().value is not None
    assert refreshed(service, BudgetsRequest()).value is not None
    again = start()
    again.context.identity()
    assert again.budgets().value.budgets[0].name == "environment-dev"  # kept on disk
    assert studio.control.counts()["budgets:ViewBudget"] == asked["budgets:ViewBudget"]
    assert not any(name.startswith("ce:") for name in studio.control.counts())


def test_another_bundle_is_another_set_of_budgets(service, studio):
    assert not refreshed(service).stale
    service.choose_bundle(BundleRequest(bundle="ranking"))
    assert service.budgets().stale
    told = refreshed(service, BudgetsRequest()).value
    assert "project-churn" not in [one.name for one in told.budgets]
    assert told.tags["project"] == "ranking"


def test_everybodys(service, studio):
    told = refreshed(service, BudgetsRequest(force=True, scope="all")).value
    assert (len(told.budgets), told.others) == (7, 0)
    assert [one.mine for one in told.budgets] == [True] * 4 + [False] * 3


@pytest.mark.parametrize(
    ("fault", "state", "code"),
    [
        ({"code": "AccessDeniedException"}, "no-permission", "access-denied"),
        ({"code": "UnknownOperationException"}, "not-available", "not-available"),
    ],
)
def test_lasting_trouble_is_a_state(service, studio, fault, state, code):
    studio.control.add_faults([{"op": "budgets:DescribeBudgets", **fault}])
    told = refreshed(service).value
    assert (told.state, told.budgets, told.others) == (state, [], None)
    assert told.problem.code == code
    if state == "no-permission":
        assert told.problem.iam_action == "budgets:ViewBudget"


def test_passing_trouble_leaves_what_was_read(service, studio):
    refreshed(service)
    studio.control.add_faults(
        [{"op": "budgets:DescribeBudgets", "status": 500, "code": "InternalErrorException"}]
    )
    section = refreshed(service)
    assert section.problem.code == "aws-failing"
    assert len(section.value.budgets) == 4


def test_a_part_that_may_not_be_read_is_told_and_leaves_the_rest(service, studio):
    studio.control.deny(["budgets:DescribeBudgetActionsForBudget"])
    told = refreshed(service).value
    assert [one.actions for one in told.budgets] == [None] * 4
    assert all(one.alerts for one in told.budgets)
    assert [p.iam_action for p in told.problems] == ["budgets:DescribeBudgetActionsForBudget"]
    assert studio.control.counts()["budgets:DescribeBudgetActionsForBudget"] == 1


def test_none_found_is_no_trouble(service, studio):
    studio.world.budgets.clear()
    told = refreshed(service).value
    assert (told.state, told.budgets, told.others, told.problem) == ("none", [], 0, None)


def test_pages_are_read_to_the_end(service, studio):
    one = studio.world.budgets["project-churn"]
    usage = {**one["budget"], "BudgetType": "USAGE"}
    for number in range(205):
        name = f"many-{number:03}"
        studio.world.budgets[name] = {**one, "budget": {**usage, "BudgetName": name}}
    told = refreshed(service).value
    assert len(told.budgets) == 209
    assert sum(1 for budget in told.budgets if budget.alerts is None) == 209 - 50


@pytest.mark.parametrize("body", ["empty", "html"])
def test_an_answer_that_is_none_is_no_empty_list(service, studio, body):
    studio.control.add_faults([{"op": "budgets:DescribeBudgets", "body": body}])
    section = refreshed(service)
    assert section.value is None
    assert section.problem.code == "bad-response"


def test_anomalies_are_asked_by_force_only(service, studio):
    assert service.refresh_anomalies(AnomaliesRequest()) is None
    assert not any(name.startswith("ce:") for name in studio.control.counts())
    service.refresh_anomalies(AnomaliesRequest(force=True)).result(60)
    told = service.anomalies().value
    assert (told.state, told.others, told.requests, told.request_cost) == ("ok", 0, 2, "0.02")
    assert [(one.mine, one.monitor) for one in told.anomalies] == [
        (True, "Retail projects"),
        (False, "All services"),
    ]
    mine = told.anomalies[0]
    assert (mine.actual, mine.expected, mine.impact) == ("87.40", "31.10", "56.30")
    assert mine.why == "your tag project=churn"
    assert service.status().meter.requests_today == 2
    service.refresh_anomalies(AnomaliesRequest(force=True)).result(60)
    assert service.status().meter.requests_today == 3  # the monitors are kept


def test_anomalies_within_the_cap(start, studio):
    service = start(daily_cap=0)
    service.refresh_anomalies(AnomaliesRequest(force=True)).result(60)
    assert service.anomalies().problem.code == "spend-off"
    assert not any(name.startswith("ce:") for name in studio.control.counts())


def test_nobody_watches(service, studio):
    studio.world.anomalies.clear()
    service.refresh_anomalies(AnomaliesRequest(force=True)).result(60)
    assert service.anomalies().value.state == "none"
    studio.world.anomaly_monitors.clear()
    cache = service.context.state(service.context.identity()).cache
    cache.put("anomaly monitors", {"monitors": []}, service.context.now())
    service.refresh_anomalies(AnomaliesRequest(force=True)).result(60)
    assert service.anomalies().value.state == "no-monitor"


def test_monitors_that_may_not_be_read_tie_nothing_to_me(service, studio):
    studio.control.deny(["ce:GetAnomalyMonitors"])
    service.refresh_anomalies(AnomaliesRequest(force=True)).result(60)
    told = service.anomalies().value
    assert told.problem.iam_action == "ce:GetAnomalyMonitors"
    assert [one.mine for one in told.anomalies] == [False, False]
