"""What each `Create…` call rents, and for how long at most. Pure.

Members and defaults are those of botocore's sagemaker model and the API reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

HOUR = 3600
# API reference, StoppingCondition: "The default value is 1 day"; processing has the same.
DEFAULT_LIMIT = 24 * HOUR
UNTIL_DELETED = "runs until deleted"
_MOST = 10**9  # of any number in a call: no job has more instances or seconds


class Rented(NamedTuple):
    """Instances of one type."""

    number: int
    instance_type: str


class Run(NamedTuple):
    """Instances that are rented together, and for how long at most."""

    rented: tuple[Rented, ...]
    seconds: int | None  # None: no end is set
    warm: int = 0  # seconds that they are kept after the end
    is_spot: bool = False


class Limit(NamedTuple):
    """So many runs at most, each one of several; the dearest counts."""

    runs: tuple[Run, ...]
    times: int = 1
    words: str = ""


class Terms(NamedTuple):
    """What a call rents. Where several limits hold, the lowest counts."""

    component: str
    limits: tuple[Limit, ...]
    endless: str = ""  # why no time limit applies


class Unpriced(Exception):
    """The call can't be priced; its text says why."""


def terms_of(operation: str, parameters: Mapping[str, Any]) -> Terms:
    """Return what a call rents; raises `Unpriced`, and nothing else, whatever the call holds."""
    read = _READERS.get(operation)
    if read is None:
        raise Unpriced("no estimate for this kind of launch")
    return read(parameters)


def _training(call: Mapping[str, Any]) -> Terms:
    return Terms("Training", (Limit(tuple(_jobs(call))),))


def _jobs(definition: Mapping[str, Any]) -> Iterator[Run]:
    """Yield how one training job may run; with several instance types to fall back on, each."""
    seconds = _number(definition, "StoppingCondition", "MaxRuntimeInSeconds", default=DEFAULT_LIMIT)
    is_spot = definition.get("EnableManagedSpotTraining") is True
    flexible = definition.get("HyperParameterTuningResourceConfig")
    if isinstance(flexible, Mapping):
        for config in _listed(flexible, "InstanceConfigs") or [flexible]:
            yield Run((_rented(config),), seconds, 0, is_spot)
        return
    if "ServerlessJobConfig" in definition:
        raise Unpriced("serverless: priced by use")
    resources = _map(definition, "ResourceConfig")
    if resources.get("TrainingPlanArn"):
        raise Unpriced("runs on a training plan, which is paid for already")
    groups = _listed(resources, "InstanceGroups")
    rented = tuple(_rented(group) for group in groups or [resources])
    warm = _number(resources, "KeepAlivePeriodInSeconds", default=0)
    yield Run(rented, seconds, warm, is_spot)


def _tuning(call: Mapping[str, Any]) -> Terms:
    """Return the lower of: every job to its limit; as many as run at once to the tuning's limit."""
    single = call.get("TrainingJobDefinition")
    definitions = [single] if isinstance(single, Mapping) else []
    definitions += _listed(call, "TrainingJobDefinitions")
    runs = tuple(run for definition in definitions for run in _jobs(definition))
    if not runs:
        raise Unpriced("no training job definition")
    resources = _map(call, "HyperParameterTuningJobConfig", "ResourceLimits")
    jobs = _number(resources, "MaxNumberOfTrainingJobs", default=0)
    at_once = _number(resources, "MaxParallelTrainingJobs", default=0)
    seconds = _number(resources, "MaxRuntimeInSeconds", default=0)
    limits = [Limit(runs, jobs, f"{jobs} jobs")] if jobs else []
    if at_once and seconds:
        timed = tuple(run._replace(seconds=seconds) for run in runs)
        limits.append(Limit(timed, at_once, f"{at_once} jobs at once"))
    if not limits:
        raise Unpriced("no limit of jobs")
    return Terms("Training", tuple(limits))


def _processing(call: Mapping[str, Any]) -> Terms:
    rented = _rented(_map(call, "ProcessingResources", "ClusterConfig"))
    seconds = _number(call, "StoppingCondition", "MaxRuntimeInSeconds", default=DEFAULT_LIMIT)
    return Terms("Processing", (Limit((Run((rented,), seconds),)),))


def _transform(call: Mapping[str, Any]) -> Terms:
    rented = _rented(_map(call, "TransformResources"))
    return _endless("Transform", (rented,), "no time limit")


def _endpoint_config(call: Mapping[str, Any]) -> Terms:
    named = ("ProductionVariants", "ShadowProductionVariants")
    variants = [variant for name in named for variant in _listed(call, name)]
    rented = tuple(
        _rented(variant, count="InitialInstanceCount")
        for variant in variants
        if "ServerlessConfig" not in variant
    )
    if not rented:
        raise Unpriced("serverless: priced by use" if variants else "no instance type")
    return _endless("Hosting", rented, UNTIL_DELETED)


def _endpoint(_call: Mapping[str, Any]) -> Terms:
    raise Unpriced(UNTIL_DELETED)  # its instances are in the configuration that it names


def _notebook(call: Mapping[str, Any]) -> Terms:
    rented = Rented(1, _type(call))
    return _endless("Notebook", (rented,), "runs until stopped")


def _endless(component: str, rented: tuple[Rented, ...], why: str) -> Terms:
    return Terms(component, (Limit((Run(rented, None),)),), why)


_READERS: dict[str, Callable[[Mapping[str, Any]], Terms]] = {
    "CreateTrainingJob": _training,
    "CreateHyperParameterTuningJob": _tuning,
    "CreateProcessingJob": _processing,
    "CreateTransformJob": _transform,
    "CreateEndpointConfig": _endpoint_config,
    "CreateEndpoint": _endpoint,
    "CreateNotebookInstance": _notebook,
}


def _map(call: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    for name in path:
        member = call.get(name)
        call = member if isinstance(member, Mapping) else {}
    return call


def _listed(call: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    members = call.get(name)
    if not isinstance(members, Sequence) or isinstance(members, str):
        return []
    return [member for member in members if isinstance(member, Mapping)]


def _number(call: Mapping[str, Any], *path: str, default: int) -> int:
    """Return a positive number; the default where there is none, and for 0."""
    value = _map(call, *path[:-1]).get(path[-1])
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST:
        raise Unpriced(f"{path[-1]} is not readable")
    return value or default


def _rented(config: Mapping[str, Any], count: str = "InstanceCount") -> Rented:
    number = _number(config, count, default=0)
    instance_type = _type(config)
    if not number:
        raise Unpriced("no instance count")
    return Rented(number, instance_type)


def _type(config: Mapping[str, Any]) -> str:
    name = config.get("InstanceType")
    if not isinstance(name, str) or not name:
        raise Unpriced("no instance type")
    return name
