"""A user's machine on which everything leads to a real account, or somewhere else."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Canary:
    """A server and a file that nobody may touch."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "canary"
        self.requests: list[str] = []
        canary = self

        class Handler(BaseHTTPRequestHandler):
            def handle_one_request(self) -> None:
                self.close_connection = True
                canary.requests.append(self.rfile.readline().decode(errors="replace"))

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def touches(self) -> list[str]:
        return self.requests + ([f"{self.file} exists"] if self.file.exists() else [])


@contextmanager
def canary(folder: Path):
    made = Canary(folder)
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()


def poisoned_home(canary: Canary, folder: Path) -> Path:
    """Make a home whose AWS, Jupyter, IPython and SDK files all reach for the canary."""
    touch = f"open({str(canary.file)!r}, 'w').close()\n"
    process = f"credential_process = touch {canary.file}\nendpoint_url = {canary.url}\n"
    files = {
        ".aws/config": f"[default]\n{process}[profile production]\n{process}",
        ".aws/credentials": "[default]\naws_access_key_id = AKIAREAL\naws_secret_access_key = x\n",
        ".boto": "[Credentials]\naws_access_key_id = AKIAREAL\naws_secret_access_key = x\n",
        ".jupyter/jupyter_server_config.py": touch,
        ".jupyter/jupyter_lab_config.py": touch,
        ".ipython/profile_default/startup/00.py": touch,
        ".ipython/profile_default/ipython_config.py": touch,
        ".config/sagemaker/config.yaml": "SchemaVersion: '9'\n",
        ".bashrc": f"touch {canary.file}\n",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def poisoned_variables(canary: Canary, home: Path) -> dict[str, str]:
    """Return variables, each of which would change what the demo does if it were seen."""
    url = canary.url
    return {
        "AWS_PROFILE": "production",
        "AWS_DEFAULT_PROFILE": "production",
        "AWS_ENDPOINT_URL": url,
        "AWS_ENDPOINT_URL_SAGEMAKER": url,
        "AWS_ENDPOINT_URL_STS": url,
        "AWS_ENDPOINT_URL_COST_EXPLORER": url,
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
        "AWS_ACCESS_KEY_ID": "AKIAREAL",
        "AWS_SECRET_ACCESS_KEY": "real",
        "AWS_SESSION_TOKEN": "real",
        "AWS_SECURITY_TOKEN": "real",
        "AWS_REGION": "eu-west-3",
        "AWS_DEFAULT_REGION": "eu-west-3",
        "AWS_CONFIG_FILE": str(home / ".aws" / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / ".aws" / "credentials"),
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": url,
        "AWS_WEB_IDENTITY_TOKEN_FILE": str(home / ".aws" / "config"),
        "AWS_ROLE_ARN": "arn:aws:iam::999999999999:role/Real",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT": url,
        "AWS_EC2_METADATA_DISABLED": "false",
        "AWS_CA_BUNDLE": str(home / "no-such-bundle"),
        "AWS_DATA_PATH": str(home),
        "BOTO_CONFIG": str(home / ".boto"),
        "SAGEMAKER_USER_CONFIG_OVERRIDE": str(home / ".config" / "sagemaker" / "config.yaml"),
        "SAGEMAKER_INTERNAL_IMAGE_URI": "real",
        "RESOURCE_METADATA_FILE": str(home / "real-metadata.json"),
        "COST_TAGS_HOME": str(home / "real-state"),
        "COST_TAGS_POLICY": str(home / "real-policy.yaml"),
        "COST_TAGS_GUARD": "off",
        "COST_TAGS_NOW": "1999-01-01T00:00:00Z",
        "JUPYTER_CONFIG_DIR": str(home / ".jupyter"),
        "JUPYTER_CONFIG_PATH": str(home / ".jupyter"),
        "JUPYTER_PATH": str(home),
        "JUPYTER_TOKEN": "real",
        "JUPYTERHUB_API_URL": url,
        "IPYTHONDIR": str(home / ".ipython"),
        "HTTP_PROXY": url,
        "HTTPS_PROXY": url,
        "ALL_PROXY": url,
        "http_proxy": url,
        "https_proxy": url,
        "all_proxy": url,
        "NO_PROXY": "real.example",
    }
