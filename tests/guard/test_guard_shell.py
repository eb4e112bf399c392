"""Shell lines that create something without tags, found before a cell runs; never a wrong one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_cost_tags.guard.operations import CARRIES, SPENDS
from jupyter_cost_tags.guard.shell import Found, shell_parts, untagged_commands, untagged_script

JOB = "aws sagemaker create-training-job --training-job-name t1"
FOUND = Found("CreateTrainingJob", "training-job", SPENDS, "t1", 1)
TAGS = "--tags Key=project,Value=churn"


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (f"!{JOB}", 1),
        (f"  !{JOB}", 1),
        (f"!!{JOB}", 1),
        (f"out = !{JOB}", 1),
        (f"%sx {JOB}", 1),
        (f"answer = %system {JOB}", 1),
        (f"import os\nif True:\n    !{JOB}", 3),
        (f"%%bash\n{JOB}", 2),
        (f"%%sh\n\n{JOB}\n", 3),
        (f"\n%%bash\n{JOB}", 3),
        (f"%%script bash\n{JOB}", 2),
        (f"%%script /bin/sh -e\n{JOB}", 2),
        (f"%%!\n{JOB}", 2),
        (f"%%time\n!{JOB}", 2),
        (f"%%cost_tags project=churn\n!{JOB}", 2),
        (f"%%bash\r\n{JOB}\r\n", 2),
        ('"""\n!not this\n"""\n' + f"!{JOB}", 4),
    ],
)
def test_every_way_to_a_shell_is_seen(source, line):
    assert untagged_commands(source) == [FOUND._replace(line=line)]


@pytest.mark.parametrize(
    "command",
    [
        f"AWS_PROFILE=dev {JOB}",
        f"/usr/local/bin/{JOB}",
        f"time {JOB}",
        f"sudo {JOB}",
        f"{JOB} --region us-east-1",
        JOB.replace("aws ", "aws --region us-east-1 --no-cli-pager "),
        JOB.replace("sagemaker ", "sagemaker --profile dev "),
        JOB.replace("--training-job-name t1", "--training-job-name=t1"),
        JOB.replace("t1", '"t1"'),
        JOB.replace("t1", "'t1'"),
        f"{JOB} --role-arn $ROLE --resource-config '{{\"InstanceCount\": 1}}'",
        f"{JOB} --hyper-parameters a=1 b=$B",
        f"cd x && {JOB} | tee log",
        f"{JOB} > out.json 2>&1",
        f"{JOB} >/dev/null; echo done",
        f"ARN=$({JOB} --query TrainingJobArn --output text)",
        f'ARN="$({JOB} --query TrainingJobArn)"',
        f"ARN=`{JOB}`",
        f"echo started: $({JOB})",
        f"if ! {JOB}; then echo no; fi",
        f"for i in 1 2; do {JOB}; done",
        f"({JOB})",
        f"run() {{ {JOB}; }}",
        f"{JOB} # --tags later",
        f"{JOB} --tags '[]'",
        f'{JOB} --tags ""',
        f"{JOB} --tags",
        f"{JOB} --endpoint-url https://api.sagemaker.us-east-1.amazonaws.com",
        "aws sagemaker \\\n  create-training-job \\\n  --training-job-name t1",
        "cat <<EOF\naws sagemaker\nEOF\n" + JOB,
    ],
)
def test_a_command_without_tags_is_found(command):
    (found,) = untagged_script(command)
    assert found._replace(line=1) == FOUND
    assert found.line == command[: command.index(JOB)].count("\n") + 1 if JOB in command else 1


@pytest.mark.parametrize(
    "source",
    [
        f"!{JOB} {TAGS}",
        f"!{JOB} --tags file://tags.json",
        f"!{JOB} --tags=$TAGS",
        f"!{JOB} --tags {{tags}}",
        f"!{JOB} \\\n   {TAGS}",
        f"!{JOB} --cli-input-json file://job.json",
        f"!{JOB} --cli-input-yaml file://job.yaml",
        f"!{JOB} --generate-cli-skeleton",
        f"!{JOB} $MORE",
        f'!{JOB} "${{MORE[@]}}"',
        f"!{JOB} {{more}}",
        f'%%bash\nrun() {{ {JOB} "$@"; }}',
        "!aws sagemaker $WHAT --training-job-name t1",
        "!aws $OPTIONS sagemaker create-training-job",
        "!aws sagemaker create-training-job help",
        f"!{JOB} --endpoint-url http://localhost:4566",
        f"!echo {JOB}",
        f"!echo '{JOB}'",
        f'!echo "{JOB}"',
        f"# !{JOB}",
        f"!# {JOB}",
        f"%%bash\n# {JOB}",
        f"%%bash\ncat <<EOF > job.sh\n{JOB}\nEOF",
        f"%%bash\ncat > job.sh <<-'EOF'\n{JOB}\n  EOF\n",
        f"%%bash\necho '\n{JOB}\n",  # the quote never ends
        f"%%writefile job.sh\n{JOB}",
        f"%%markdown\n{JOB}",
        f"%%script python\n{JOB}",
        f"%%script\n{JOB}",
        f"%%unheard_of\n!{JOB}",
        f'text = """\n!{JOB}\n"""',
        f'print("!{JOB}")',
        "!aws sagemaker create-experiment --experiment-name e",
        "!aws sagemaker create-presigned-domain-url --domain-id d",
        "!aws sagemaker describe-training-job --training-job-name create-training-job",
        "!aws s3 cp sagemaker create-training-job",
        "!gaws sagemaker create-training-job",
        "",
        "%%",
        "!",
    ],
)
def test_what_is_tagged_or_not_known_or_no_launch_is_not_found(source):
    assert untagged_commands(source) == []


def test_operations_are_those_of_the_table():
    told = untagged_script(
        "aws sagemaker create-auto-ml-job-v2 --auto-ml-job-name a\n"
        "aws sagemaker create-endpoint-config --endpoint-config-name c\n"
        "aws sagemaker create-brand-new-job --brand-new-job-name n\n"
    )
    assert told == [
        Found("CreateAutoMLJobV2", "automl-job", SPENDS, "a", 1),
        Found("CreateEndpointConfig", "endpoint-config", CARRIES, "c", 2),
        Found("CreateBrandNewJob", "brand-new-job", SPENDS, "n", 3),
    ]


@pytest.mark.parametrize("given", ["$NAME", '"job-$(date +%s)"', "{name}", "`date`"])
def test_a_name_that_is_not_plain_is_not_told(given):
    (found,) = untagged_commands(f"!aws sagemaker create-training-job --training-job-name {given}")
    assert found.name is None


def test_several_are_told_in_their_order():
    source = f"!{JOB}\nx = 1\n!aws sagemaker create-endpoint \\\n --endpoint-name e1\n"
    assert [(found.name, found.line) for found in untagged_commands(source)] == [
        ("t1", 1),
        ("e1", 3),
    ]


def test_parts_keep_their_lines():
    parts = shell_parts("x = 1\n!one \\\n two\n%sx three")
    assert [(part.text, part.line) for part in parts] == [("one \\\n two", 2), ("three", 4)]


PIECES = ("!", "%%bash\n", "aws sagemaker create-training-job", "\\", "\n", '"', "'", "$(", ")",
          "`", "<<EOF", "EOF", ";", "|", "#", "--tags", " ", "${", "}", '"""', "x = ")  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3)).map("".join))
def test_no_text_raises(source):
    lines = source.replace("\r\n", "\n").count("\n") + 1
    assert all(1 <= found.line <= lines for found in untagged_commands(source))
    untagged_script(source)


def test_deep_nesting_ends():
    assert untagged_script(f"{'$(' * 5000}{JOB}") == []
    assert len(untagged_script(f"{'$(' * 9}{JOB}{')' * 9}")) == 1
