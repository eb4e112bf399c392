"""Which anomalies are mine: by what their monitor watches, never by a guess."""

import pytest

from jupyter_cost_tags.budgets.anomalies import told
from jupyter_cost_tags.budgets.mine import Mine

MINE = Mine.of({"project": "churn"}, [], "111122223333")
CAUSE = {"Service": "Amazon SageMaker", "LinkedAccount": "111122223333"}


def anomaly(**changes):
    return {
        "AnomalyId": "a",
        "AnomalyStartDate": "2026-11-12T00:00:00Z",
        "RootCauses": [CAUSE],
        "Impact": {"MaxImpact": 10.5, "TotalImpact": 56.299999999999997},
        "MonitorArn": "m",
        **changes,
    }


def monitor(**changes):
    return {"MonitorArn": "m", "MonitorName": "M", "MonitorType": "CUSTOM", **changes}


def by_tag(*values):
    return {"MonitorSpecification": {"Tags": {"Key": "project", "Values": list(values)}}}


TAG = {"MonitorDimension": "TAG", "MonitorSpecification": {"Tags": {"Key": "project"}}}


@pytest.mark.parametrize(
    ("one", "watches", "mine", "why"),
    [
        (anomaly(), monitor(**by_tag("churn", "ranking")), True, "your tag project=churn"),
        (anomaly(), monitor(**by_tag("ranking")), False, "tags that aren't yours"),
        (anomaly(DimensionValue="churn"), monitor(**TAG), True, "your tag project=churn"),
        (anomaly(DimensionValue="project$churn"), monitor(**TAG), True, "your tag project=churn"),
        (anomaly(DimensionValue="ranking"), monitor(**TAG), False, "tags that aren't yours"),
        (anomaly(), monitor(MonitorDimension="SERVICE"), False, "watches the account"),
    ],
)
def test_whose_an_anomaly_is(one, watches, mine, why):
    (found,), others = told([one], [watches], MINE)
    assert (found.mine, others) == (mine, 0)
    assert why in found.why
    assert (found.start, found.end, found.impact) == ("2026-11-12", None, "56.30")


def test_without_monitors_nothing_is_mine():
    (found,), _ = told([anomaly()], None, MINE)
    assert (found.mine, found.monitor) == (False, None)


def test_other_services_and_accounts_are_counted_only():
    elsewhere = [
        anomaly(RootCauses=[{"Service": "Amazon EC2", "LinkedAccount": "111122223333"}]),
        anomaly(RootCauses=[{**CAUSE, "LinkedAccount": "999988887777"}]),
        anomaly(RootCauses=[]),
    ]
    assert told(elsewhere, [monitor(MonitorDimension="SERVICE")], MINE) == ([], 3)


def test_mine_come_first_then_the_largest():
    listed = [
        anomaly(AnomalyId="small", Impact={"MaxImpact": 1.0}),
        anomaly(AnomalyId="large", Impact={"MaxImpact": 90.0}),
        anomaly(AnomalyId="mine", MonitorArn="own", Impact={"MaxImpact": 2.0}),
    ]
    own = {**monitor(**by_tag("churn")), "MonitorArn": "own"}
    found, _ = told(listed, [monitor(MonitorDimension="SERVICE"), own], MINE)
    assert [one.id for one in found] == ["mine", "large", "small"]
