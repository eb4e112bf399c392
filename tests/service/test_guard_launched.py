"""From a kernel with a guard to the panel: what is launched, verified and repaired."""

from __future__ import annotations

import pytest
from launch_lines import HEAD
from sagemaker_requests import minimal
from watched import FILLED, Notebook, Watched, tags


@pytest.fixture
def watched(service, studio):
    return Watched(service, studio)


@pytest.fixture
def notebook(watched, monkeypatch):
    return Notebook(watched, monkeypatch)


def test_a_guarded_launch_from_the_kernel_to_the_panel(watched, notebook):
    watched.mode("fill")
    notebook.client.create_training_job(**minimal("CreateTrainingJob", TrainingJobName="train-1"))
    watched.watch.look()
    watched.settle()
    told = watched.last()
    assert (told.verified, told.outcome, told.mode) == ("complete", "sent", "fill")
    assert {tag.key: tag.value for tag in told.added} == FILLED
    assert {key: tags()[key] for key in FILLED} == FILLED


def test_an_upsert_of_an_existing_pipeline(watched, notebook):
    """CreatePipeline is refused, UpdatePipeline takes no tags: they are put on afterwards."""
    watched.mode("fill")
    request = minimal("CreatePipeline", PipelineName="Nightly")
    arn = f"{HEAD}:pipeline/nightly"
    watched.service.context.aws.call("sagemaker", "CreatePipeline", **request)
    with pytest.raises(notebook.client.exceptions.ClientError):
        notebook.client.create_pipeline(**request)
    notebook.client.update_pipeline(PipelineName="Nightly")
    watched.watch.look()
    watched.settle()
    told = {one.operation: one for one in watched.service.guard().launches}
    assert told["CreatePipeline"].verified == "gone"
    assert told["UpdatePipeline"].verified == "repaired"
    assert tags(arn) == FILLED


@pytest.mark.parametrize("mode", ["warn", "fill"])
def test_what_a_pipeline_starts_is_judged_by_the_pipeline(watched, notebook, mode):
    watched.mode(mode)
    aws = watched.service.context.aws
    aws.call("sagemaker", "CreatePipeline", **minimal("CreatePipeline", PipelineName="p"))
    notebook.client.start_pipeline_execution(PipelineName="p")
    watched.watch.look()
    watched.settle()
    told = watched.last()
    assert (told.operation, told.verified) == ("StartPipelineExecution", "incomplete")
    assert told.note == "The pipeline lacks cost-center, project, environment."
    watched.aws.control.tags(f"{HEAD}:pipeline/p", set=FILLED)
    notebook.client.start_pipeline_execution(PipelineName="p")
    watched.watch.look()
    watched.settle()
    assert sorted(one.verified for one in watched.service.guard().launches) == [
        "complete",
        "incomplete",
    ]


def test_a_notebook_instance_that_is_started(watched, notebook):
    aws = watched.service.context.aws
    aws.call("sagemaker", "CreateNotebookInstance", **minimal("CreateNotebookInstance"))
    notebook.client.start_notebook_instance(NotebookInstanceName="abc")
    watched.watch.look()
    watched.settle()
    assert watched.last().note.startswith("The notebook instance lacks")
