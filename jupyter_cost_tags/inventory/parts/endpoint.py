"""An endpoint, its configuration, and the models and inference components behind its variants.

Members are those of botocore's sagemaker model: DescribeEndpoint, DescribeEndpointConfig (shadow
variants included), ListInferenceComponents, DescribeInferenceComponent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...aws import Aws
from ...problems import AwsTrouble, BadResponse
from ...workers import each
from .member import READERS, Group, Member

_PAGE = 100
_VARIANTS = (("ProductionVariants", False), ("ShadowProductionVariants", True))


def endpoint_group(aws: Aws, arn: str, name: str) -> Group:
    """Return an endpoint and what serves it, tags not read yet: two requests, more for components.

    What can't be described is left out and said. Raises the `CostTagsError` of an endpoint that
    is gone (`not-found`), and of credentials.
    """
    group = Group()
    try:
        told = aws.call("sagemaker", "DescribeEndpoint", expects=_ENDPOINT, EndpointName=name)
    except AwsTrouble as error:
        if error.code == "not-found":
            raise
        group.members.append(Member("endpoint", arn, name))
        group.lacks("What this endpoint runs isn't known", error)
        return group
    group.members.append(
        Member(
            "endpoint",
            arn,
            str(told.get("EndpointName") or name),
            str(told["EndpointStatus"]),
            told.get("CreationTime"),
        )
    )
    _add_configuration(aws, group, told, arn)
    return group


_ENDPOINT = ("EndpointArn", "EndpointStatus")
_CONFIG = ("EndpointConfigArn", "ProductionVariants")


def _add_configuration(aws: Aws, group: Group, told: Mapping[str, Any], arn: str) -> None:
    name = str(told.get("EndpointConfigName") or "")
    if not name:
        group.notes.append("AWS names no configuration for this endpoint.")
        return
    try:
        config = aws.call(
            "sagemaker", "DescribeEndpointConfig", expects=_CONFIG, EndpointConfigName=name
        )
    except AwsTrouble as error:
        built = _sibling(arn, "endpoint-config", name)
        group.members.append(Member("endpoint-config", built, name, ""))
        group.lacks("Which models this endpoint runs isn't known", error)
        return
    _add_members(aws, group, config, arn, name)
    coming = (told.get("PendingDeploymentSummary") or {}).get("EndpointConfigName")
    if coming and coming != name:
        group.notes.append(f"A deployment is under way: the next configuration is {coming}.")


def _add_members(aws: Aws, group: Group, config: Mapping[str, Any], arn: str, name: str) -> None:
    variants = [
        (variant, shadow) for member, shadow in _VARIANTS for variant in config.get(member) or ()
    ]
    group.members.append(
        Member(
            "endpoint-config",
            str(config["EndpointConfigArn"]),
            name,
            "",
            config.get("CreationTime"),
            tuple(str(variant.get("VariantName")) for variant, _ in variants),
        )
    )
    used: list[tuple[str, str, bool]] = [
        (str(variant["ModelName"]), str(variant.get("VariantName")), shadow)
        for variant, shadow in variants
        if variant.get("ModelName")
    ]
    components: list[Member] = []
    if len(used) < len(variants):  # a variant without a model runs inference components
        components, behind = _components(aws, group)
        used += behind
    group.members += [*_models(used, arn), *components]


def _models(used: Iterable[tuple[str, str, bool]], arn: str) -> list[Member]:
    """Return each model once, with the variants or components that use it."""
    by_model: dict[str, list[tuple[str, bool]]] = {}
    for model, user, shadow in used:
        by_model.setdefault(model, []).append((user, shadow))
    return [
        Member(
            "model",
            _sibling(arn, "model", model),
            model,
            "",
            used_by=tuple(dict.fromkeys(user for user, _ in users)),
            shadow=all(shadow for _, shadow in users),
        )
        for model, users in by_model.items()
    ]


def _components(aws: Aws, group: Group) -> tuple[list[Member], list[tuple[str, str, bool]]]:
    """Return an endpoint's inference components, and the models that they name."""
    listed: list[Mapping[str, Any]] = []
    pages = aws.pages(
        "sagemaker",
        "ListInferenceComponents",
        expects=("InferenceComponents",),
        EndpointNameEquals=group.members[0].name,
        MaxResults=_PAGE,
    )
    try:
        for page in pages:
            listed += page["InferenceComponents"]
    except AwsTrouble as error:
        group.lacks("Some inference components may be missing", error)
    told = each(lambda one: _described(aws, one), listed, threads=READERS)
    for why in {str(one): one for _, one in told if one}.values():
        group.lacks("The models of some inference components aren't known", why)
    components = [
        Member(
            "inference-component",
            str(summary["InferenceComponentArn"]),
            str(summary["InferenceComponentName"]),
            str(summary.get("InferenceComponentStatus", "")),
            summary.get("CreationTime"),
            (str(summary.get("VariantName")),),
        )
        for summary in listed
    ]
    behind = [
        (model, component.name, False)
        for component, (models, _) in zip(components, told, strict=True)
        for model in models
    ]
    return components, behind


def _described(aws: Aws, summary: Mapping[str, Any]) -> tuple[list[str], AwsTrouble | None]:
    """Return the models that a component names; an adapter has none of its own."""
    try:
        told = aws.call(
            "sagemaker",
            "DescribeInferenceComponent",
            expects=("InferenceComponentArn",),
            InferenceComponentName=summary["InferenceComponentName"],
        )
    except AwsTrouble as error:
        return [], error
    specifications = [told.get("Specification") or {}, *(told.get("Specifications") or ())]
    named = [str(one["ModelName"]) for one in specifications if one.get("ModelName")]
    return list(dict.fromkeys(named)), None


def _sibling(arn: str, kind: str, name: str) -> str:
    """Return the ARN of a resource beside this one; AWS writes names in ARNs in lower case."""
    head = arn.split(":", 5)[:5]
    if len(head) < 5:
        raise BadResponse("An endpoint's ARN could not be read.")
    return f"{':'.join(head)}:{kind}/{name.lower()}"
