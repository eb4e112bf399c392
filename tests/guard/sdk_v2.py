"""Run by SageMaker SDK v2's own Python: launch with each of its classes, as users do."""

import boto3
import sagemaker
from sagemaker.estimator import Estimator
from sagemaker.model import Model
from sagemaker.processing import ScriptProcessor
from sagemaker.transformer import Transformer
from sagemaker.tuner import ContinuousParameter, HyperparameterTuner
from sagemaker.workflow.pipeline import Pipeline
from sagemaker.workflow.pipeline_context import PipelineSession
from sagemaker.workflow.steps import TrainingStep

ROLE = "arn:aws:iam::111122223333:role/DataScientist"
early = sagemaker.Session(boto_session=boto3.Session())  # made before the guard

from jupyter_cost_tags import guard  # noqa: E402

guard.install()

machines = {"instance_count": 1, "instance_type": "ml.m5.large"}
estimator = Estimator(image_uri="train:1", role=ROLE, sagemaker_session=early, **machines)
estimator.fit("s3://somewhere/train", wait=False, job_name="v2-fit")

session = sagemaker.Session()
ScriptProcessor(
    image_uri="process:1", command=["python3"], role=ROLE, sagemaker_session=session, **machines
).run(code=__file__, wait=False, job_name="v2-run")

Model(image_uri="serve:1", role=ROLE, name="v2-model", sagemaker_session=session).deploy(
    1, "ml.m5.large", endpoint_name="v2-endpoint", wait=False
)
Transformer("v2-model", 1, "ml.m5.large", sagemaker_session=session).transform(
    "s3://somewhere/in", wait=False, job_name="v2-transform"
)
HyperparameterTuner(
    Estimator(image_uri="train:1", role=ROLE, sagemaker_session=session, **machines),
    "validation:auc",
    {"eta": ContinuousParameter(0, 1)},
    metric_definitions=[{"Name": "validation:auc", "Regex": "auc=(.*)"}],
    max_jobs=2,
).fit("s3://somewhere/train", wait=False, job_name="v2-tuning")

steps = PipelineSession()
trained = Estimator(image_uri="train:1", role=ROLE, sagemaker_session=steps, **machines).fit(
    "s3://somewhere/train"
)
pipeline = Pipeline("v2-pipeline", steps=[TrainingStep("train", trained)], sagemaker_session=steps)
pipeline.upsert(role_arn=ROLE)
pipeline.upsert(role_arn=ROLE)  # it is there already: UpdatePipeline
pipeline.start()
