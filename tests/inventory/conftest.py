"""Scans of the demo's company and of big accounts, without waiting between tries."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from jupyter_cost_tags.aws import Aws, AwsSettings
from jupyter_cost_tags.aws.connections import Connections
from jupyter_cost_tags.demo import company
from jupyter_cost_tags.identity import resolve
from jupyter_cost_tags.inventory import scan
from jupyter_cost_tags.policy.read import read_policy

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)


@pytest.fixture
def sleeps():
    """The waits between tries, which are not waited for here."""
    return []


@pytest.fixture(scope="session")
def connections(company_account):
    """The clients of all tests with the company: to make them takes longer than a scan."""
    return Connections(AwsSettings())


@pytest.fixture
def asker(company_aws, connections, sleeps):
    return Aws(connections=connections, sleep=sleeps.append)


@pytest.fixture
def look(company_aws, asker, connections, tmp_path):
    """Scan the company as ana; the identity is read before any fault is set."""
    files = company.write_files(company_aws.world, tmp_path / "files")
    environ = {name: str(path) for name, path in files.items()}
    identity = resolve(Aws(connections=connections), environ)
    policy = read_policy(files["COST_TAGS_POLICY"])

    def run(scope="mine", **more):
        given = {"since": NOW - timedelta(days=30), "now": NOW, **more}
        return scan(asker, identity, policy, scope=scope, **given)

    run.identity = identity
    run.policy = policy
    return run
