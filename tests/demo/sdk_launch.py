"""Run by the SDK's own Python: launch one training and one processing job."""

import boto3
import sagemaker
from sagemaker.estimator import Estimator
from sagemaker.processing import ScriptProcessor

ROLE = "arn:aws:iam::111122223333:role/DataScientist"
session = sagemaker.Session(boto_session=boto3.Session())
machines = {"instance_count": 1, "instance_type": "ml.m5.large", "sagemaker_session": session}
estimator = Estimator(image_uri="train:1", role=ROLE, **machines)
estimator.fit({"train": "s3://somewhere/train"}, wait=True, logs="None", job_name="from-the-sdk")
assert estimator.model_data.startswith("s3://sagemaker-us-east-1-111122223333/")
processor = ScriptProcessor(image_uri="process:1", command=["python3"], role=ROLE, **machines)
processor.run(code=__file__, wait=False, job_name="processed-by-the-sdk")
