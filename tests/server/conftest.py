"""A Jupyter server with the extension, under the default flags and under Studio's."""

from __future__ import annotations

import pytest

from jupyter_cost_tags.extension import CostTags


@pytest.fixture
def flags():
    """The ServerApp settings of a test; parametrize to change them."""
    return {}


@pytest.fixture
def guard():
    """Whether kernels are told: at its start such a server asks AWS by itself."""
    return False


@pytest.fixture
def jp_server_config(flags, guard):
    return {
        "ServerApp": {
            "jpserver_extensions": {"jupyter_cost_tags": True, "jupyter_server_terminals": False},
            "allow_unauthenticated_access": False,
            "reraise_server_extension_failures": True,
            **{key: value for key, value in flags.items() if key not in {"base_url", "token"}},
        },
        "IdentityProvider": {"token": flags["token"]} if "token" in flags else {},
        "CostTags": {"guard": guard},
    }


@pytest.fixture
def extension(jp_serverapp):
    """The extension of the running server; no work of it outlives the test.

    What still waited for AWS would ask the next test's.
    """
    apps = jp_serverapp.extension_manager.extension_apps["jupyter_cost_tags"]
    found = next(app for app in apps if isinstance(app, CostTags))
    yield found
    found.service().stop()
    assert found.service().workers.close(patience=60)
