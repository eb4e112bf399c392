"""Classes of the SageMaker Python SDK, v2 and v3: which of their methods launch, with which tags.

From sagemaker 2.257 and 3.x (signatures of constructors and methods). A constructor alone launches
nothing. Classes are known by their last name: they are imported from many modules.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

CALL = "call"  # the tags that the method is given
MADE = "made"  # the tags that the constructor was given
EITHER = "either"  # the method's, else the constructor's


class Method(NamedTuple):
    """A method that launches."""

    operation: str
    tags: str
    name: str = ""  # the argument that names what is made


class Makes(NamedTuple):
    """A method that makes another object of the SDK."""

    kind: str
    tags: str


class SdkClass(NamedTuple):
    """What objects of some classes do."""

    kind: str
    methods: Mapping[str, Method]
    makes: Mapping[str, Makes] = MappingProxyType({})
    wraps: tuple[str, ...] = ()  # names of the first argument, whose tags count too

    def common(self, other: SdkClass) -> SdkClass:
        """Return what objects of either class do alike."""
        if self == other:
            return self
        methods = {k: v for k, v in self.methods.items() if other.methods.get(k) == v}
        makes = {k: v for k, v in self.makes.items() if other.makes.get(k) == v}
        return SdkClass(f"{self.kind} or {other.kind}", methods, makes)


_ENDPOINT = "CreateEndpoint"
_TRAINING = "CreateTrainingJob"
_PROCESSING = "CreateProcessingJob"
_TUNING = "CreateHyperParameterTuningJob"
_COMPILATION = Method("CreateCompilationJob", CALL, "job_name")
_JOB = "job_name"

_KINDS = (
    SdkClass(
        "estimator",
        {
            "fit": Method(_TRAINING, MADE, _JOB),
            "deploy": Method(_ENDPOINT, EITHER, "endpoint_name"),
            "compile_model": _COMPILATION,
        },
        {
            "transformer": Makes("transformer", EITHER),
            "create_model": Makes("model", CALL),
            "register": Makes("model", CALL),
            "compile_model": Makes("model", MADE),
        },
    ),
    SdkClass("trainer", {"train": Method(_TRAINING, MADE)}),
    SdkClass(
        "processor",
        {
            name: Method(_PROCESSING, MADE, _JOB)
            for name in (
                "run", "run_bias", "run_explainability", "run_pre_training_bias",
                "run_post_training_bias", "run_bias_and_explainability",
            )
        },
    ),
    SdkClass("transformer", {"transform": Method("CreateTransformJob", MADE, _JOB)}),
    SdkClass(
        "tuner",
        {
            "fit": Method(_TUNING, MADE, _JOB),
            "tune": Method(_TUNING, MADE, _JOB),
            "deploy": Method(_ENDPOINT, EITHER, "endpoint_name"),
        },
        {"best_estimator": Makes("estimator", MADE)},
        wraps=("estimator", "model_trainer"),  # its tags are added to the tuner's
    ),
    SdkClass(
        "model",
        {
            "deploy": Method(_ENDPOINT, EITHER, "endpoint_name"),
            "create": Method("CreateModel", CALL),
            "compile": _COMPILATION,
        },
        {
            "transformer": Makes("transformer", CALL),
            "register": Makes("model", CALL),
            "compile": Makes("model", MADE),
        },
    ),
    SdkClass(
        "automl",
        {
            "fit": Method("CreateAutoMLJob", MADE, _JOB),
            "deploy": Method(_ENDPOINT, CALL, "endpoint_name"),
        },
    ),
    SdkClass(
        "automl-v2",
        {
            "fit": Method("CreateAutoMLJobV2", MADE, _JOB),
            "deploy": Method(_ENDPOINT, CALL, "endpoint_name"),
        },
    ),
    SdkClass(
        "monitor",
        {
            "create_monitoring_schedule": Method(
                "CreateMonitoringSchedule", MADE, "monitor_schedule_name"
            ),
            "suggest_baseline": Method(_PROCESSING, MADE, _JOB),
            "run_baseline": Method(_PROCESSING, MADE, _JOB),
        },
    ),
    SdkClass(
        "pipeline",
        {"create": Method("CreatePipeline", CALL), "upsert": Method("CreatePipeline", CALL)},
    ),
    SdkClass("feature-group", {"create": Method("CreateFeatureGroup", CALL)}),
    SdkClass(
        "executor", {"submit": Method(_TRAINING, MADE), "map": Method(_TRAINING, MADE)}
    ),
)  # fmt: skip
KINDS = {kind.kind: kind for kind in _KINDS}

_NAMES = {
    "estimator": (
        "Estimator AlgorithmEstimator Framework JumpStartEstimator Chainer HuggingFace MXNet "
        "PyTorch RLEstimator SKLearn TensorFlow XGBoost FactorizationMachines IPInsights KMeans "
        "KNN LDA LinearLearner NTM Object2Vec PCA RandomCutForest"
    ),
    "trainer": (
        "ModelTrainer SFTTrainer DPOTrainer RLVRTrainer RLAIFTrainer CPTTrainer MultiTurnRLTrainer"
    ),
    "processor": (
        "Processor ScriptProcessor FrameworkProcessor SKLearnProcessor PySparkProcessor "
        "SparkJarProcessor HuggingFaceProcessor MXNetProcessor PyTorchProcessor "
        "TensorFlowProcessor XGBoostProcessor DataWranglerProcessor SageMakerClarifyProcessor"
    ),
    "transformer": "Transformer",
    "tuner": "HyperparameterTuner",
    "model": (
        "Model FrameworkModel ModelPackage MultiDataModel PipelineModel JumpStartModel DJLModel "
        "DeepSpeedModel HuggingFaceAccelerateModel FasterTransformerModel "
        "ChainerModel HuggingFaceModel MXNetModel PyTorchModel SKLearnModel SparkMLModel "
        "TensorFlowModel XGBoostModel FactorizationMachinesModel IPInsightsModel KMeansModel "
        "KNNModel LDAModel LinearLearnerModel NTMModel Object2VecModel PCAModel "
        "RandomCutForestModel"
    ),
    "automl": "AutoML",
    "automl-v2": "AutoMLV2",
    "monitor": (
        "ModelMonitor DefaultModelMonitor ModelQualityMonitor ModelBiasMonitor "
        "ModelExplainabilityMonitor ClarifyModelMonitor"
    ),
    "pipeline": "Pipeline",
    "feature-group": "FeatureGroup",
    "executor": "RemoteExecutor",
}
_CLASSES = {name: KINDS[kind] for kind, names in _NAMES.items() for name in names.split()}

_SESSIONS = {
    "Session": False, "LocalSession": True, "PipelineSession": True, "LocalPipelineSession": True,
}  # fmt: skip
_CORE = ("sagemaker_core.", "sagemaker.core.")
_ROOTS = ("sagemaker.", *_CORE)


def class_of(path: str) -> SdkClass | None:
    """Return what a class of the SDK does, by the path that imports name it by."""
    path = path.removesuffix(".from_recipe")  # another way to make a trainer
    if not path.startswith(_ROOTS) or ".resources." in path or ".shapes." in path:
        return None
    return _CLASSES.get(path.rpartition(".")[2])


def session_of(path: str) -> bool | None:
    """Tell whether a session's calls launch nothing in AWS by themselves; None: no session."""
    return _SESSIONS.get(path.rpartition(".")[2]) if path.startswith(_ROOTS) else None


def core_operation(path: str) -> str | None:
    """Return the operation of `TrainingJob.create` and its like, v3's resources."""
    owner, _, method = path.rpartition(".")
    if method != "create" or not path.startswith(_CORE) or ".resources." not in path:
        return None
    return f"Create{owner.rpartition('.')[2]}"


def is_remote(path: str) -> bool:
    """Tell whether this is the decorator whose function runs as a training job."""
    return path.startswith(_ROOTS) and path.endswith(".remote")
