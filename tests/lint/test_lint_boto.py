"""boto3 calls: clients by flow, tags by what the file says, nothing by guessing."""

from __future__ import annotations

import pytest
from linted import found, launches, untagged

from jupyter_cost_tags.lint.read import read

CALL = 'sm.create_training_job(TrainingJobName="t1", RoleArn=role)'
MADE = 'sm = boto3.client("sagemaker")'
VPC = "https://vpce-1.api.sagemaker.us-east-1.vpce.amazonaws.com"
TAGS = '[{"Key": "project", "Value": "churn"}]'


@pytest.mark.parametrize(
    "client",
    [
        'import boto3\nsm = boto3.client("sagemaker")',
        'import boto3\nsm = boto3.client("sagemaker", region_name=region)',
        'import boto3\nsm = boto3.client(service_name="sagemaker")',
        'import boto3 as b\nsm = b.client("sagemaker")',
        'from boto3 import client\nsm = client("sagemaker")',
        'import boto3\nsm = boto3.Session().client("sagemaker")',
        'import boto3\nsm = boto3.session.Session(profile_name="p").client("sagemaker")',
        'from boto3.session import Session\ns = Session()\nsm = s.client("sagemaker")',
        'import boto3\nother = boto3.client("sagemaker")\nsm = other',
        f"import boto3\nif fast:\n    {MADE}\nelse:\n    {MADE}",
        'import boto3\ntry:\n    sm = boto3.client("sagemaker")\nexcept ValueError:\n    raise',
        'import boto3\ndef make():\n    return boto3.client("sagemaker")\nsm = make()',
        'import boto3\nfor sm in [boto3.client("sagemaker")]: pass',
        'import boto3\nsm, s3 = boto3.client("sagemaker"), boto3.client("s3")',
        "import sagemaker\nsm = sagemaker.Session().sagemaker_client",
        'import sagemaker\nsm = sagemaker.Session().boto_session.client("sagemaker")',
        f'import boto3\nsm = boto3.client("sagemaker", endpoint_url="{VPC}")',
        'sm = someone.boto_session.client("sagemaker")',
    ],
)
def test_every_way_to_a_client_is_followed(client):
    assert untagged(f"{client}\n{CALL}") == ["CreateTrainingJob"]


@pytest.mark.parametrize(
    "client",
    [
        "",
        "sm = get_client()",
        "from helpers import sm",
        'import boto3\nsm = boto3.client("s3")',
        'import boto3\nsm = boto3.client("sagemaker-runtime")',
        "import boto3\nsm = boto3.client(service)  # sagemaker",
        'import boto3\nsm = boto3.client("sagemaker", endpoint_url="http://localhost:4566")',
        'import boto3\nsm = boto3.client("sagemaker", endpoint_url=url)',
        'import boto3\nsm = boto3.client("sagemaker", **options)',
        'import boto3\nsm = boto3.client("sagemaker")\nsm = Fake()',
        'import boto3\nfrom moto import mock_aws\nsm = boto3.client("sagemaker")',
        'import boto3\nfrom botocore.stub import Stubber\nsm = boto3.client("sagemaker")',
        'import boto3\nif test:\n    sm = Fake()\nelse:\n    sm = boto3.client("sagemaker")',
    ],
)
def test_what_may_be_another_client_is_not_judged(client):
    assert launches(f"{client}\n{CALL}") == []


def test_clients_live_in_functions_classes_and_async_code():
    source = """
    import boto3
    import aioboto3

    sm = boto3.client("sagemaker")

    def launch():
        sm.create_training_job(TrainingJobName="a")

    class Runner:
        def __init__(self):
            self.client = boto3.client("sagemaker")

        def run(self):
            self.client.create_processing_job(ProcessingJobName="b")

    def annotated(client: "SageMakerClient"):
        client.create_transform_job(TransformJobName="c")

    async def later():
        async with aioboto3.Session().client("sagemaker") as sm:
            await sm.create_endpoint(EndpointName="d")

    def unknown(client):
        client.create_endpoint(EndpointName="e")
    """
    told = [(one.operation, one.name) for one in launches(source)]
    assert told == [
        ("CreateTrainingJob", "a"),
        ("CreateProcessingJob", "b"),
        ("CreateTransformJob", "c"),
        ("CreateEndpoint", "d"),
    ]


BOTO = 'import boto3\nsm = boto3.client("sagemaker")\n'


@pytest.mark.parametrize(
    "call",
    [
        "sm.create_training_job(Tags=[])",
        "sm.create_training_job(Tags=None)",
        "sm.create_training_job(Tags=())",
        "request = {'TrainingJobName': 'a'}\nsm.create_training_job(**request)",
        "request = dict(TrainingJobName='a')\nsm.create_training_job(**request)",
        "request = {'A': 1}\nrequest['RoleArn'] = role\nsm.create_training_job(**request)",
        "base = {'A': 1}\nsm.create_training_job(**{**base, 'B': 2})",
        "import copy\nbase = {'A': 1}\nsm.create_training_job(**copy.deepcopy(base))",
        "tags = []\nsm.create_training_job(Tags=tags)",
        "def f(**k):\n    pass\nsm.create_training_job(TrainingJobName=name)",
        "kw = {}\nif vpc:\n    kw = {'VpcConfig': vpc}\nsm.create_training_job(**kw)",
    ],
)
def test_no_tags_are_no_tags(call):
    assert untagged(BOTO + call) == ["CreateTrainingJob"]


@pytest.mark.parametrize(
    ("call", "tags"),
    [
        (f"sm.create_training_job(Tags={TAGS})", {"project": "churn"}),
        (f"TAGS = {TAGS}\nsm.create_training_job(Tags=TAGS)", {"project": "churn"}),
        (
            f"sm.create_training_job(Tags={TAGS} + [{{'Key': 'team', 'Value': team}}])",
            {"project": "churn", "team": None},
        ),
        (f"TAGS = {TAGS}\nsm.create_training_job(Tags=[*TAGS])", {"project": "churn"}),
        (
            f"T = {TAGS}\nT.append({{'Key': 'a', 'Value': 'b'}})\nsm.create_training_job(Tags=T)",
            {"project": "churn", "a": "b"},
        ),
        (
            f"request = {{}}\nrequest['Tags'] = {TAGS}\nsm.create_training_job(**request)",
            {"project": "churn"},
        ),
        (
            f"request = {{}}\nrequest.update(Tags={TAGS})\nsm.create_training_job(**request)",
            {"project": "churn"},
        ),
        (
            "sm.create_training_job(Tags=[{'Key': 'project', 'Value': f'{name}'}])",
            {"project": None},
        ),
    ],
)
def test_tags_that_the_file_spells_are_known(call, tags):
    assert found(BOTO + call) == [("CreateTrainingJob", tags)]


@pytest.mark.parametrize(
    "call",
    [
        "sm.create_training_job(Tags=tags)",
        "sm.create_training_job(Tags=make_tags())",
        "sm.create_training_job(**request)",
        "sm.create_training_job(**load('job.json'))",
        "sm.create_training_job(TrainingJobName='a', **more)",
        "sm.create_training_job(Tags=[{'Key': key, 'Value': 'x'}])",
        "sm.create_training_job(Tags=[{'Key': k, 'Value': v} for k, v in TAGS.items()])",
        "sm.create_training_job(Tags=TAGS if prod else None)",
        "sm.create_training_job(Tags=TAGS or [])",
        "from config import TAGS\nsm.create_training_job(Tags=TAGS)",
        "request = {'A': 1}\nadd_tags(request)\nsm.create_training_job(**request)",
        "request = {'A': 1}\nrequest[key] = value\nsm.create_training_job(**request)",
        "r = {'A': 1}\nif tagged:\n    r['Tags'] = tags\nsm.create_training_job(**r)",
        "request = {'A': 1}\nrequest.update(more)\nsm.create_training_job(**request)",
        "tags = []\ntags.extend(standard())\nsm.create_training_job(Tags=tags)",
        "tags = []\nfill(tags)\nsm.create_training_job(Tags=tags)",
        "def f(tags=None):\n    sm.create_training_job(Tags=tags)",
        "def f(**more):\n    sm.create_training_job(**more)",
    ],
)
def test_tags_that_are_made_elsewhere_are_not_known(call):
    assert found(BOTO + call) == [("CreateTrainingJob", None)]


def test_operations_are_those_of_the_guards_table():
    calls = """
    sm.create_auto_ml_job_v2(AutoMLJobName="a")
    sm.create_new_kind_of_job(NewKindOfJobName="n")
    sm.create_experiment(ExperimentName="e")
    sm.create_presigned_domain_url(DomainId="d")
    sm.describe_training_job(TrainingJobName="t")
    sm.create_model(ModelName="m")
    """
    assert untagged(BOTO + "if True:" + calls) == ["CreateAutoMLJobV2", "CreateNewKindOfJob"]


def test_a_shell_text_given_to_python_is_read():
    source = """
    import os, subprocess
    os.system("aws sagemaker create-training-job --training-job-name a")
    subprocess.run("aws sagemaker create-endpoint --tags Key=a,Value=b", shell=True)
    subprocess.run(["aws", "sagemaker", "create-endpoint"])
    """
    assert untagged(source) == ["CreateTrainingJob"]


def test_a_version_of_a_model_package_group_takes_no_tags():
    source = BOTO + "sm.create_model_package(ModelPackageGroupName='g')\nsm.create_model_package()"
    assert [one.tags for one in read(source, ".py").launches] == [None, {}]
