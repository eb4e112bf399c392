"""The SageMaker Python SDK, v2 and v3: launches by method, tags by constructor and call."""

from __future__ import annotations

import pytest
from linted import found, launches, untagged, use

TAGS = '[{"Key": "project", "Value": "churn"}]'
PRODUCTION = 'instance_type="ml.m5.large"'
ESTIMATOR = use("sagemaker.estimator.Estimator") + f"est = Estimator(i, role, {PRODUCTION})\n"
TAGGED = ESTIMATOR.replace("role,", f"role, tags={TAGS},")
DEPLOY = "deploy(1, 'ml.m5.large')"
TUNER = use("sagemaker.tuner.HyperparameterTuner")
REMOTE = use("sagemaker.remote_function.remote") + f"@remote({PRODUCTION})\ndef f(x): return x\n"
PIPELINE = use("sagemaker.workflow.pipeline_context.PipelineSession")
LOCAL = use("sagemaker.local.LocalSession")
TRAINER = use("sagemaker.train.ModelTrainer")

TRAINING, ENDPOINT = "CreateTrainingJob", "CreateEndpoint"
TUNING, PROCESSING = "CreateHyperParameterTuningJob", "CreateProcessingJob"

LAUNCHES = {
    "fit": (ESTIMATOR + "est.fit()", [TRAINING]),
    "deploy": (ESTIMATOR + f"est.fit(); p = est.{DEPLOY}", [TRAINING, ENDPOINT]),
    "transform": (
        ESTIMATOR + "t = est.transformer(1, 'ml.m5.large')\nt.transform(data)",
        ["CreateTransformJob"],
    ),
    "created model": (ESTIMATOR + f"est.create_model().{DEPLOY}", [ENDPOINT]),
    "registered model": (ESTIMATOR + f"est.register(group).{DEPLOY}", [ENDPOINT]),
    "compiled model": (
        ESTIMATOR + f"est.compile_model('ml_c5').{DEPLOY}",
        ["CreateCompilationJob", ENDPOINT],
    ),
    "tuner": (
        ESTIMATOR + TUNER + f"t = HyperparameterTuner(est, 'm', r)\nt.fit()\nt.{DEPLOY}",
        [TUNING, ENDPOINT],
    ),
    "module": ("import sagemaker\nsagemaker.pytorch.PyTorch(role=r).fit()", [TRAINING]),
    "alias": ("import sagemaker as s\ne = s.estimator.Estimator(i, r)\ne.fit()", [TRAINING]),
    "processor": (
        use("sagemaker.sklearn.processing.SKLearnProcessor") + "SKLearnProcessor('1', r).run()",
        [PROCESSING],
    ),
    "clarify": (
        "from sagemaker import clarify\nclarify.SageMakerClarifyProcessor(role=r).run_bias(a)",
        [PROCESSING],
    ),
    "transformer": (
        use("sagemaker.transformer.Transformer") + "Transformer('m', 1, 't').transform(d)",
        ["CreateTransformJob"],
    ),
    "model": (use("sagemaker.model.Model") + f"Model(i, d, r).{DEPLOY}", [ENDPOINT]),
    "jumpstart": (
        use("sagemaker.jumpstart.model.JumpStartModel") + "JumpStartModel('x').deploy()",
        [ENDPOINT],
    ),
    "monitor": (
        use("sagemaker.model_monitor.DefaultModelMonitor")
        + "m = DefaultModelMonitor(role=r)\nm.suggest_baseline(a)\nm.create_monitoring_schedule(c)",
        [PROCESSING, "CreateMonitoringSchedule"],
    ),
    "automl": (use("sagemaker.AutoML") + "AutoML(role=r).fit(x)", ["CreateAutoMLJob"]),
    "automl v2": (
        use("sagemaker.automl.automlv2.AutoMLV2") + "AutoMLV2(p).fit(x)",
        ["CreateAutoMLJobV2"],
    ),
    "feature group": (
        use("sagemaker.feature_store.feature_group.FeatureGroup")
        + "g = FeatureGroup(name='g')\ng.create(s3_uri=u)",
        ["CreateFeatureGroup"],
    ),
    "remote": (REMOTE + "f(1)", [TRAINING]),
    "executor": (
        use("sagemaker.remote_function.RemoteExecutor")
        + f"with RemoteExecutor({PRODUCTION}) as e:\n    e.submit(f, 1)",
        [TRAINING],
    ),
    "v3 trainer": (TRAINER + "ModelTrainer(training_image=i).train()", [TRAINING]),
    "v3 trainer of v2": (
        use("sagemaker.modules.train.ModelTrainer") + "ModelTrainer(training_image=i).train()",
        [TRAINING],
    ),
    "v3 recipe": (
        TRAINER + "t = ModelTrainer.from_recipe('r').with_retry_strategy(s)\nt.train()",
        [TRAINING],
    ),
    "v3 fine-tuning": (use("sagemaker.train.SFTTrainer") + "SFTTrainer('m').train()", [TRAINING]),
    "v3 tuner": (
        TRAINER
        + use("sagemaker.train.tuner.HyperparameterTuner")
        + "t = ModelTrainer(training_image=i)\n"
        + "HyperparameterTuner(model_trainer=t, objective_metric_name='m').tune()",
        [TUNING],
    ),
    "v3 processor": (
        use("sagemaker.core.processing.ScriptProcessor") + "ScriptProcessor(r, i).run()",
        [PROCESSING],
    ),
    "v3 resource": (
        use("sagemaker.core.resources.TrainingJob") + "TrainingJob.create(training_job_name='a')",
        [TRAINING],
    ),
    "core resource": (
        use("sagemaker_core.main.resources.Endpoint") + "Endpoint.create(endpoint_name='a')",
        [ENDPOINT],
    ),
}


@pytest.mark.parametrize("name", LAUNCHES)
def test_launches_without_tags(name):
    source, operations = LAUNCHES[name]
    assert untagged(source) == operations


@pytest.mark.parametrize(
    "source",
    [
        ESTIMATOR,
        REMOTE,
        "class Estimator:\n    def fit(self): pass\nEstimator().fit()  # sagemaker",
        "from sklearn.cluster import KMeans\nKMeans(3).fit(x)  # not sagemaker",
        "import torch.nn as sagemaker\nsagemaker.Transformer(d_model=512).transform(x)",
        "from sklearn.pipeline import Pipeline\nPipeline([]).fit(x)  # sagemaker",
        use("sagemaker.estimator.Estimator") + "model.fit(x)",
        use("sagemaker.serve.ModelBuilder") + "ModelBuilder(model=m).build().deploy()",
        use("sagemaker.estimator.Estimator") + f"Estimator.attach('j').{DEPLOY}",
        use("sagemaker.model.Model") + "Model(i).deploy(1, 'ml.x', update_endpoint=True)",
    ],
)
def test_a_constructor_is_no_launch_and_others_are_not_ours(source):
    assert launches(source) == []


@pytest.mark.parametrize(
    "source",
    [
        ESTIMATOR.replace("ml.m5.large", "local"),
        ESTIMATOR.replace("ml.m5.large", "local_gpu"),
        "kind = 'local_gpu' if gpu else 'local'\n" + ESTIMATOR.replace('"ml.m5.large"', "kind"),
        "where = pick() or 'local'\n" + ESTIMATOR.replace('"ml.m5.large"', "where"),
        LOCAL + ESTIMATOR.replace("role,", "role, sagemaker_session=LocalSession(),"),
        PIPELINE + ESTIMATOR.replace("role,", "role, sagemaker_session=PipelineSession(),"),
        ESTIMATOR.replace("role,", "role, sagemaker_session=given,"),
        ESTIMATOR.replace("role,", "role, **given,"),
    ],
)
def test_local_mode_and_a_pipelines_steps_launch_nothing_here(source):
    assert launches(source + "est.fit()") == []
    assert launches(source + TUNER + "HyperparameterTuner(est, 'm', r).fit()") == []


def test_local_containers_of_the_model_trainer_cost_nothing():
    source = (
        TRAINER + "from sagemaker.train.configs import Mode\nModelTrainer(training_mode={}).train()"
    )
    assert untagged(source.format("Mode.LOCAL_CONTAINER")) == []
    assert untagged(source.format("pick()")) == []
    assert untagged(source.format("Mode.SAGEMAKER_TRAINING_JOB")) == [TRAINING]


def test_a_switch_that_the_file_sets_is_obeyed():
    source = """
    from sagemaker.estimator import Estimator
    local_mode = {}
    if local_mode:
        kind = "local"
    else:
        kind = "ml.m5.large"
    Estimator(i, r, instance_type=kind).fit()
    """
    assert untagged(source.format("False")) == [TRAINING]
    assert untagged(source.format("not False")) == []
    assert untagged(source.format("pick()")) == []


def test_both_branches_of_a_switch_are_looked_at_and_dead_code_is_not():
    source = ESTIMATOR + "tune = {}\nif tune:\n    est.fit()\nelse:\n    est.fit()"
    assert untagged(source.format("True")) == [TRAINING, TRAINING]
    assert untagged(ESTIMATOR + "if False:\n    est.fit()") == []


PROJECT = {"project": "churn"}
KNOWN = {
    "constructor": (TAGGED + "est.fit()", PROJECT),
    "of the estimator": (TAGGED + f"est.{DEPLOY}", PROJECT),
    "of the call": (TAGGED + "est.deploy(1, 'ml.x', tags={'a': 'b'})", {"a": "b"}),
    "transformer": (TAGGED + "est.transformer(1, 'ml.x').transform(d)", PROJECT),
    "model": (TAGGED + f"est.create_model().{DEPLOY}", {}),
    "set later": (ESTIMATOR + "est.tags = {'a': 'b'}\nest.fit()", {"a": "b"}),
    "tuner": (TAGGED + TUNER + "HyperparameterTuner(est, 'm', r).fit()", PROJECT),
    "tuner's own": (
        TAGGED
        + TUNER
        + "HyperparameterTuner(est, 'm', r, tags=[{'Key': 'a', 'Value': 'b'}]).fit()",
        {"a": "b", **PROJECT},
    ),
    "parameters": (
        use("sagemaker.pytorch.PyTorch")
        + "given = {'role': r, 'tags': {'a': 'b'}}\nPyTorch(**given).fit()",
        {"a": "b"},
    ),
    "v3": (
        TRAINER
        + use("sagemaker.core.shapes.Tag")
        + "ModelTrainer(training_image=i, tags=[Tag(key='a', value='b')]).train()",
        {"a": "b"},
    ),
    "v3 resource": (
        use("sagemaker.core.resources.TrainingJob")
        + "TrainingJob.create(tags=[{'key': 'a', 'value': 'b'}])",
        {"a": "b"},
    ),
    "session": (
        "import sagemaker\nsagemaker.Session().create_endpoint('e', 'c', {'a': 'b'})",
        {"a": "b"},
    ),
    "own function": (
        use("sagemaker.estimator.Estimator")
        + "def make(tags=None):\n    return Estimator(i, r, tags=tags)\nmake({'a': 'b'}).fit()",
        {"a": "b"},
    ),
}


@pytest.mark.parametrize("name", KNOWN)
def test_tags_are_those_of_constructor_and_call(name):
    source, tags = KNOWN[name]
    assert found(source)[-1][1] == tags


@pytest.mark.parametrize(
    "source",
    [
        ESTIMATOR.replace("role,", "role, tags=standard_tags(),") + "est.fit()",
        ESTIMATOR + "if tagged:\n    est.tags = tags\nest.fit()",
        use("sagemaker.model.Model") + f"m = Model(i)\nm.add_tags(t)\nm.{DEPLOY}",
        ESTIMATOR + "os.environ['SAGEMAKER_USER_CONFIG_OVERRIDE'] = path\nest.fit()",
        "import sagemaker\ns = sagemaker.Session(sagemaker_config=c)\n"
        + ESTIMATOR.replace("role,", "role, sagemaker_session=s,")
        + "est.fit()",
        use("sagemaker.estimator.Estimator") + "def f(tags):\n    Estimator(i, r, tags=tags).fit()",
    ],
)
def test_tags_that_come_from_elsewhere_are_not_known(source):
    assert found(source)[-1][1] is None


def test_either_of_two_is_judged_by_what_both_do():
    tuner = ESTIMATOR + TUNER + "tuner = HyperparameterTuner(est, 'm', r)\n"
    assert untagged(tuner + f"p = (tuner if tune else est).{DEPLOY}") == [ENDPOINT]
    assert launches(tuner + f"p = (tuner if tune else other).{DEPLOY}") == []


def test_the_sdks_configuration_leaves_boto3_alone():
    source = ESTIMATOR + "import boto3\nboto3.client('sagemaker').create_endpoint()\nest.fit()"
    assert [tags for _, tags in found(source, has_config=True)] == [{}, None]
