"""What a create needs to exist, and what AWS adds to what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...world import AwsError
from .kinds import BY_NOUN
from .resources import arn_of, found

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...world import Call
    from .kind import Kind

Params = dict[str, Any]


def demand(call: Call, kind: Kind, params: Params) -> None:
    """Refuse a create whose prerequisites do not exist."""
    if kind.noun in ("UserProfile", "Space", "App"):
        found(call, BY_NOUN["Domain"], params)
    if kind.noun in _DEMANDS:
        _DEMANDS[kind.noun](call, params)


def _owner_exists(call: Call, params: Params) -> None:
    owner = params.get("OwnershipSettings", {}).get("OwnerUserProfileName")
    if bool(owner) != ("SpaceSharingSettings" in params):
        message = "OwnershipSettings and SpaceSharingSettings must be given together"
        raise AwsError("ValidationException", message)
    if owner:
        found(call, BY_NOUN["UserProfile"], {**params, "UserProfileName": owner})


def _config_exists(call: Call, params: Params) -> None:
    found(call, BY_NOUN["EndpointConfig"], params)


def _models_exist(call: Call, params: Params) -> None:
    for variant in params["ProductionVariants"]:
        if "ModelName" in variant:
            found(call, BY_NOUN["Model"], variant)


def _model_exists(call: Call, params: Params) -> None:
    found(call, BY_NOUN["Model"], params)


def _training_is_whole(_call: Call, params: Params) -> None:
    serverless = "ServerlessJobConfig" in params
    for member in ("AlgorithmSpecification", "ResourceConfig", "StoppingCondition"):
        if member not in params and not serverless:
            raise AwsError("ValidationException", f"{member} is required")


def _pipeline_has_definition(_call: Call, params: Params) -> None:
    if ("PipelineDefinition" in params) == ("PipelineDefinitionS3Location" in params):
        message = "Exactly one of PipelineDefinition and PipelineDefinitionS3Location is required"
        raise AwsError("ValidationException", message)


def _endpoint_exists(call: Call, params: Params) -> None:
    found(call, BY_NOUN["Endpoint"], params)


_DEMANDS: dict[str, Callable[[Call, Params], None]] = {
    "Space": _owner_exists,
    "Endpoint": _config_exists,
    "EndpointConfig": _models_exist,
    "TransformJob": _model_exists,
    "TrainingJob": _training_is_whole,
    "Pipeline": _pipeline_has_definition,
    "InferenceComponent": _endpoint_exists,
}


def derived(call: Call, kind: Kind, params: Params) -> Params:
    """Return the Describe members that AWS makes up from a create request."""
    return _DERIVED[kind.noun](call, params) if kind.noun in _DERIVED else {}


def _artifacts(_call: Call, params: Params) -> Params:
    bucket = params["OutputDataConfig"]["S3OutputPath"].rstrip("/")
    path = f"{bucket}/{params['TrainingJobName']}/output/model.tar.gz"
    return {"ModelArtifacts": {"S3ModelArtifacts": path}}


def _domain_url(call: Call, params: Params) -> Params:
    url = f"https://{params['DomainId']}.studio.{call.region}.sagemaker.aws"
    return {"Url": url, "TagPropagation": params.get("TagPropagation", "DISABLED")}


def _variants(call: Call, params: Params) -> Params:
    config = call.world.store.get(arn_of(call, BY_NOUN["EndpointConfig"], params))
    sent = config.detail.get("ProductionVariants", []) if config else []
    variants = []
    for variant in sent:
        count = variant.get("InitialInstanceCount", 1)
        variants.append(
            {
                "VariantName": variant["VariantName"],
                "CurrentInstanceCount": count,
                "DesiredInstanceCount": count,
                "CurrentWeight": variant.get("InitialVariantWeight", 1.0),
                "DesiredWeight": variant.get("InitialVariantWeight", 1.0),
            }
        )
    return {"ProductionVariants": variants}


def _creator(call: Call, _params: Params) -> Params:
    """Return the user context, which pipelines carry and jobs do not."""
    arn = call.world.studio_tags.get("sagemaker:user-profile-arn", "")
    if not arn:
        return {"CreatedBy": {}, "LastModifiedBy": {}}
    _, domain_id, name = arn.rsplit("/", 2)
    context = {"UserProfileArn": arn, "UserProfileName": name, "DomainId": domain_id}
    return {"CreatedBy": context, "LastModifiedBy": context}


def _of_endpoint(call: Call, params: Params) -> Params:
    return {"EndpointArn": arn_of(call, BY_NOUN["Endpoint"], params)}


def _of_experiment(call: Call, params: Params) -> Params:
    """Return what DescribeInferenceExperiment names otherwise than the create."""
    return {
        "Arn": arn_of(call, BY_NOUN["InferenceExperiment"], params),
        "EndpointMetadata": {"EndpointName": params["EndpointName"]},
        "ModelVariants": [{**one, "Status": "Creating"} for one in params["ModelVariants"]],
    }


def _groups(_call: Call, params: Params) -> Params:
    return {
        "InstanceGroups": [
            {**group, "CurrentCount": 0, "TargetCount": group.get("InstanceCount", 0)}
            for group in params.get("InstanceGroups", [])
        ]
    }


_DERIVED: dict[str, Callable[[Call, Params], Params]] = {
    "TrainingJob": _artifacts,
    "Domain": _domain_url,
    "Endpoint": _variants,
    "Pipeline": _creator,
    "ModelPackageGroup": _creator,
    "InferenceComponent": _of_endpoint,
    "InferenceExperiment": _of_experiment,
    "Cluster": _groups,
}
