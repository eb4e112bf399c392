"""Search: one query over resources and tags, trailing writes by the world's lag."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...models import members
from ...paging import Key, page, sort_key
from .kinds import BY_TYPE
from .resources import (
    described,
    of_region,
    pick,
)
from .search_filter import Record, predicate
from .tags import as_short_list

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...world import Call, Resource

_PAGE = 10
_JOBS = ("training-job", "processing-job", "transform-job")


@dataclass(frozen=True)
class Searchable:
    """One value of `Resource`: which kinds it finds, and how a record of it is made."""

    types: tuple[str, ...]
    member: str  # of SearchRecord
    shape: str  # of the model, whose members are the properties
    properties: Callable[[Resource, dict[str, str]], dict[str, Any]] | None = None
    wrap: Callable[[dict[str, Any]], dict[str, Any]] | None = None


class _Described(dict[str, Any]):
    """A resource's properties; all but age and ARN are made when one is asked for."""

    def __init__(self, resource: Resource) -> None:
        born = resource.detail.get("CreationTime", resource.created)
        super().__init__(CreationTime=born, _arn=resource.arn)
        self._resource: Resource | None = resource

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or dict.__contains__(self.whole(), name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return a property, or the default."""
        if super().__contains__(name) or self._resource is None:
            return super().get(name, default)
        return self.whole().get(name, default)

    def whole(self) -> dict[str, Any]:
        """Make all of them, and return them."""
        if self._resource is not None:
            resource, self._resource = self._resource, None
            self.update(described(resource))
        return self


def search(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Find resources by properties and tags."""
    searchable = _SEARCHABLE.get(params["Resource"])
    if searchable is None:
        return {"Results": [], "TotalHits": {"Value": 0, "Relation": "EqualTo"}}
    records = _records(call, searchable)
    if "SearchExpression" in params:
        allowed = members("sagemaker", searchable.shape) | {"Tags", "Metrics"}
        holds = predicate(params["SearchExpression"], allowed)
        records = [record for record in records if holds(record)]
    shown, token = _page(records, params)
    results = [_result(searchable, record) for record in shown]
    hits = {"Value": len(records), "Relation": "EqualTo"}
    return {"Results": results, "NextToken": token, "TotalHits": hits}


def _records(call: Call, searchable: Searchable) -> list[Record]:
    horizon = time.monotonic() - call.world.index_lag.total_seconds()
    found = []
    for resource in of_region(call, *searchable.types):
        tags = resource.indexed_tags(horizon)
        hidden = resource.visible_since is not None and resource.visible_since > call.now
        if tags is not None and not hidden:
            make = searchable.properties
            properties = make(resource, tags) if make else _Described(resource)
            found.append(Record(properties, tags if make is None else {}))
    return found


def _page(records: list[Record], params: dict[str, Any]) -> tuple[list[Record], str | None]:
    sort_by = params.get("SortBy", "LastModifiedTime")
    order = params.get("SortOrder", "Descending")

    def key(record: Record) -> Key:
        values = record.values(sort_by)
        return sort_key(values[0] if values else None, str(record.properties["_arn"]))

    for record in records:
        if "_arn" not in record.properties:
            record.properties["_arn"] = _arn(record.properties)
    return page(
        records,
        key,
        size=params.get("MaxResults", _PAGE),
        token=params.get("NextToken"),
        scope=[params["Resource"], params.get("SearchExpression"), sort_by, order],
        descending=order == "Descending",
    )


def _arn(properties: dict[str, Any]) -> str:
    return next(str(v) for k, v in properties.items() if k in _ARNS)


def _result(searchable: Searchable, record: Record) -> dict[str, Any]:
    properties = record.properties
    whole = properties.whole() if isinstance(properties, _Described) else properties
    entity = pick(whole, searchable.shape)
    if "Tags" in members("sagemaker", searchable.shape):
        entity["Tags"] = as_short_list(record.tags)
    return {searchable.member: searchable.wrap(entity) if searchable.wrap else entity}


def _trial_component(resource: Resource, tags: dict[str, str]) -> dict[str, Any]:
    """Return the trial component that SageMaker keeps of every job."""
    kind = BY_TYPE[resource.kind]
    detail = described(resource)
    head, tail = resource.arn.rsplit(":", 1)
    name = f"{resource.name}-aws-{resource.kind}"
    source = pick(detail, kind.noun) | {"Tags": as_short_list(tags)}
    component = {
        "TrialComponentName": name,
        "DisplayName": name,
        "TrialComponentArn": f"{head}:experiment-trial-component/{tail.split('/')[1]}-aws-"
        f"{resource.kind}",
        "Source": {"SourceArn": resource.arn, "SourceType": f"SageMaker{kind.noun}"},
        "Status": {"PrimaryStatus": detail[kind.status]},
        "StartTime": detail.get(kind.start),
        "EndTime": detail.get(kind.end),
        "CreationTime": resource.created,
        "CreatedBy": _creator(tags),
        "LastModifiedTime": detail["LastModifiedTime"],
        "SourceDetail": {"SourceArn": resource.arn, kind.noun: source},
    }
    return {member: value for member, value in component.items() if value is not None}


def _execution(resource: Resource, _tags: dict[str, str]) -> dict[str, Any]:
    """Return what Search tells of an execution: no tags (model, PipelineExecution)."""
    return {"PipelineExecutionArn": resource.arn, "CreationTime": resource.created} | (
        resource.detail
    )


def _creator(tags: dict[str, str]) -> dict[str, str]:
    arn = tags.get("sagemaker:user-profile-arn", "")
    if arn.count("/") < 2:
        return {}
    _, domain_id, name = arn.rsplit("/", 2)
    return {"UserProfileArn": arn, "UserProfileName": name, "DomainId": domain_id}


_SEARCHABLE = {
    "TrainingJob": Searchable(("training-job",), "TrainingJob", "TrainingJob"),
    "HyperParameterTuningJob": Searchable(
        ("hyper-parameter-tuning-job",),
        "HyperParameterTuningJob",
        "HyperParameterTuningJobSearchEntity",
    ),
    "Endpoint": Searchable(("endpoint",), "Endpoint", "Endpoint"),
    "Pipeline": Searchable(("pipeline",), "Pipeline", "Pipeline"),
    "PipelineExecution": Searchable(
        ("pipeline-execution",), "PipelineExecution", "PipelineExecution", properties=_execution
    ),
    "Model": Searchable(("model",), "Model", "Model", wrap=lambda model: {"Model": model}),
    "FeatureGroup": Searchable(("feature-group",), "FeatureGroup", "FeatureGroup"),
    "ModelPackageGroup": Searchable(
        ("model-package-group",), "ModelPackageGroup", "ModelPackageGroup"
    ),
    "ExperimentTrialComponent": Searchable(
        _JOBS, "TrialComponent", "TrialComponent", properties=_trial_component
    ),
}
_ARNS = {BY_TYPE[t].arn for s in _SEARCHABLE.values() for t in s.types if t in BY_TYPE} | {
    "TrialComponentArn",
    "PipelineExecutionArn",
}

OPERATIONS = {"Search": search}
