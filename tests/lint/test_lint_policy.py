"""Findings: files and folders, launches held against the policy, and what is written about them."""

from __future__ import annotations

import pytest
from linted import notebook, use

from jupyter_cost_tags.policy.read import read_policy
from jupyter_cost_tags.problems import BadRequest
from jupyter_cost_tags.service.lints import Rules, make_lint

POLICY = """
version: 1
tags:
  - {key: cost-center, required: true, values: {CC-4711: Retail ML, CC-4802: Logistics ML}}
  - {key: environment, required: true, values: [dev, staging, prod]}
  - {key: project, pattern: "[a-z][a-z0-9-]{2,40}"}
exempt: {kinds: [endpoint], name_patterns: ["tmp-.*"]}
"""
BOTO = 'import boto3\nsm = boto3.client("sagemaker")\n'
CALL = 'sm.create_training_job(TrainingJobName="t1")\n'


@pytest.fixture
def policy(tmp_path):
    path = tmp_path / "cost-tags.yaml"
    path.write_text(POLICY)
    return read_policy(path)


@pytest.fixture
def lint(tmp_path):
    """Write files and lint their folder."""
    folder = tmp_path / "repo"

    def run(files, rules=None, **more):
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return make_lint([folder], rules or Rules(), **more)

    return run


def tagged(tags):
    pairs = ", ".join(f'{{"Key": "{k}", "Value": {v}}}' for k, v in tags.items())
    return f'{BOTO}sm.create_training_job(TrainingJobName="t1", Tags=[{pairs}])\n'


def names(told):
    return sorted(one.path.rpartition("/")[2] for one in told.findings)


def test_without_a_policy_any_tag_will_do(lint):
    told = lint({"a.py": BOTO + CALL, "b.py": tagged({"x": '"y"'}), "c.py": BOTO + CALL})
    assert names(told) == ["a.py", "c.py"]
    assert (told.files, told.launches, told.unknown) == (3, 3, 0)
    (found, _) = told.findings
    assert found.rule == "untagged-launch"
    assert found.message == "sm.create_training_job launches a training job without tags."
    assert found.fix == 'Tags=[{"Key": "KEY", "Value": "…"}]'
    assert (found.operation, found.kind, found.name) == ("CreateTrainingJob", "training-job", "t1")


def test_system_keys_say_nothing(lint):
    told = lint({"a.py": tagged({"sagemaker:project-name": '"x"', "aws:createdBy": '"y"'})})
    assert [one.rule for one in told.findings] == ["untagged-launch"]


def test_a_policy_names_what_is_missing(lint, policy):
    (found,) = lint({"a.py": BOTO + CALL}, Rules(policy)).findings
    assert found.missing == ["cost-center", "environment"]
    assert found.message.endswith("The policy requires cost-center and environment.")
    expected = 'Tags=[{"Key": "cost-center", "Value": "…"}, {"Key": "environment", "Value": "…"}]'
    assert found.fix == expected
    told = lint({"a.py": tagged({"cost-center": '"CC-4711"'})}, Rules(policy))
    (found,) = told.findings
    assert (found.rule, found.missing) == ("missing-key", ["environment"])


def test_near_misses_have_the_right_spelling(lint, policy):
    told = lint(
        {"a.py": tagged({"Cost-Center": '"CC-4711"', "environment": '"Prod"'})}, Rules(policy)
    )
    (found,) = told.findings
    assert [(one.key, one.meant) for one in found.near] == [("Cost-Center", "cost-center")]
    assert [(one.key, one.suggestion) for one in found.invalid] == [("environment", "prod")]
    assert "Cost-Center is billed as another key than cost-center." in found.message
    assert "Did you mean prod?" in found.message


def test_a_value_that_is_refused_is_a_finding(lint, policy):
    wrong = tagged({"cost-center": '"CC-4711"', "environment": '"Prod"'})
    (found,) = lint({"a.py": wrong}, Rules(policy)).findings
    assert (found.rule, found.missing) == ("refused-value", [])


def test_a_value_that_is_not_known_is_taken_for_right(lint, policy):
    right = tagged({"cost-center": "center", "environment": '"dev"', "project": "name"})
    assert lint({"a.py": right}, Rules(policy)).findings == []


def test_what_the_policy_exempts_and_what_propagates_is_left_alone(lint, policy):
    exempt = BOTO + 'sm.create_endpoint(EndpointName="e")\n' + CALL.replace("t1", "tmp-1")
    assert lint({"a.py": exempt}, Rules(policy)).findings == []
    every = Rules(policy, arriving=("cost-center", "environment"))
    assert lint({"a.py": BOTO + CALL}, every).findings == []
    (found,) = lint({"a.py": BOTO + CALL}, Rules(policy, arriving=("cost-center",))).findings
    assert found.missing == ["environment"]


def test_what_carries_tags_is_judged_when_asked_for(lint):
    source = BOTO + "sm.create_model(ModelName='m')\n" + use("sagemaker.workflow.pipeline.Pipeline")
    source += "Pipeline(name='p', steps=[]).upsert(role_arn=r)\n"
    assert lint({"a.py": source}).findings == []
    told = lint({"a.py": source}, Rules(carriers=True))
    assert [one.kind for one in told.findings] == ["model", "pipeline"]
    assert "creates a model without tags" in told.findings[0].message


def test_the_shells_fix_is_the_shells(lint, policy):
    told = lint({"a.sh": "aws sagemaker create-training-job\n"}, Rules(policy))
    assert told.findings[0].fix == "--tags Key=cost-center,Value=… Key=environment,Value=…"


def test_what_cannot_be_known_is_counted(lint):
    told = lint({"a.py": BOTO + "sm.create_training_job(Tags=tags)\n"})
    assert (told.findings, told.launches, told.unknown) == ([], 0, 1)


def test_folders_are_searched_and_other_peoples_files_left_out(lint):
    call = BOTO + CALL
    found = ("a.py", "deep/b.ipynb", "c.sh", "d.bash")
    files = {
        "a.py": call, "deep/b.ipynb": notebook(call), "c.sh": "aws sagemaker create-endpoint\n",
        "d.bash": "aws sagemaker create-endpoint\n", "e.txt": call, ".hidden.py": call,
        ".git/f.py": call, ".ipynb_checkpoints/g.py": call, "node_modules/h.py": call,
        "env/pyvenv.cfg": "", "env/i.py": call, "lib/site-packages/j.py": call,
        "old/k.py": call, "gen_l.py": call,
    }  # fmt: skip
    told = lint(files, excluded=("old", "*/gen_*"))
    assert sorted(one.path.partition("/repo/")[2] for one in told.findings) == sorted(found)


def test_links_are_not_followed_out_of_the_folder(lint, tmp_path):
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "a.py").write_text(BOTO + CALL)
    (tmp_path / "repo").mkdir()
    for name, target in (("link", "else"), ("loop", "repo"), ("gone.py", "gone")):
        (tmp_path / "repo" / name).symlink_to(tmp_path / target)
    assert lint({"b.py": BOTO}).files == 1


def test_files_that_cannot_be_read_are_named(lint):
    told = lint(
        {
            "a.py": b"\xff\xfe\x00sagemaker",
            "b.ipynb": "{",
            "c.py": "import sagemaker\ndef (:",
            "d.ipynb": notebook(BOTO, "broken(", CALL),
            "e.py": "",
            "f.py": b"\xef\xbb\xbf" + (BOTO + CALL).encode(),
        }
    )
    skipped = {one.path.rpartition("/")[2]: one.reason for one in told.skipped}
    assert skipped == {
        "a.py": "not UTF-8",
        "b.ipynb": "it is no JSON",
        "c.py": "it is no Python",
        "d.ipynb": "no Python in cell 2",
    }
    assert names(told) == ["d.ipynb", "f.py"]


def test_a_file_is_looked_at_once_and_any_name_will_do(tmp_path):
    path = tmp_path / "launch"
    path.write_text(BOTO + CALL)
    assert make_lint([path, path], Rules()).files == 1
    assert len(make_lint([path], Rules()).findings) == 1


def test_a_path_that_does_not_exist_is_a_usage_error(tmp_path):
    with pytest.raises(BadRequest) as caught:
        make_lint([tmp_path / "gone"], Rules())
    assert caught.value.code == "no-such-path"


SDK = use("sagemaker.estimator.Estimator") + "Estimator(i, r).fit()\n"
CONFIG = "SchemaVersion: '1.0'\nSageMaker:\n  TrainingJob:\n    Tags:\n    - {Key: a, Value: b}\n"


@pytest.mark.parametrize(
    "name", ["config.yaml", "sagemaker-config.yml", ".sagemaker/defaults.yaml"]
)
def test_an_sdk_configuration_of_the_repository_may_give_tags(lint, name):
    files = {"a.py": SDK, "b.py": BOTO + CALL, ".git/HEAD": ""}
    assert names(lint(files)) == ["a.py", "b.py"]
    assert names(lint({name: CONFIG.replace("Tags", "RoleArn")})) == ["a.py", "b.py"]
    told = lint({name: CONFIG})
    assert names(told) == ["b.py"]  # boto3 doesn't read it
    assert told.unknown == 1


def test_a_fingerprint_stays_when_lines_move(lint):
    before = lint({"a.py": BOTO + CALL + "x = 1\n" + CALL}).findings
    after = lint({"a.py": "\n\n" + BOTO + "y = 2\n" + CALL + CALL}).findings
    assert [one.fingerprint for one in before] == [one.fingerprint for one in after]
    assert len({one.fingerprint for one in before}) == 2
