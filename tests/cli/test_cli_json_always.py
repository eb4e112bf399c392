"""`--format json` prints exactly one JSON object, whatever the outcome; the rest is stderr's."""

from __future__ import annotations

import pytest

RUNNING = "arn:aws:sagemaker:us-east-1:111122223333:training-job/train-xgb-0412"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "usage"),
        (("nope",), "usage"),
        (("scan", "--nope"), "usage"),
        (("scan", "--scope", "theirs"), "usage"),
        (("scan", "extra"), "usage"),
        (("scan", "--kind", "trainingjob"), "bad-request"),
        (("scan", "--since", "yesterday"), "bad-request"),
        (("scan", "--since", "0d"), "bad-request"),
        (("scan", "--since", "99999d"), "bad-request"),
        (("fix",), "bad-request"),
        (("fix", "--from-scan", "--arn", RUNNING), "bad-request"),
        (("fix", "--arn", RUNNING, "--set", "project"), "bad-request"),
        (("fix", "--arn", RUNNING, "--set", "a=1", "--set", "a=2"), "bad-request"),
        (("fix", "--arn", RUNNING, "--set", "aws:x=1"), "key-reserved"),
        (("fix", "--arn", RUNNING, "--set", "team=x"), "key-protected"),
        (("fix", "--arn", RUNNING, "--set", "colour=x"), "key-not-in-policy"),
        (("fix", "--arn", RUNNING, "--set", "environment=Prod"), "value-not-allowed"),
        (("fix", "--arn", RUNNING, "--set", "project=" + "x" * 257), "tag-invalid"),
        (("fix", "--arn", RUNNING, "--set", "project=\U0001f4a5"), "tag-invalid"),
        (("fix", "--arn", RUNNING, "--set", "project=\udcff"), "tag-invalid"),
        (("fix", "--arn", "nonsense"), "arn-refused"),
        (("fix", "--arn", RUNNING.replace("111122223333", "999999999999")), "arn-refused"),
        (("fix", "--arn", RUNNING.replace("us-east-1", "eu-west-1")), "arn-refused"),
        (("fix", "--arn", "arn:aws:s3:::bucket"), "arn-refused"),
        (("undo",), "usage"),
        (("undo", "nosuchrun"), "run-unknown"),
        (("undo", "../../etc/passwd"), "run-unknown"),
        (("spend", "--month", "2026-13"), "bad-request"),
        (("spend", "--month", "2030-01"), "bad-request"),
        (("spend", "--by", "colour"), "bad-request"),
        (("policy",), "usage"),
        (("policy", "check", "/no/such/file.yaml"), "policy-invalid"),
        (("policy", "check", "/"), "policy-invalid"),
    ],
)
def test_what_is_not_understood_is_exit_2(studio, ask, words, code):
    told = ask(*words)
    if words in {(), ("policy",)}:  # the option itself is not known there
        assert told.code == 2
    assert (told.code, told.problem["code"]) == (2, code)
    assert told.problem["message"]
    assert told.problem["action"]
    assert told.problem["message"].split()[0] in told.err  # people read it too
    assert "sagemaker:AddTags" not in studio.control.counts()


@pytest.mark.parametrize("spelling", ["--format=json", "-fjson", "--format=JSON"])
def test_every_spelling_of_the_format_counts(run, spelling):
    assert run("scan", "--nope", spelling).problem["code"] == "usage"


def test_the_last_format_counts(run):
    assert run("scan", "--nope", "--format", "json", "--format", "table").out == ""


@pytest.mark.parametrize(
    ("code", "exits"),
    [("ExpiredTokenException", 3), ("UnrecognizedClientException", 3), ("OptInRequired", 3)],
)
def test_credentials_that_are_over(studio, ask, code, exits):
    studio.control.add_faults([{"op": "sts:*", "code": code}, {"op": "sagemaker:*", "code": code}])
    for command in ("whoami", "scan", "spend"):
        told = ask(command)
        assert told.code == exits
        assert "111122223333" not in told.out or told.json.get("environment")


@pytest.mark.parametrize("command", ["whoami", "scan", "spend"])
def test_no_credentials_is_a_configuration_error(laptop, ask, monkeypatch, command):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    told = ask(command)
    assert (told.code, told.problem["code"]) == (2, "no-credentials")


def test_no_region_is_a_configuration_error(laptop, ask, monkeypatch):
    monkeypatch.delenv("AWS_REGION")
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    told = ask("scan", "--scope", "all")
    assert (told.code, told.problem["code"]) == (2, "no-region")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("AWS_PROFILE", "nobody", "no-profile"),
        ("AWS_REGION", "not a region", "bad-aws-config"),
        ("AWS_ENDPOINT_URL", "nonsense", "bad-aws-config"),
        ("COST_TAGS_NOW", "yesterday", "misconfigured"),
    ],
)
def test_a_wrong_setting_is_a_configuration_error(studio, ask, monkeypatch, name, value, code):
    monkeypatch.setenv(name, value)
    told = ask("scan", "--scope", "all")
    assert (told.code, told.problem["code"]) == (2, code)


def test_an_aws_configuration_file_that_is_broken(laptop, ask, monkeypatch, tmp_path):
    (tmp_path / "config").write_text("[default\nregion us")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    told = ask("whoami")
    assert (told.code, told.problem["code"]) == (2, "bad-aws-config")


def test_no_network(laptop, ask, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    told = ask("scan", "--scope", "all")
    assert (told.code, told.problem["code"], told.problem["retryable"]) == (3, "unreachable", True)


@pytest.mark.parametrize(
    ("command", "body"),
    [("whoami", "html"), ("whoami", "truncated"), ("scan", "empty"), ("spend", "garbage")],
)
def test_garbage_from_everything(studio, ask, command, body):
    studio.control.add_faults([{"op": "*", "body": body}])
    told = ask(command)
    assert told.code == 3
    assert told.json
    assert "0.00" not in told.out


def test_outside_studio_nothing_says_what_is_mine(laptop, ask):
    told = ask("scan")
    assert (told.code, told.problem["code"]) == (2, "scope-unknown")
    assert "all" in told.problem["action"]
    assert ask("scan", "--scope", "all").code == 1
    assert ask("whoami").json["environment"] == "local"
    spend = ask("spend")
    assert (spend.code, spend.json["state"], spend.json["month_to_date"]) == (
        3,
        "unavailable",
        None,
    )


BAD_POLICIES = {
    "tgas": ("version: 1\ntgas: []\n", ":2:", '"tags"'),
    "mode": ("version: 1\nmode: wran\n", ":2:", '"warn"'),
    "required": ("version: 1\ntags:\n  - key: project\n    requird: true\n", ":4:", '"required"'),
    "yaml": ("version: 1\ntags: [\n", ":", "YAML"),
    "empty": ("", ":1:", "empty"),
    "version": ("version: 2\n", ":1:", "version"),
    "twice": ("version: 1\nmode: warn\nmode: block\n", ":3:", "twice"),
    "pattern": ('version: 1\ntags:\n  - {key: a, pattern: "(a+)+$"}\n', ":3:", "groups"),
}


@pytest.mark.parametrize("name", BAD_POLICIES)
def test_a_bad_policy_names_file_line_and_the_nearest_spelling(
    studio, ask, tmp_path, monkeypatch, name
):
    text, line, hint = BAD_POLICIES[name]
    path = tmp_path / "bad.yaml"
    path.write_text(text)
    told = ask("policy", "check", str(path))
    assert (told.code, told.problem["code"]) == (2, "policy-invalid")
    assert f"bad.yaml{line}" in told.problem["message"]
    assert hint in told.problem["message"]
    monkeypatch.setenv("COST_TAGS_POLICY", str(path))
    for words in (("scan",), ("fix", "--from-scan", "--yes")):
        told = ask(*words)
        assert (told.code, told.problem["code"]) == (2, "policy-invalid")  # never "compliant"
    shown = ask("policy", "show")
    assert (shown.code, shown.json["problem"]["code"]) == (2, "policy-invalid")
    assert ask("whoami").code == 2
    assert ask("whoami").json["user_profile"] == "ana"


def test_without_any_policy_nothing_is_judged(studio, run, monkeypatch):
    monkeypatch.delenv("COST_TAGS_POLICY")
    studio.world.tag_policy = None
    told = run("scan", "--format", "json")
    assert told.code == 0
    assert "no policy" in told.err
    assert not any(one["missing"] or one["invalid"] for one in told.json["resources"])
