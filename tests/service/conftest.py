"""A service over the demo's company, as a server has it."""

from __future__ import annotations

import os

import pytest

from jupyter_cost_tags.demo import company
from jupyter_cost_tags.service.context import Context, Settings
from jupyter_cost_tags.service.service import Service


@pytest.fixture
def studio(company_aws, tmp_path, monkeypatch):
    """The company's AWS, seen from ana's private space; the clock stands."""
    for name, path in company.write_files(company_aws.world, tmp_path / "files").items():
        monkeypatch.setenv(name, str(path))
    monkeypatch.setenv("COST_TAGS_NOW", "2026-11-23T12:00:00Z")
    return company_aws


@pytest.fixture
def start(studio):
    """Start a server's service anew, on the same home; none outlives its test.

    What still waited for AWS would ask the next test's.
    """
    services = []

    def started(**settings):
        services.append(Service(Context(os.environ, Settings(**settings))))
        return services[-1]

    yield started
    studio.control.calm()
    for service in services:
        assert service.workers.close(patience=60)


@pytest.fixture
def service(start):
    return start()
