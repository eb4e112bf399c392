"""A client under guard, against the embedded AWS."""

from __future__ import annotations

import pytest
from guarded import Guarded, write


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder that server and kernels share, with a guard.json."""
    shared = tmp_path / "shared"
    write(shared)
    monkeypatch.setenv("COST_TAGS_GUARD_DIR", str(shared))
    monkeypatch.setenv("COST_TAGS_GUARD_ANY_ENDPOINT", "1")
    return shared


@pytest.fixture
def guarded(folder, aws):
    return Guarded(folder, aws)
