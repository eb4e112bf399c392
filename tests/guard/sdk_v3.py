"""Run by SageMaker SDK v3's own Python: launch with its classes and its core resources."""

import json

import boto3
from sagemaker.core.helper.session_helper import Session
from sagemaker.core.parameter import ContinuousParameter
from sagemaker.core.processing import ScriptProcessor
from sagemaker.core.resources import Endpoint, EndpointConfig, Model
from sagemaker.core.shapes import ContainerDefinition, ProductionVariant
from sagemaker.core.training.configs import Compute, InputData
from sagemaker.core.transformer import Transformer
from sagemaker.train.model_trainer import ModelTrainer
from sagemaker.train.tuner import HyperparameterTuner

from jupyter_cost_tags import guard

ROLE = "arn:aws:iam::111122223333:role/DataScientist"
early = boto3.Session()  # made before the guard
guard.install()


def allowed(**_):
    """Answer for IAM's simulator, which the embedded AWS lacks: everything is allowed."""
    answer = {"EvaluationResults": [], "IsTruncated": False}
    return type("Http", (), {"status_code": 200})(), answer


TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "sagemaker.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
early.client("iam").create_role(
    RoleName="DataScientist", AssumeRolePolicyDocument=json.dumps(TRUST)
)
early.events.register("before-call.iam.SimulatePrincipalPolicy", allowed)
session = Session(boto_session=early)
compute = Compute(instance_type="ml.m5.large", instance_count=1)


def trainer(name):
    return ModelTrainer(
        training_image="train:1",
        role=ROLE,
        base_job_name=name,
        compute=compute,
        sagemaker_session=session,
    )


data = [InputData(channel_name="train", data_source="s3://somewhere/train")]
trainer("v3-train").train(input_data_config=data, wait=False, logs=False)
ScriptProcessor(
    image_uri="process:1",
    command=["python3"],
    role=ROLE,
    instance_count=1,
    instance_type="ml.m5.large",
    sagemaker_session=session,
).run(code=__file__, wait=False, logs=False, job_name="v3-run")
HyperparameterTuner(
    trainer("v3-inner"),
    "validation:auc",
    {"eta": ContinuousParameter(0, 1)},
    metric_definitions=[{"Name": "validation:auc", "Regex": "auc=(.*)"}],
    max_jobs=2,
).tune(inputs=data, job_name="v3-tuning", wait=False)

container = ContainerDefinition(image="serve:1")
Model.create(
    model_name="v3-model", primary_container=container, execution_role_arn=ROLE, session=early
)
variant = ProductionVariant(
    variant_name="all", model_name="v3-model", instance_type="ml.m5.large", initial_instance_count=1
)
EndpointConfig.create(
    endpoint_config_name="v3-config", production_variants=[variant], session=early
)
Endpoint.create(endpoint_name="v3-endpoint", endpoint_config_name="v3-config", session=early)
Transformer("v3-model", 1, "ml.m5.large", sagemaker_session=session).transform(
    "s3://somewhere/in", wait=False, logs=False, job_name="v3-transform"
)
