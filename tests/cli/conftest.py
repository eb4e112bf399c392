"""Ana's space at the demo's company, and the command line in this process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from jupyter_cost_tags.cli import main
from jupyter_cost_tags.demo import company

NOW = "2026-11-23T12:00:00Z"


@dataclass(frozen=True)
class Outcome:
    """What a command left: exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object that stdout holds."""
        value = json.loads(self.out)
        assert isinstance(value, dict)
        return value

    @property
    def problem(self) -> dict[str, Any]:
        """The problem, and nothing beside it."""
        value = self.json
        assert list(value) == ["problem"]
        assert set(value["problem"]) == {"code", "message", "action", "iam_action", "retryable"}
        return value["problem"]


@pytest.fixture
def run(capsys):
    """Run a command line in this process."""

    def command(*words: str) -> Outcome:
        capsys.readouterr()
        code = main(list(words))
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Outcome(code, out, err)

    return command


@pytest.fixture
def ask(run):
    """Run a command that answers in JSON."""
    return lambda *words: run(*words, "--format", "json")


@pytest.fixture
def studio(company_aws, tmp_path, monkeypatch):
    """The company's AWS, seen from ana's private space; the clock stands."""
    for name, path in company.write_files(company_aws.world, tmp_path / "files").items():
        monkeypatch.setenv(name, str(path))
    monkeypatch.setenv("COST_TAGS_NOW", NOW)
    return company_aws


@pytest.fixture
def laptop(company_aws, tmp_path, monkeypatch):
    """The same AWS and policy from a machine that is not in Studio."""
    monkeypatch.setenv("COST_TAGS_POLICY", str(company.files.write_policy(tmp_path / "files")))
    monkeypatch.setenv("RESOURCE_METADATA_FILE", str(tmp_path / "no-metadata.json"))
    monkeypatch.setenv("COST_TAGS_NOW", NOW)
    return company_aws
