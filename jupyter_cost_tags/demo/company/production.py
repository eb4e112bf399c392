"""What runs for customers: endpoints with models, pipelines with executions, an old notebook."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from jupyter_cost_tags.demo.embedded_aws.world import Resource, TagVersion

from .jobs import PROCESSING, TRAINING, Launch, launch, role
from .studio import studio_tags

if TYPE_CHECKING:
    from random import Random

    from jupyter_cost_tags.demo.embedded_aws.world import World

_IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1"


class Endpoint(NamedTuple):
    """An endpoint, whose model and configuration carry its name."""

    name: str
    owner: str
    instance_type: str
    days_ago: int
    tags: dict[str, str]
    gone: int = 0  # days ago that it was deleted; 0 is still there


class Pipeline(NamedTuple):
    """A pipeline that runs every so many nights."""

    name: str
    owner: str
    every: int
    instance_type: str
    hours: float
    tags: dict[str, str]
    steps: dict[str, dict[str, str]] = {}  # noqa: RUF012  what a step gives otherwise; "" leaves out


# Beside churn-v2's own tags: what nobody looked at when it was deployed.
_CONFIG_TAGS = {"churn-v2": {"environment": "staging"}}
_MODEL_TAGS = {"churn-v2": {"project": ""}}
_SHADOWS = {"ranking-live": ("ranking-v4", {"cost-center": "CC-4711", "project": "ranking"})}


def _tags(cost_center: str, project: str, environment: str) -> dict[str, str]:
    given = {"cost-center": cost_center, "project": project, "environment": environment}
    return {key: value for key, value in given.items() if value}


ENDPOINTS = (
    Endpoint("churn-v1", "ana", "ml.m5.large", 75, _tags("CC-4711", "churn", "prod"), gone=23),
    Endpoint("churn-v2", "ana", "ml.m5.large", 16, _tags("CC-4711", "churn", "prod")),
    Endpoint("ranking-live", "ben", "ml.c5.2xlarge", 70, _tags("CC-4711", "ranking", "prod")),
    Endpoint("eta-api", "dara", "ml.m5.xlarge", 52, _tags("CC-4802", "eta", "prod")),
    Endpoint("triage-beta", "gwen", "ml.g4dn.xlarge", 24, _tags("CC-4711", "support-triage", "")),
    Endpoint("pricing-test", "iris", "ml.m5.large", 33, {}),
)
PIPELINES = (
    Pipeline("ranking-nightly", "ben", 2, "ml.m5.4xlarge", 1.4,
             _tags("CC-4711", "ranking", "prod"), {"Train": {"environment": "dev"}}),
    Pipeline("eta-retrain", "dara", 7, "ml.m5.12xlarge", 2.2, _tags("CC-4802", "eta", "prod"),
             {"Prepare": {"environment": ""}}),
    Pipeline("routing-batch", "chen", 7, "ml.c5.9xlarge", 1.1, _tags("CC-4802", "", "prod")),
)  # fmt: skip


def open_endpoints(world: World) -> list[Resource]:
    """Create models, configurations and endpoints; return the endpoints that are gone."""
    gone = []
    for row in ENDPOINTS:
        created = world.now() - timedelta(days=row.days_ago, hours=3)
        automatic = studio_tags(world, row.owner)
        models = {row.name: _changed(row.tags, _MODEL_TAGS.get(row.name))}
        config: dict[str, Any] = {"ProductionVariants": [_variant("AllTraffic", row, row.name)]}
        if row.name in _SHADOWS:
            shadow, tags = _SHADOWS[row.name]
            models[shadow] = tags
            config["ShadowProductionVariants"] = [_variant("Challenger", row, shadow)]
        for name, tags in models.items():
            container = {"Image": _IMAGE, "ModelDataUrl": f"s3://northwind-ml/{name}.tar.gz"}
            model = {"PrimaryContainer": container, "ExecutionRoleArn": role(world)}
            world.store.add(_made(world, "model", name, created, model, tags | automatic))
        tags = _changed(row.tags, _CONFIG_TAGS.get(row.name)) | automatic
        world.store.add(_made(world, "endpoint-config", row.name, created, config, tags))
        tags = row.tags | automatic
        endpoint = _endpoint(world, row, created, tags)
        if row.gone:
            gone.append(endpoint)
        else:
            world.store.add(endpoint)
    return gone


def _variant(name: str, row: Endpoint, model: str) -> dict[str, Any]:
    return {
        "VariantName": name,
        "ModelName": model,
        "InstanceType": row.instance_type,
        "InitialInstanceCount": 1,
        "InitialVariantWeight": 1.0,
    }


def _changed(tags: dict[str, str], other: dict[str, str] | None) -> dict[str, str]:
    """Return tags with others in their place; an empty value leaves a key out."""
    return {key: value for key, value in {**tags, **(other or {})}.items() if value}


def _endpoint(world: World, row: Endpoint, created: datetime, tags: dict[str, str]) -> Resource:
    deleted = world.now() - timedelta(days=row.gone)
    variant = {"VariantName": "AllTraffic", "CurrentWeight": 1.0, "CurrentInstanceCount": 1}
    detail = {
        "EndpointConfigName": row.name,
        "EndpointStatus": "Deleting" if row.gone else "InService",
        "ProductionVariants": [variant],
        "LastModifiedTime": deleted if row.gone else created + timedelta(minutes=6),
    }
    return _made(world, "endpoint", row.name, created, detail, tags)


def run_pipelines(world: World, random: Random) -> None:
    """Create the pipelines and their executions, each with a processing and a training job."""
    midnight = world.now().replace(hour=0, minute=0, second=0, microsecond=0)
    for row in PIPELINES:
        created = world.now() - timedelta(days=120)
        definition = {"Version": "2020-12-01", "Steps": _steps(row)}
        detail = {
            "PipelineStatus": "Active",
            "RoleArn": role(world),
            "PipelineDefinition": json.dumps(definition),
            "LastRunTime": midnight - timedelta(days=row.every, hours=-2),
        }
        tags = row.tags | studio_tags(world, row.owner)
        world.store.add(_made(world, "pipeline", row.name, created, detail, tags))
        for days_ago in range(60 // row.every * row.every, 0, -row.every):
            started = midnight - timedelta(days=days_ago, hours=-2)
            _execute(world, row, started, f"{random.getrandbits(60):012x}"[:12])


def _execute(world: World, row: Pipeline, started: datetime, run: str) -> None:
    arn = world.arn("pipeline", row.name, "execution", run)
    detail = {
        "PipelineArn": world.arn("pipeline", row.name),
        "PipelineExecutionArn": arn,
        "PipelineExecutionStatus": "Succeeded",
        "CreationTime": started,
        "LastModifiedTime": started + timedelta(hours=row.hours + 0.5),
    }
    inherited = row.tags | studio_tags(world, row.owner)
    history = [TagVersion(started, dict(inherited))]
    world.store.add(Resource(arn, "pipeline-execution", run, started, detail, history))
    head = f"pipelines-{run}"
    prepared = started + timedelta(minutes=25)
    by_step = {
        step["Name"]: {tag["Key"]: tag["Value"] for tag in step["Arguments"]["Tags"]}
        | studio_tags(world, row.owner)
        | {"sagemaker:pipeline-execution-arn": arn, "sagemaker:pipeline-step-name": step["Name"]}
        for step in _steps(row)
    }
    prepare, train = by_step["Prepare"], by_step["Train"]
    launch(world, Launch(f"{head}-prepare", PROCESSING, "ml.m5.xlarge", started, 0.3, prepare))
    launch(world, Launch(f"{head}-train", TRAINING, row.instance_type, prepared, row.hours, train))


def _steps(row: Pipeline) -> list[dict[str, Any]]:
    """Return the steps of a definition; each gives its job the pipeline's tags, or others."""
    return [
        {
            "Name": name,
            "Type": kind,
            "Arguments": {
                "Tags": [
                    {"Key": key, "Value": value}
                    for key, value in _changed(row.tags, row.steps.get(name)).items()
                ]
            },
        }
        for name, kind in (("Prepare", "Processing"), ("Train", "Training"))
    ]


def keep_notebook(world: World) -> None:
    """Leave a notebook instance from before Studio, tagged once and forgotten."""
    created = world.now() - timedelta(days=300)
    detail = {
        "NotebookInstanceStatus": "InService",
        "InstanceType": "ml.t3.xlarge",
        "RoleArn": role(world),
        "VolumeSizeInGB": 20,
        "PlatformIdentifier": "notebook-al2-v2",
    }
    tags = {"team": "logistics-ml"}
    world.store.add(_made(world, "notebook-instance", "nb-7", created, detail, tags))


_NOUNS = {
    "model": "Model",
    "endpoint-config": "EndpointConfig",
    "endpoint": "Endpoint",
    "pipeline": "Pipeline",
    "notebook-instance": "NotebookInstance",
}


def _made(  # noqa: PLR0913
    world: World,
    kind: str,
    name: str,
    created: datetime,
    detail: dict[str, Any],
    tags: dict[str, str],
) -> Resource:
    arn = world.arn(kind, name)
    noun = _NOUNS[kind]
    named = {f"{noun}Name": name, f"{noun}Arn": arn, "CreationTime": created}
    if kind not in ("model", "endpoint-config"):
        named["LastModifiedTime"] = created
    history = [TagVersion(created, dict(tags))] if tags else []
    return Resource(arn, kind, name, created, {**named, **detail}, history)
