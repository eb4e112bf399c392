"""A small part of benchmarks/scale.py: what docs/admins/scale.md counts with."""

from __future__ import annotations

import importlib
import math
from decimal import Decimal
from pathlib import Path

import pytest


@pytest.fixture
def scale(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "benchmarks"))
    return importlib.import_module("scale")


@pytest.mark.parametrize(
    "users",
    [110, pytest.param(330, marks=pytest.mark.slow)],  # more than 20 pages
)
def test_requests_bytes_and_calls_grow_as_the_page_says(scale, tmp_path, users):
    size = scale.Size(users=users, days=2, values=Decimal(1), per_space=50)
    place = str(tmp_path / "snapshot")
    with scale.account(size) as (server, context):
        runs = scale.a_month_of_snapshots(context, size, place)
        reader = scale.one_reader(server, context, size, place)
        audit = scale.an_audit(server, context)
    # Pages of 500 groups: users, their values, the days with costs; a page for each other question.
    first, later = [run.requests for run in runs]
    assert first == math.ceil(users * scale.BACK / 500) + 3
    assert later == math.ceil(users * 2 / 500) + 3
    assert {run.files for run in runs} == {users}
    assert all(run.left_out == 0 for run in runs)
    own = Path(place, "user-profile", scale.DOMAIN, "user-007.json").stat().st_size
    assert own < 10_000
    assert reader == {"s3:GetObject": 2}  # the index and the own file
    assert audit["sagemaker:ListUserProfiles"] == math.ceil(
        users / 100
    )  # a call per hundred, not one each
    assert sum(audit.values()) < 15
