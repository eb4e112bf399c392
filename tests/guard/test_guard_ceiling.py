"""The price ceiling of a launch: exact, rounded up, and never a number that isn't known."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_cost_tags.guard.ceiling import ceiling_of, spell_time

RATES = {
    "as_of": "2026-11-23T12:00:00Z",
    "currency": "USD",
    "region": "us-east-1",
    "components": {
        "Training": {"ml.m5.4xlarge": "0.922", "ml.m5.xlarge": "0.23", "ml.g5.xlarge": "1.408"},
        "Processing": {"ml.m5.xlarge": "0.23", "ml.odd": "free", "ml.zero": "0.0000000000"},
        "Transform": {"ml.m5.xlarge": "0.23"},
        "Hosting": {"ml.g5.xlarge": "1.408", "ml.m5.xlarge": "0.2"},
        "Notebook": {"ml.t3.medium": "0.05"},
    },
}


def resources(instance_type="ml.m5.4xlarge", count=1, **more):
    return {"InstanceType": instance_type, "InstanceCount": count, "VolumeSizeInGB": 9, **more}


def training(hours=4, instance_type="ml.m5.4xlarge", count=1, **more):
    call = {"ResourceConfig": resources(instance_type, count), **more}
    if hours is not None:
        call["StoppingCondition"] = {"MaxRuntimeInSeconds": int(hours * 3600)}
    return call


def told(operation, call, rates=RATES):
    answer = ceiling_of(operation, call, rates)
    assert list(answer) == ["amount", "currency", "basis", "reason"]
    return answer


def test_instances_time_limit_and_list_price_are_multiplied():
    assert told("CreateTrainingJob", training()) == {
        "amount": "3.69",  # 3.688
        "currency": "USD",
        "basis": "1 × ml.m5.4xlarge × 4 h",
        "reason": None,
    }


@pytest.mark.parametrize(
    ("rate", "count", "seconds", "amount"),
    [
        ("0.23", 1, 3600, "0.23"),  # exact: nothing is added
        ("0.23", 1, 1, "0.01"),
        ("0.10", 3, 3600, "0.30"),  # 0.1 × 3 as a float is more
        ("0.922", 7, 86400, "154.90"),  # 154.896
        ("123456789.123456789012", 1000, 3600, "123456789123.46"),
        ("0.36", 1, 100, "0.01"),
        ("0.36", 1, 101, "0.02"),
    ],
)
def test_money_is_exact_and_rounded_up_to_the_cent(rate, count, seconds, amount):
    rates = {"currency": "CNY", "components": {"Training": {"ml.x": rate}}}
    call = training(None, "ml.x", count, StoppingCondition={"MaxRuntimeInSeconds": seconds})
    answer = told("CreateTrainingJob", call, rates)
    assert (answer["amount"], answer["currency"]) == (amount, "CNY")


def test_a_job_without_a_limit_ends_after_a_day():
    answer = told("CreateTrainingJob", training(None))
    assert (answer["amount"], answer["basis"]) == ("22.13", "1 × ml.m5.4xlarge × 24 h")
    processing = {"ProcessingResources": {"ClusterConfig": resources("ml.m5.xlarge", 2)}}
    answer = told("CreateProcessingJob", processing)
    assert (answer["amount"], answer["basis"]) == ("11.04", "2 × ml.m5.xlarge × 24 h")


def test_groups_of_instances_are_added():
    groups = [
        {"InstanceGroupName": "a", "InstanceType": "ml.m5.xlarge", "InstanceCount": 2},
        {"InstanceGroupName": "b", "InstanceType": "ml.g5.xlarge", "InstanceCount": 1},
    ]
    call = training(2, ResourceConfig={"InstanceGroups": groups, "VolumeSizeInGB": 9})
    answer = told("CreateTrainingJob", call)
    assert answer["amount"] == "3.74"  # (0.46 + 1.408) × 2 = 3.736
    assert answer["basis"] == "(2 × ml.m5.xlarge + 1 × ml.g5.xlarge) × 2 h"


def test_a_warm_pool_is_paid_for_after_the_end():
    call = training(1, ResourceConfig=resources(KeepAlivePeriodInSeconds=1800))
    answer = told("CreateTrainingJob", call)
    assert answer["amount"] == "1.39"  # 0.922 × 1.5 = 1.383
    assert answer["basis"] == "1 × ml.m5.4xlarge × (1 h + 30 min kept warm)"


def test_spot_has_the_list_price_and_waiting_is_free():
    limit = {"MaxRuntimeInSeconds": 14400, "MaxWaitTimeInSeconds": 86400}
    call = training(None, EnableManagedSpotTraining=True, StoppingCondition=limit)
    answer = told("CreateTrainingJob", call)
    assert answer["amount"] == "3.69"
    assert answer["basis"] == "1 × ml.m5.4xlarge × 4 h (spot costs less)"


def tuning(limits, **more):
    config = {"Strategy": "Bayesian", "ResourceLimits": limits}
    return {
        "HyperParameterTuningJobConfig": config,
        "TrainingJobDefinition": training(2, "ml.m5.xlarge"),
        **more,
    }


def test_a_tuning_job_is_all_its_training_jobs():
    limits = {"MaxNumberOfTrainingJobs": 10, "MaxParallelTrainingJobs": 2}
    answer = told("CreateHyperParameterTuningJob", tuning(limits))
    assert answer["amount"] == "4.60"
    assert answer["basis"] == "10 jobs × 1 × ml.m5.xlarge × 2 h"


def test_the_lower_limit_of_a_tuning_job_counts():
    limits = {"MaxNumberOfTrainingJobs": 10, "MaxParallelTrainingJobs": 2}
    short = tuning({**limits, "MaxRuntimeInSeconds": 3600})
    answer = told("CreateHyperParameterTuningJob", short)
    assert answer["amount"] == "0.46"
    assert answer["basis"] == "2 jobs at once × 1 × ml.m5.xlarge × 1 h"
    long = tuning({**limits, "MaxRuntimeInSeconds": 864000})
    assert told("CreateHyperParameterTuningJob", long)["amount"] == "4.60"


def test_of_several_definitions_the_dearest_counts():
    limits = {"MaxNumberOfTrainingJobs": 3, "MaxParallelTrainingJobs": 1}
    definitions = [training(1, "ml.m5.xlarge"), training(1, "ml.g5.xlarge")]
    call = tuning(limits, TrainingJobDefinition=None, TrainingJobDefinitions=definitions)
    answer = told("CreateHyperParameterTuningJob", call)
    assert answer["amount"] == "4.23"  # 1.408 × 3 = 4.224
    assert answer["basis"] == "3 jobs × 1 × ml.g5.xlarge × 1 h"


def test_of_instance_types_to_fall_back_on_the_dearest_counts():
    limits = {"MaxNumberOfTrainingJobs": 1, "MaxParallelTrainingJobs": 1}
    flexible = {"InstanceConfigs": [resources("ml.m5.xlarge"), resources("ml.g5.xlarge", 2)]}
    definition = {
        "HyperParameterTuningResourceConfig": flexible,
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    }
    answer = told("CreateHyperParameterTuningJob", tuning(limits, TrainingJobDefinition=definition))
    assert answer["amount"] == "2.82"


def test_what_runs_until_it_is_deleted_has_an_hourly_price_and_no_amount():
    variants = [{"InstanceType": "ml.g5.xlarge", "InitialInstanceCount": 2}]
    call = {"ProductionVariants": variants, "ShadowProductionVariants": []}
    assert told("CreateEndpointConfig", call) == {
        "amount": None,
        "currency": "USD",
        "basis": "2 × ml.g5.xlarge, 2.816 USD/h",
        "reason": "runs until deleted",
    }
    assert told("CreateEndpoint", {"EndpointConfigName": "c"})["reason"] == "runs until deleted"
    notebook = told("CreateNotebookInstance", {"InstanceType": "ml.t3.medium"})
    assert notebook["basis"] == "1 × ml.t3.medium, 0.05 USD/h"
    assert notebook["reason"] == "runs until stopped"
    transform = told("CreateTransformJob", {"TransformResources": resources("ml.m5.xlarge", 10)})
    assert (transform["amount"], transform["reason"]) == (None, "no time limit")
    assert transform["basis"] == "10 × ml.m5.xlarge, 2.30 USD/h"


@pytest.mark.parametrize(
    ("operation", "call", "reason"),
    [
        ("CreateTrainingJob", training(1, "ml.new.large"), "no rate for ml.new.large"),
        ("CreateTrainingJob", training(1, "ml.odd"), "no rate for ml.odd"),
        (
            "CreateProcessingJob",
            {"ProcessingResources": {"ClusterConfig": resources("ml.odd")}},
            "no rate for ml.odd",
        ),
        (
            "CreateProcessingJob",
            {"ProcessingResources": {"ClusterConfig": resources("ml.zero")}},
            "no rate for ml.zero",
        ),
        (
            "CreateNotebookInstance",
            {"InstanceType": "ml.x"},
            "runs until stopped, no rate for ml.x",
        ),
        ("CreateTrainingJob", {"ServerlessJobConfig": {}}, "serverless: priced by use"),
        (
            "CreateEndpointConfig",
            {"ProductionVariants": [{"ServerlessConfig": {"MemorySizeInMB": 1024}}]},
            "serverless: priced by use",
        ),
        (
            "CreateTrainingJob",
            {"ResourceConfig": resources(TrainingPlanArn="arn:aws:sagemaker:::training-plan/p")},
            "runs on a training plan, which is paid for already",
        ),
        ("CreateAutoMLJob", {}, "no estimate for this kind of launch"),
        ("CreateHyperParameterTuningJob", tuning({}), "no limit of jobs"),
        ("CreateTrainingJob", {}, "no instance type"),
        ("CreateTrainingJob", training(1, count=0), "no instance count"),
        ("CreateTrainingJob", training(1, count="2"), "InstanceCount is not readable"),
        ("CreateTrainingJob", training(1, count=-1), "InstanceCount is not readable"),
    ],
)
def test_without_an_amount_the_reason_is_said(operation, call, reason):
    answer = told(operation, call)
    assert (answer["amount"], answer["reason"]) == (None, reason)


@pytest.mark.parametrize(
    "rates",
    [None, {}, {"currency": None}, {"currency": "USD"}, {"currency": "USD", "components": 7}],
)
def test_without_rates_there_is_no_amount(rates):
    answer = told("CreateTrainingJob", training(), rates)
    assert answer["amount"] is None
    assert answer["reason"] in {"no price list", "no rate for ml.m5.4xlarge"}
    assert answer["basis"] == "1 × ml.m5.4xlarge × 4 h"


NAMES = (
    "ResourceConfig", "InstanceType", "InstanceCount", "InstanceGroups", "StoppingCondition",
    "MaxRuntimeInSeconds", "ProcessingResources", "ClusterConfig", "ProductionVariants",
    "TrainingJobDefinition", "TrainingJobDefinitions", "HyperParameterTuningJobConfig",
    "ResourceLimits", "MaxNumberOfTrainingJobs", "TransformResources", "InitialInstanceCount",
)  # fmt: skip
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("ml.m5.xlarge")
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(NAMES) | st.text(), inner),
)
OPERATIONS = (
    "CreateTrainingJob", "CreateProcessingJob", "CreateTransformJob", "CreateEndpointConfig",
    "CreateHyperParameterTuningJob", "CreateNotebookInstance", "CreateEndpoint", "CreateModel",
)  # fmt: skip


@given(
    operation=st.sampled_from(OPERATIONS),
    call=st.dictionaries(st.sampled_from(NAMES), ANYTHING),
    rates=ANYTHING | st.just(RATES),
)
def test_nothing_in_a_call_raises_or_is_free(operation, call, rates):
    answer = ceiling_of(operation, call, rates)
    if answer["amount"] is None:
        assert answer["reason"]
    else:
        assert Decimal(answer["amount"]) > 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(14400, "4 h"), (5400, "1 h 30 min"), (90, "1 min 30 s"), (3605, "1 h 5 s"), (0, "0 s")],
)
def test_times_are_spelled_for_people(seconds, words):
    assert spell_time(seconds) == words
