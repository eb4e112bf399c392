"""The training job that tests launch, for code that knows nothing of the package."""


def training(name="train-1", **more):
    """Return a request for a training job of at most 4 hours on one ml.m5.xlarge."""
    return {
        "TrainingJobName": name,
        "AlgorithmSpecification": {"TrainingImage": "xgboost:1", "TrainingInputMode": "File"},
        "RoleArn": "arn:aws:iam::111122223333:role/DataScientist",
        "OutputDataConfig": {"S3OutputPath": "s3://bucket/out"},
        "ResourceConfig": {
            "InstanceType": "ml.m5.xlarge",
            "InstanceCount": 1,
            "VolumeSizeInGB": 10,
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": 14400},
        **more,
    }
