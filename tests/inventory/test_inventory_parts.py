"""An endpoint's and a pipeline's parts: what is read, and what a failed read leaves unknown."""

from __future__ import annotations

import json

import boto3
import pytest

from jupyter_cost_tags.aws import Aws
from jupyter_cost_tags.guard.pipelines import defined_steps
from jupyter_cost_tags.inventory.parts import GROUPS
from jupyter_cost_tags.inventory.parts.compare import keys_of, suggestions
from jupyter_cost_tags.inventory.parts.member import Member, read_tags
from jupyter_cost_tags.inventory.parts.steps import inherits, step_rows
from jupyter_cost_tags.inventory.scan import resource_id
from jupyter_cost_tags.policy.read import parse_policy

HEAD = "arn:aws:sagemaker:us-east-1:111122223333"
ROLE = "arn:aws:iam::111122223333:role/DataScientist"
POLICY = parse_policy(
    "version: 1\ntags: [{key: team, required: true, values: [a, b]}, {key: project}]\n", "policy"
)
MACHINE = {"InstanceType": "ml.m5.large", "InitialInstanceCount": 1}


@pytest.fixture
def sagemaker(aws):
    return boto3.client("sagemaker")


@pytest.fixture
def look(aws):
    """Read the parts of a resource, tags included."""

    def read(kind, name):
        asker = Aws(sleep=lambda _: None)
        group = GROUPS[kind](asker, f"{HEAD}:{kind}/{name}", name)
        read_tags(asker, group)
        group.calls = asker.calls()
        return group

    return read


def listed(tags):
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def serve(sagemaker, shadow="", **variant):
    """Deploy endpoint e: configuration c, model m, and a shadow variant's model."""
    for name in filter(None, ("m", shadow)):
        sagemaker.create_model(ModelName=name, Tags=listed({"team": "b"}))
    main = {"VariantName": "main", **MACHINE, **(variant or {"ModelName": "m"})}
    more = {}
    if shadow:
        more["ShadowProductionVariants"] = [{"VariantName": "dark", "ModelName": shadow, **MACHINE}]
    sagemaker.create_endpoint_config(
        EndpointConfigName="C", ProductionVariants=[main], ExecutionRoleArn=ROLE, **more
    )
    sagemaker.create_endpoint(
        EndpointName="E", EndpointConfigName="C", Tags=listed({"team": "a", "aws-free": "x"})
    )


def test_an_endpoint_with_its_configuration_models_and_shadow(sagemaker, look):
    serve(sagemaker, shadow="dark-m")
    group = look("endpoint", "E")
    told = [(m.role, m.name, m.used_by, m.shadow, m.user_tags.get("team")) for m in group.members]
    assert told == [
        ("endpoint", "E", (), False, "a"),
        ("endpoint-config", "C", ("main", "dark"), False, None),
        ("model", "m", ("main",), False, "b"),
        ("model", "dark-m", ("dark",), True, "b"),
    ]  # fmt: skip
    assert [m.on_the_bill()[0] for m in group.members] == ["accrues", *["next-deployment"] * 3]
    assert group.problems == []
    assert group.calls == {
        "sagemaker:DescribeEndpoint": 1,
        "sagemaker:DescribeEndpointConfig": 1,
        "sagemaker:ListTags": 4,
    }


def test_inference_components_name_their_models(sagemaker, look):
    serve(sagemaker, InstanceType="ml.m5.large")
    sagemaker.create_inference_component(
        InferenceComponentName="part",
        EndpointName="E",
        VariantName="main",
        Specification={
            "ModelName": "m",
            "ComputeResourceRequirements": {"MinMemoryRequiredInMb": 128},
        },
        RuntimeConfig={"CopyCount": 1},
        Tags=listed({"team": "b"}),
    )
    group = look("endpoint", "E")
    found = [(m.role, m.name, m.used_by) for m in group.members[2:]]
    assert found == [("model", "m", ("part",)), ("inference-component", "part", ("main",))]
    assert group.members[3].on_the_bill()[0] == "nothing"


@pytest.mark.parametrize(
    ("denied", "roles"),
    [
        ("DescribeEndpoint", ["endpoint"]),
        ("DescribeEndpointConfig", ["endpoint", "endpoint-config"]),
        ("ListTags", ["endpoint", "endpoint-config", "model"]),
    ],
)
def test_what_may_not_be_read_is_unknown_and_named(aws, sagemaker, look, denied, roles):
    serve(sagemaker)
    aws.control.deny([f"sagemaker:{denied}"])
    group = look("endpoint", "E")
    assert [member.role for member in group.members] == roles
    assert {problem.iam_action for problem in group.problems} == {f"sagemaker:{denied}"}
    if denied == "ListTags":
        assert all(m.tags is None and not m.can_change for m in group.members)
        cells = keys_of(group.members, POLICY, ["team"], {})[0].cells
        assert {cell.state for cell in cells} == {"unknown"}


@pytest.mark.parametrize("operation", ["DescribeEndpoint", "DescribeEndpointConfig", "ListTags"])
def test_an_answer_cut_short_is_no_answer(aws, sagemaker, look, operation):
    serve(sagemaker)
    aws.control.add_faults([{"op": f"sagemaker:{operation}", "body": "truncated"}])
    assert look("endpoint", "E").problems


def test_a_deleted_model_is_gone_not_unknown(sagemaker, look):
    """An endpoint runs on when its model is deleted."""
    serve(sagemaker)
    sagemaker.delete_model(ModelName="m")
    group = look("endpoint", "E")
    assert group.members[2].gone
    assert group.problems == []
    assert keys_of(group.members, POLICY, [], {})[0].cells[2].state == "gone"


def test_an_endpoint_that_is_gone_is_told(aws, look):
    with pytest.raises(Exception, match="does not exist") as raised:
        look("endpoint", "none")
    assert raised.value.code == "not-found"


def member(name, role="model", **tags):
    return Member(
        role, f"{HEAD}:model/{name}", name, tags={k.replace("_", "-"): v for k, v in tags.items()}
    )


def test_keys_side_by_side():
    first, second = (
        member("x", team="a", project="p", stray="1"),
        member("y", team="c", project="p"),
    )
    rows = {row.key: row for row in keys_of([first, second], POLICY, ["team"], {"team": "a"})}
    assert list(rows) == ["team", "project", "stray"]  # the policy's first, then what differs
    assert [row.state for row in rows.values()] == ["different", "same", "different"]
    assert [cell.state for cell in rows["team"].cells] == ["set", "not-allowed"]
    assert (rows["team"].required, rows["team"].suggested) == (True, "a")
    assert (rows["project"].suggested, rows["stray"].suggested) == (None, None)


def test_without_a_policy_every_key_is_compared():
    rows = keys_of([member("x", team="a"), member("y", team="a")], None, [], {})
    assert [(row.key, row.state) for row in rows] == [("team", "same")]


@pytest.mark.parametrize(
    ("members", "given", "effective", "wanted"),
    [
        ([{"team": "a"}, {"team": "b"}], {}, {}, {"team": "a"}),  # the resource itself wins
        ([{}, {"team": "b"}, {"team": "b"}], {}, {"team": "a"}, {"team": "b"}),  # then who agrees
        ([{}, {"team": "a"}, {"team": "b"}], {}, {"team": "a"}, {"team": "a"}),  # then mine
        ([{}, {"team": "a"}, {"team": "b"}], {}, {}, {}),  # nobody knows
        ([{"team": "c"}, {"team": "b"}], {}, {}, {"team": "b"}),  # a refused value is no value
        ([{"team": "a"}], {"team": "b"}, {}, {"team": "b"}),
        ([{"stray": "1"}, {}], {}, {}, {}),  # no key of the policy
    ],
)
def test_the_values_that_align(members, given, effective, wanted):
    ones = [member(str(at), **tags) for at, tags in enumerate(members)]
    assert suggestions(ones, POLICY, like=ones[0], given=given, effective=effective) == wanted


def training(name, tags=None, **more):
    arguments = {} if tags is None else {"Tags": tags}
    return {"Name": name, "Type": "Training", "Arguments": arguments, **more}


def test_steps_as_the_definition_has_them():
    by_parameter = {"Key": "project", "Value": {"Get": "Parameters.Project"}}
    steps = [
        training("one", [{"Key": "team", "Value": "b"}, by_parameter]),
        {"Name": "if", "Type": "Condition", "Arguments": {"IfSteps": [training("two")]}},
        {"Name": "hook", "Type": "Lambda", "Arguments": {}},
    ]
    found = defined_steps(json.dumps({"Steps": steps}))
    assert [(s.name, s.tags, s.from_parameters) for s in found] == [
        ("one", {"team": "b"}, ("project",)),
        ("two", {}, ()),
    ]
    assert defined_steps(None) is None
    assert defined_steps("{") is None
    unsure = defined_steps(json.dumps({"Steps": [training("x", {"Get": "Parameters.Tags"})]}))
    assert [step.is_sure for step in unsure] == [False]


def run(sagemaker, steps, tags):
    """Create and start a pipeline whose steps train."""
    full = {
        "AlgorithmSpecification": {"TrainingImage": "train:1", "TrainingInputMode": "File"},
        "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 9},
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        "OutputDataConfig": {"S3OutputPath": "s3://bucket/out"},
        "RoleArn": ROLE,
    }
    for step in steps:
        step["Arguments"] = {**full, **step["Arguments"]}
    definition = json.dumps({"Version": "2020-12-01", "Steps": steps})
    sagemaker.create_pipeline(
        PipelineName="P", PipelineDefinition=definition, RoleArn=ROLE, Tags=listed(tags)
    )
    return sagemaker.start_pipeline_execution(PipelineName="P")["PipelineExecutionArn"]


def test_a_pipeline_with_its_newest_execution_and_jobs(sagemaker, look):
    steps = [training("one", listed({"team": "b"})), training("two")]
    arn = run(sagemaker, steps, {"team": "a", "project": "p"})
    group = look("pipeline", "P")
    assert [m.role for m in group.members] == ["pipeline", "execution", "job", "job"]
    assert group.members[1].arn == arn
    assert group.members[1].user_tags == {"team": "a", "project": "p"}  # taken when it started
    assert {m.used_by: m.user_tags for m in group.members[2:]} == {
        ("one",): {"team": "b"},
        ("two",): {},
    }
    assert [m.can_change for m in group.members] == [True, False, True, True]
    assert inherits(group) == "no"
    first, second = step_rows(group, ["team"])
    assert [(o.key, o.pipeline, o.step) for o in first.overrides] == [("team", "a", "b")]
    assert (first.missing, second.missing, second.overrides) == ([], ["team"], [])
    assert {first.job, second.job} == {resource_id(m.arn) for m in group.members[2:]}


def test_jobs_that_carry_the_pipeline_s_tags_are_seen(sagemaker, look):
    run(sagemaker, [training("one")], {"team": "a"})
    (job,) = sagemaker.list_training_jobs()["TrainingJobSummaries"]
    sagemaker.add_tags(ResourceArn=job["TrainingJobArn"], Tags=listed({"team": "a"}))
    assert inherits(look("pipeline", "P")) == "yes"


def test_a_pipeline_that_never_ran(sagemaker, look):
    sagemaker.create_pipeline(PipelineName="P", PipelineDefinition="{}", RoleArn=ROLE)
    group = look("pipeline", "P")
    assert [m.role for m in group.members] == ["pipeline"]
    assert inherits(group) is None
    assert "not run yet" in group.notes[0]


@pytest.mark.parametrize(
    "denied", ["DescribePipeline", "ListPipelineExecutions", "ListPipelineExecutionSteps"]
)
def test_what_of_a_pipeline_may_not_be_read_is_said(aws, sagemaker, look, denied):
    run(sagemaker, [training("one")], {"team": "a"})
    aws.control.deny([f"sagemaker:{denied}"])
    group = look("pipeline", "P")
    assert [problem.iam_action for problem in group.problems] == [f"sagemaker:{denied}"]
    assert group.members[0].user_tags == {"team": "a"}


def test_a_notebook_instance_stands_alone(sagemaker, look):
    sagemaker.create_notebook_instance(
        NotebookInstanceName="nb", InstanceType="ml.t3.medium", RoleArn=ROLE
    )
    group = look("notebook-instance", "nb")
    assert [(m.role, m.status, m.on_the_bill()[0]) for m in group.members] == [
        ("notebook-instance", "Pending", "accrues")
    ]
    assert "don't get its tags" in group.notes[0]
