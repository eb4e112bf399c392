"""A client under guard, against the embedded AWS."""

from __future__ import annotations

import pytest
from guarded import Guarded, write
from kernels import Kernel
from launching import SETUP


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


@pytest.fixture(scope="module")
def shared(empty_account, tmp_path_factory):
    """One kernel for many tests; nothing in it was installed or loaded by hand."""
    root = tmp_path_factory.mktemp("kernel")
    (root / "shared").mkdir()
    kernel = Kernel(
        root / "runtime",
        **empty_account.environment(),
        HOME=str(root),
        COST_TAGS_GUARD_DIR=str(root / "shared"),
        COST_TAGS_GUARD_ANY_ENDPOINT="1",
        JPY_SESSION_NAME=str(root / "shared.ipynb"),
    )
    kernel.folder = root / "shared"
    assert kernel.run(SETUP).error is None
    yield kernel
    kernel.stop()


@pytest.fixture
def kernel(shared, aws):
    """The shared kernel with a fresh account, a fresh guard.json and no mode of its own."""
    write(shared.folder)
    shared.run("%reload_ext jupyter_cost_tags")
    shared.run(
        "import jupyter_cost_tags.guard as g; g.install().override = g.install().chosen = None"
    )
    for file in (shared.folder / "launches").glob("*"):
        file.write_text("")
    return shared
