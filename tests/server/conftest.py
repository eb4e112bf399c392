"""A Jupyter server with the extension, under the default flags and under Studio's."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from jupyter_cost_tags import openapi
from jupyter_cost_tags.demo import company
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


@pytest.fixture
def studio(company_aws, tmp_path, monkeypatch):
    for name, path in company.write_files(company_aws.world, tmp_path / "files").items():
        monkeypatch.setenv(name, str(path))
    monkeypatch.setenv("COST_TAGS_NOW", "2026-11-23T12:00:00Z")
    return company_aws


@pytest.fixture
def call(studio, jp_serverapp, extension, http_server_client, jp_base_url):
    """Send JSON as the panel does; return status and decoded answer, which fits the document."""
    document = openapi.document()
    token = jp_serverapp.identity_provider.token

    async def run(verb, path, body=None):
        answer = await http_server_client.fetch(
            f"{jp_base_url}jupyter-cost-tags/api/{path}",
            method=verb,
            headers={"Authorization": f"token {token}", "Content-Type": "application/json"},
            body=json.dumps(body or {}) if verb == "POST" else None,
            raise_error=False,
            request_timeout=60,
        )
        assert answer.headers["Content-Type"].startswith("application/json")
        decoded = json.loads(answer.body)
        described = document["paths"][f"/jupyter-cost-tags/api/{path.partition('?')[0]}"]
        status = "200" if answer.code == 200 else "default"
        schema = described[verb.lower()]["responses"][status]["content"]["application/json"]
        Draft202012Validator({**document, **schema["schema"]}).validate(decoded)
        return answer.code, decoded

    yield run
    studio.control.calm()
