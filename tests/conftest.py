"""Fixtures that every test may use: an isolated environment and two embedded AWS accounts."""

from __future__ import annotations

import gc
import os
import zlib
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest
from examples import examples
from hypothesis import HealthCheck, settings

from jupyter_cost_tags.demo.embedded_aws.remote import RemoteAws

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws

# Seconds say how busy the machine is, not how good an example is.
settings.register_profile(
    "part",
    max_examples=examples(),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("part")

NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
_OURS = ("AWS_", "COST_TAGS_", "SAGEMAKER_", "RESOURCE_METADATA_FILE", "JUPYTER_")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--one-in", type=int, default=1, help="Run one test in so many, the same ones")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep a slice: whichever tests of a file, by their names, the same each time."""
    share = config.getoption("one_in")
    parts: tuple[list[pytest.Item], list[pytest.Item]] = ([], [])
    for item in items:
        parts[zlib.crc32(item.nodeid.encode()) % share != 0].append(item)
    items[:], left = parts
    if left:
        config.hook.pytest_deselected(items=left)


def pytest_collection_finish() -> None:
    """Spare the collector what lives to the end; a sixth of the time went into looking at it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def pytest_sessionfinish() -> None:
    """Look once for what was left open; pytest looks again twice, at what is not frozen."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def isolated_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave no way to a real account, a real home or real Jupyter folders."""
    for name in list(os.environ):
        if name.startswith(_OURS):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    folders = {
        "HOME": home,
        "JUPYTER_CONFIG_DIR": home / "jupyter-config",
        "JUPYTER_DATA_DIR": home / "jupyter-data",
        "JUPYTER_RUNTIME_DIR": home / "jupyter-runtime",
        "COST_TAGS_HOME": home / "cost-tags",
        "AWS_CONFIG_FILE": home / "no-aws-config",
        "AWS_SHARED_CREDENTIALS_FILE": home / "no-aws-credentials",
    }
    for name, folder in folders.items():
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture(scope="session")
def empty_account() -> Iterator[EmbeddedAws | RemoteAws]:
    """One server for all tests; `EMBEDDED_AWS_URL` names one that runs already."""
    url = os.environ.get("EMBEDDED_AWS_URL")
    if url:
        yield RemoteAws(url)
        return
    from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws

    with EmbeddedAws() as server:
        yield server


@pytest.fixture(scope="session")
def empty_snapshot(empty_account: Any) -> int:
    """The account before anything happened, without index lag."""
    empty_account.control.lag(seconds=0)
    return int(empty_account.control.snapshot())


@pytest.fixture
def aws(empty_account: Any, empty_snapshot: int, monkeypatch: pytest.MonkeyPatch) -> EmbeddedAws:
    """An embedded AWS with nothing in it, which the environment points at.

    Search and the tagging API see writes at once; `aws.control.lag(seconds=3)` changes that.
    """
    return _fresh(empty_account, empty_snapshot, monkeypatch)


@pytest.fixture(scope="session")
def company_account() -> Iterator[EmbeddedAws]:
    """One server with the demo's company for all tests."""
    from jupyter_cost_tags.demo import company
    from jupyter_cost_tags.demo.embedded_aws.server import EmbeddedAws

    with EmbeddedAws(company.build(NOW)) as server:
        yield server


@pytest.fixture(scope="session")
def company_snapshot(company_account: Any) -> int:
    """The company before anything happened, without index lag."""
    company_account.control.lag(seconds=0)
    return int(company_account.control.snapshot())


@pytest.fixture
def company_aws(
    company_account: Any, company_snapshot: int, monkeypatch: pytest.MonkeyPatch
) -> EmbeddedAws:
    """An embedded AWS with the demo's company on 2026-11-23 at noon UTC."""
    return _fresh(company_account, company_snapshot, monkeypatch)


def _fresh(server: Any, snapshot: int, monkeypatch: pytest.MonkeyPatch) -> EmbeddedAws:
    server.control.restore(number=snapshot)
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    return server
