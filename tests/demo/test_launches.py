"""Everything that a notebook launches: each create with tags, each call that starts spend.

Sources: the sagemaker model of botocore 1.44.5 ("model"); pages of docs.aws.amazon.com by path.
"""

from __future__ import annotations

import json

import pytest
import sagemaker_requests as requests
from aws_requests import HEAD, listed, read, training

from jupyter_cost_tags.demo.embedded_aws.services.sagemaker.kinds import BY_NOUN
from jupyter_cost_tags.guard.operations import CREATES, METADATA, STARTS

TAGS = {"team": "a", "project": "churn"}
LEFT_OUT = {"CreateEdgeDeploymentPlan", "CreateClusterExtension"}  # see more_kinds
CREATED = [
    row
    for row in CREATES
    if row.tier != METADATA and requests.known(row.operation) and row.operation not in LEFT_OUT
]
STARTED = [row for row in STARTS if requests.known(row.operation)]
DENIED = "sagemaker:AddTags"


@pytest.fixture
def checked(client):
    """A client whose SDK validates what it sends."""
    return client("sagemaker", parameter_validation=True)


@pytest.mark.parametrize("row", CREATED, ids=lambda row: row.operation)
def test_a_create_keeps_its_tags(checked, row):
    """Each names what it made, and ListTags tells the request's tags (model)."""
    request = requests.prepared(checked, row.operation)
    answer = requests.call(checked, row.operation, **request, Tags=listed(TAGS))
    arn = answer[row.arn] if row.arn else f"{HEAD}{row.kind}/abc"
    assert arn.startswith(f"{HEAD}{row.kind}/")
    assert read(checked, arn) == TAGS


@pytest.mark.parametrize("row", CREATED, ids=lambda row: row.operation)
def test_a_create_is_described(checked, row):
    """Describe tells what the model requires, and nothing is created twice under a name."""
    kind = BY_NOUN[row.operation.removeprefix("Create")]
    request = requests.prepared(checked, row.operation)
    answer = requests.call(checked, row.operation, **request)
    if kind.is_described:
        operation = f"Describe{kind.noun}"
        known = {**request, **answer}
        if kind.noun == "Domain":  # an older SDK drops the answer's DomainId
            known["DomainId"] = answer["DomainArn"].rpartition("/")[2]
        named = {name: known[name] for name in requests.members(operation) & set(known)}
        told = requests.call(checked, operation, **named)
        assert told.get(kind.arn, told.get("Arn")) == answer[kind.arn]
    if kind.noun != "Domain":
        with pytest.raises(checked.exceptions.ClientError):
            requests.call(checked, row.operation, **request)


@pytest.mark.parametrize("row", CREATED, ids=lambda row: row.operation)
def test_a_create_with_tags_needs_the_right_to_tag(aws, checked, refused, row):
    """AddTags is a dependent action of every create with tags (service authorization reference).

    The sentence is IAM's, as users report it for SageMaker: AccessDeniedException, the ARN named.
    """
    request = requests.prepared(checked, row.operation)
    aws.control.deny([DENIED])

    def send(**more):
        return requests.call(checked, row.operation, **request, **more)

    code, message = refused(send, Tags=listed(TAGS))
    assert code == "AccessDeniedException"
    assert f"is not authorized to perform: {DENIED} on resource: {HEAD}{row.kind}/" in message
    assert message.endswith(f"because no identity-based policy allows the {DENIED} action")
    send()


@pytest.mark.parametrize("row", STARTED, ids=lambda row: row.operation)
def test_what_starts_spend_without_tags(checked, row):
    """Each answers as the model says; what it names keeps its tags."""
    request = requests.prepared(checked, row.operation)
    answer = requests.call(checked, row.operation, **request)
    if row.arn:
        assert answer[row.arn].startswith(f"{HEAD}{row.kind}/")


@pytest.mark.parametrize("row", STARTED, ids=lambda row: row.operation)
def test_what_is_not_there_is_not_started(checked, refused, row):
    def send():
        requests.call(checked, row.operation, **requests.minimal(row.operation))

    assert refused(send)[0] in {"ResourceNotFound", "ValidationException"}


def test_another_configuration_behind_an_endpoint(checked):
    """UpdateEndpoint: Updating, then InService; the endpoint's tags stay (model)."""
    request = requests.prepared(checked, "UpdateEndpoint")
    checked.create_endpoint_config(
        **requests.minimal("CreateEndpointConfig", EndpointConfigName="second")
    )
    arn = checked.describe_endpoint(EndpointName="abc")["EndpointArn"]
    checked.add_tags(ResourceArn=arn, Tags=listed(TAGS))
    checked.update_endpoint(**{**request, "EndpointConfigName": "second"})
    told = checked.describe_endpoint(EndpointName="abc")
    assert (told["EndpointStatus"], told["EndpointConfigName"]) == ("Updating", "second")
    assert read(checked, arn) == TAGS


def test_a_version_of_a_model_takes_no_tags(checked, refused):
    """Tags of a version are its group's; a request with both is refused (CreateModelPackage)."""
    checked.create_model_package_group(ModelPackageGroupName="churn", Tags=listed(TAGS))
    group = {"ModelPackageGroupName": "churn"}
    assert refused(checked.create_model_package, **group, Tags=listed(TAGS))[0] == (
        "ValidationException"
    )
    arns = [checked.create_model_package(**group)["ModelPackageArn"] for _ in range(2)]
    assert arns == [f"{HEAD}model-package/churn/1", f"{HEAD}model-package/churn/2"]
    told = checked.describe_model_package(ModelPackageName=arns[1])
    assert (told["ModelPackageVersion"], read(checked, arns[1])) == (2, {})


@pytest.mark.parametrize("both", [{}, {"ModelPackageName": "a", "ModelPackageGroupName": "b"}])
def test_a_model_package_is_named_in_one_way(checked, refused, both):
    assert refused(checked.create_model_package, **both)[0] == "ValidationException"


def _pipeline(sagemaker, **more):
    """Create a pipeline with a training step of its own tags, and one that waits for it."""
    request = training("unused", tags={"project": "churn"})
    del request["TrainingJobName"]
    request["ResourceConfig"] = {
        **request["ResourceConfig"],
        "InstanceType": {"Get": "Parameters.Type"},
    }
    request["OutputDataConfig"] = {
        "S3OutputPath": {"Std:Join": {"On": "/", "Values": ["s3://bucket", "out"]}}
    }
    later = {"Name": "Later", "Type": "Training", "Arguments": request, "DependsOn": ["Train"]}
    model = {"Get": "Steps.Train.ModelArtifacts.S3ModelArtifacts"}
    definition = {
        "Version": "2020-12-01",
        "Parameters": [{"Name": "Type", "Type": "String", "DefaultValue": "ml.m5.large"}],
        "Steps": [
            {"Name": "Train", "Type": "Training", "Arguments": request},
            {"Name": "After", "Type": "Processing", "Arguments": {"Environment": {"m": model}}},
            {"Name": "Register", "Type": "RegisterModel", "Arguments": {}},
            later,
        ],
    }
    return sagemaker.create_pipeline(
        **requests.minimal("CreatePipeline", PipelineDefinition=json.dumps(definition)), **more
    )["PipelineArn"]


def test_an_execution_launches_the_steps_that_wait_for_nothing(checked):
    """A step's job has the tags of its Arguments and SageMaker's own, not the pipeline's."""
    arn = _pipeline(checked, Tags=listed({"team": "a"}))
    started = checked.start_pipeline_execution(
        PipelineName=arn, PipelineParameters=[{"Name": "Type", "Value": "ml.m5.2xlarge"}]
    )["PipelineExecutionArn"]
    assert checked.describe_pipeline_execution(PipelineExecutionArn=started)["PipelineArn"] == arn
    (job,) = checked.list_training_jobs()["TrainingJobSummaries"]
    assert read(checked, job["TrainingJobArn"]) == {
        "project": "churn",
        "sagemaker:pipeline-execution-arn": started,
        "sagemaker:pipeline-step-name": "Train",
    }
    told = checked.describe_training_job(TrainingJobName=job["TrainingJobName"])
    assert told["ResourceConfig"]["InstanceType"] == "ml.m5.2xlarge"
    assert told["OutputDataConfig"]["S3OutputPath"] == "s3://bucket/out"
    assert checked.list_processing_jobs()["ProcessingJobSummaries"] == []


def test_an_execution_s_steps_name_their_jobs(checked, refused):
    """A step's Metadata has the ARN of its job (model, ListPipelineExecutionSteps)."""
    _pipeline(checked)
    arn = checked.start_pipeline_execution(PipelineName="abc")["PipelineExecutionArn"]
    (step,) = checked.list_pipeline_execution_steps(PipelineExecutionArn=arn)[
        "PipelineExecutionSteps"
    ]
    (job,) = checked.list_training_jobs()["TrainingJobSummaries"]
    assert step["Metadata"] == {"TrainingJob": {"Arn": job["TrainingJobArn"]}}
    assert (step["StepName"], step["StepStatus"]) == ("Train", "Executing")
    checked.stop_training_job(TrainingJobName=job["TrainingJobName"])
    listing = checked.list_pipeline_execution_steps(PipelineExecutionArn=arn)
    assert listing["PipelineExecutionSteps"][0]["StepStatus"] == "Stopped"
    code, _ = refused(checked.list_pipeline_execution_steps, PipelineExecutionArn=f"{arn}0")
    assert code == "ResourceNotFound"


def test_executions_are_found_without_their_tags(checked):
    """Search's record of an execution has no Tags (model, PipelineExecution)."""
    arn = _pipeline(checked, Tags=listed(TAGS))
    started = [
        checked.start_pipeline_execution(PipelineName="abc")["PipelineExecutionArn"]
        for _ in range(2)
    ]
    found = checked.search(Resource="PipelineExecution")["Results"]
    records = [result["PipelineExecution"] for result in found]
    assert {record["PipelineExecutionArn"] for record in records} == set(started)
    assert all(record["PipelineArn"] == arn and "Tags" not in record for record in records)
    assert read(checked, started[0]) == TAGS


def test_an_execution_can_be_stopped_and_go_on(checked):
    arn = requests.prepared(checked, "RetryPipelineExecution")["PipelineExecutionArn"]

    def status():
        told = checked.describe_pipeline_execution(PipelineExecutionArn=arn)
        return told["PipelineExecutionStatus"]

    assert status() == "Executing"
    checked.stop_pipeline_execution(PipelineExecutionArn=arn)
    assert status() == "Stopped"
    checked.retry_pipeline_execution(PipelineExecutionArn=arn)
    assert status() == "Executing"


@pytest.mark.parametrize("definition", ["{bad", "[]", "{}", '{"Steps": null}'])
def test_a_definition_without_steps_launches_nothing(checked, definition):
    request = requests.minimal("CreatePipeline", PipelineDefinition=definition)
    checked.create_pipeline(**request)
    checked.start_pipeline_execution(PipelineName="abc")
    assert checked.list_training_jobs()["TrainingJobSummaries"] == []


def test_a_stopped_job_of_another_spelling(checked):
    """Some jobs spell their status in capitals (model, CompilationJobStatus)."""
    checked.create_compilation_job(**requests.minimal("CreateCompilationJob"))
    checked.stop_compilation_job(CompilationJobName="abc")
    told = checked.describe_compilation_job(CompilationJobName="abc")
    assert told["CompilationJobStatus"] == "STOPPED"
