"""The guard in real kernels: loaded by itself, its card, magics, cell tags, shell lines."""

from __future__ import annotations

import json

import pytest
from guarded import INHERITED, lines, write
from kernels import Kernel
from launching import SETUP, of, told

DEPLOY = """
ROLE = "arn:aws:iam::111122223333:role/DataScientist"
client.create_model(ModelName="m", ExecutionRoleArn=ROLE, PrimaryContainer={"Image": "x:1"})
variant = dict(VariantName="v", ModelName="m", InstanceType="ml.m5.large", InitialInstanceCount=1)
client.create_endpoint_config(EndpointConfigName="c", ProductionVariants=[variant])
client.create_endpoint(EndpointName="e", EndpointConfigName="c")
"""


@pytest.fixture
def start(folder, aws, tmp_path):
    """Start kernels that end with the test."""
    kernels = []

    def started(**environment):
        kernels.append(Kernel(tmp_path / "runtime", **environment))
        return kernels[-1]

    yield started
    for kernel in kernels:
        kernel.stop()


def test_a_kernel_is_guarded_without_anybody_doing_anything(kernel, aws):
    ran = kernel.run("train()", cell_id="abc")
    assert ran.error is None
    card = ran.card
    assert (card["verdict"], card["mode"]) == ("missing", "warn")
    assert card["resources"] == [
        {"operation": "CreateTrainingJob", "kind": "training-job", "name": "train-1",
         "outcome": "sent"}
    ]  # fmt: skip
    assert card["missing"][0] == {
        "key": "cost-center",
        "allowed": ["CC-4711", "CC-4802"],
        "labels": {"CC-4711": "Retail ML"},
        "suggested": "CC-4711",
    }
    assert card["ceiling"]["amount"] == "0.92"
    launched = "Cost Tags: Launched train-1 without cost-center and environment."
    assert ran.plain == [f"{launched} At most ~0.92 USD (1 × ml.m5.xlarge × 4 h, list price)."]
    saved = json.dumps(card)
    assert "111122223333" not in saved
    assert "arn:" not in saved
    launch = told(kernel)[-1]
    assert (launch["kernel_id"], launch["cell_id"]) == (kernel.id, "abc")
    assert launch["notebook"].endswith("shared.ipynb")
    assert launch["execution_count"] > 0
    assert of(aws) == {}


def test_fill_says_what_it_added_and_from_where(kernel, aws):
    write(kernel.folder, mode="fill")
    ran = kernel.run("train()")
    assert of(aws) == INHERITED
    assert ran.card["verdict"] == "filled"
    assert {"key": "environment", "value": "dev", "source": "policy-default"} in ran.card["added"]
    assert "environment=dev" in ran.plain[0]


def test_block_is_one_readable_error(kernel, aws):
    write(kernel.folder, mode="block")
    ran = kernel.run("train()")
    assert (ran.error, ran.card["verdict"]) == ("TagPolicyError", "blocked")
    assert ran.traceback[0] == (
        "TagPolicyError: CreateTrainingJob not sent: missing cost-center and environment."
    )
    assert "cost-center: allowed are CC-4711 (Retail ML), CC-4802." in ran.traceback
    assert ran.traceback[-1].endswith("%cost_tags use churn")
    assert len(ran.traceback) < 7  # not a word of botocore
    assert aws.world.store.of_kind("training-job") == []
    done = kernel.run("%cost_tags use churn\ntrain()")
    assert done.error is None
    assert of(aws)["cost-center"] == "CC-4802"


def test_a_deploy_is_one_card(kernel, aws):
    ran = kernel.run(DEPLOY)
    assert [one["operation"] for one in ran.card["resources"]] == [
        "CreateModel",
        "CreateEndpointConfig",
        "CreateEndpoint",
    ]
    assert ran.updates == 2
    assert len({launch["batch"] for launch in told(kernel)}) == 1
    again = kernel.run("train()")
    assert told(kernel)[-1]["batch"] != told(kernel)[0]["batch"]
    assert again.cards.keys() != ran.cards.keys()


def test_what_is_complete_and_has_no_price_says_nothing(kernel, aws):
    write(kernel.folder, rates=None)
    tags = [{"Key": "cost-center", "Value": "CC-4711"}, {"Key": "environment", "Value": "dev"}]
    ran = kernel.run(f"train(Tags={tags})")
    assert ran.cards == {}
    assert len(told(kernel)) == 1


def test_a_thread_that_launches_after_its_cell(kernel, aws):
    kernel.run(
        "import threading, time\n"
        "def later():\n    time.sleep(0.3)\n    train('late')\n"
        "thread = threading.Thread(target=later, name='pool-1')\nthread.start()"
    )
    ran = kernel.run("thread.join()")
    late = kernel.collect(seconds=1)
    assert told(kernel)[-1]["thread"] == "pool-1"
    cards = [*ran.cards.values(), *late.cards.values()]
    assert [card["resources"][0]["name"] for card in cards] in ([], ["late"])
    assert of(aws, "late") == {}


def test_a_notebooks_choice_follows_without_a_restart(kernel, aws):
    write(kernel.folder, mode="fill", notebooks={f"kernel:{kernel.id}": {"bundle": "ranking"}})
    kernel.run("train('one')")
    assert of(aws, "one")["project"] == "ranking"
    write(kernel.folder, mode="fill", notebooks={"path:shared.ipynb": {"tags": {"project": "own"}}})
    kernel.run("train('two')")
    assert of(aws, "two") == {**INHERITED, "project": "own"}


def test_without_a_page_the_notebook_file_tells(kernel, aws):
    notebook = kernel.folder.parent / "shared.ipynb"
    write(kernel.folder, mode="fill")
    notebook.write_text(json.dumps({"metadata": {"cost_tags": {"bundle": "ranking"}}}))
    kernel.run("train('one')")
    assert of(aws, "one")["project"] == "ranking"
    notebook.write_text(json.dumps({"metadata": {"cost_tags": {"tags": {"project": "own-file"}}}}))
    kernel.run("train('two')")
    assert of(aws, "two")["project"] == "own-file"
    notebook.write_text("{")
    kernel.run("train('three')")
    assert of(aws, "three") == INHERITED


@pytest.mark.parametrize(
    "cell",
    [
        "!aws sagemaker create-training-job --training-job-name cli-1",
        "%%bash\naws sagemaker create-training-job --training-job-name cli-1",
    ],
)
def test_a_shell_line_without_tags_is_said_before_it_runs(kernel, cell):
    stub = "import os, sys; os.environ['PATH'] = ''"
    kernel.run(f"saved_path = __import__('os').environ['PATH']\n{stub}")
    ran = kernel.run(cell)
    assert ran.card["resources"][0]["outcome"] == "unseen"
    assert "cli-1 has no --tags" in ran.plain[0]
    kernel.run("os.environ['PATH'] = saved_path")


def test_a_shell_line_without_tags_does_not_run_in_mode_block(kernel):
    write(kernel.folder, mode="block")
    ran = kernel.run("marker = 1\n!aws sagemaker create-training-job --training-job-name cli-1")
    assert "TagPolicyError" in "".join([*ran.traceback, ran.text])
    assert kernel.run("marker").error == "NameError"
    assert kernel.run("print('on')").text == "on\n"  # and the next cell runs


def test_run_of_a_script(kernel, aws, tmp_path):
    write(kernel.folder, mode="fill")
    script = tmp_path / "script.py"
    script.write_text(f"{SETUP}\ntrain('from-script')\n")
    assert kernel.run(f"%run {script}").error is None
    assert of(aws, "from-script") == INHERITED


def test_unload_lets_calls_out(kernel, aws):
    write(kernel.folder, mode="block")
    kernel.run("%unload_ext jupyter_cost_tags")
    assert kernel.run("train()").error is None
    kernel.run("%load_ext jupyter_cost_tags")
    assert kernel.run("train('two')").error == "TagPolicyError"


def test_two_notebooks_with_different_bundles_at_once(start, folder, aws):
    one, two = start(), start()
    write(
        folder,
        mode="fill",
        notebooks={
            f"kernel:{one.id}": {"bundle": "churn"},
            f"kernel:{two.id}": {"bundle": "ranking"},
        },
    )
    for kernel, name in ((one, "one"), (two, "two")):
        assert kernel.run(f"{SETUP}\ntrain({name!r})").error is None
    assert of(aws, "one")["project"] == "churn"
    assert of(aws, "two")["project"] == "ranking"
    loaded = [line["kernel_id"] for line in lines(folder) if line["event"] == "loaded"]
    assert set(loaded) == {one.id, two.id}


def test_a_restart_is_guarded_too(start, folder, aws):
    kernel = start()
    write(folder, mode="fill")
    kernel.restart()
    kernel.run(f"{SETUP}\ntrain()")
    assert of(aws) == INHERITED


def test_users_who_append_to_ipythons_lists_have_a_normal_kernel(start, folder, aws, tmp_path):
    """Two appended lists double each other in traitlets: minutes, where a start takes seconds."""
    profile = tmp_path / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    (profile / "ipython_kernel_config.py").write_text(
        "c = get_config()\nc.IPKernelApp.extensions.append('autoreload')\n"
    )
    kernel = start(IPYTHONDIR=str(tmp_path / "ipython"))  # 60 s until it must answer
    write(folder, mode="fill")
    assert kernel.run(f"{SETUP}\ntrain()").error is None
    assert of(aws) == INHERITED
    assert "autoreload" in kernel.run("print(get_ipython().extension_manager.loaded)").text


def test_a_kernel_without_a_folder_says_it_once_and_works(start, aws, monkeypatch, tmp_path):
    kernel = start(COST_TAGS_GUARD_DIR=str(tmp_path / "nowhere"))
    ran = kernel.run(f"{SETUP}\ntrain('one')\ntrain('two')")
    assert ran.error is None
    assert ran.text.count("no policy reaches this kernel yet") == 1
