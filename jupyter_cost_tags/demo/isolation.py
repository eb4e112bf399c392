"""The demo's own home and environment: nothing of the user's AWS, Jupyter or proxy is seen in it.

An allow list decides what is kept: a variable that nobody thought of can't lead to a real account.
"""

from __future__ import annotations

import os
import shutil
import site
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_KEPT = frozenset({
    "COLORTERM", "COMSPEC", "CONDA_PREFIX", "DYLD_LIBRARY_PATH", "LANG", "LANGUAGE",
    "LD_LIBRARY_PATH", "LOGNAME", "PATHEXT", "PYTHONPATH", "SHELL", "SYSTEMROOT", "TERM", "TZ",
    "USER", "VIRTUAL_ENV", "WINDIR",
})  # fmt: skip
_KEPT_PREFIX = "LC_"
_LOOPBACK = "127.0.0.1,localhost,::1"
# Port 9 discards: a client that means to leave the machine is refused at once, on loopback.
_NOWHERE = "http://127.0.0.1:9"
_SDK_CONFIG = """\
SchemaVersion: "1.0"
SageMaker:
  PythonSDK:
    Modules:
      TelemetryOptOut: true
      Session:
        DefaultS3Bucket: sagemaker-{region}-{account}
"""


class Sandbox:
    """A folder that holds all that the demo reads and writes; gone when the demo ends."""

    def __init__(self, root: Path) -> None:
        """Make the folders, the empty AWS files and the SDK's configuration below `root`."""
        self.root = root
        self.home = root / "home"
        self.notebooks = root / "notebooks"
        self.config = root / "jupyter" / "config"
        self.settings = self.config / "lab" / "user-settings"
        self.workspaces = self.config / "lab" / "workspaces"
        self.data = root / "jupyter" / "data"
        self.state = root / "cost-tags"
        self.temporary = root / "tmp"
        self.company = root / "company"
        for folder in (
            self.home, self.notebooks, self.config, self.data, self.state, self.temporary,
            self.company, root / "aws", root / "sdk",
        ):  # fmt: skip
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in ("config", "credentials"):
            (root / "aws" / name).touch()

    def variables(self) -> dict[str, str]:
        """Return the variables that keep Jupyter, IPython, boto3 and the SDK in here."""
        return {
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "JUPYTER_NO_CONFIG": "1",  # of the user, the environment and the system
            "JUPYTER_CONFIG_DIR": str(self.config),
            "JUPYTERLAB_SETTINGS_DIR": str(self.settings),
            "JUPYTERLAB_WORKSPACES_DIR": str(self.workspaces),
            "JUPYTER_DATA_DIR": str(self.data),
            "JUPYTER_RUNTIME_DIR": str(self.root / "jupyter" / "runtime"),
            "IPYTHONDIR": str(self.root / "ipython"),
            **self.product_variables(),
        }

    def product_variables(self) -> dict[str, str]:
        """Return those that matter to AWS clients and to this product alone."""
        aws, sdk = self.root / "aws", self.root / "sdk"
        return {
            "COST_TAGS_HOME": str(self.state),
            "COST_TAGS_GUARD_ANY_ENDPOINT": "1",
            "AWS_CONFIG_FILE": str(aws / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(aws / "credentials"),
            "SAGEMAKER_USER_CONFIG_OVERRIDE": str(sdk / "user.yaml"),
            "SAGEMAKER_ADMIN_CONFIG_OVERRIDE": str(sdk / "admin.yaml"),
            "SAGEMAKER_SUPPRESS_V2_WARNING": "1",
            "NO_PROXY": _LOOPBACK,
            "no_proxy": _LOOPBACK,
        }

    def configure_sdk(self, account: str, region: str) -> None:
        """Write what the SageMaker SDK needs: no telemetry, and no question for its bucket."""
        text = _SDK_CONFIG.format(account=account, region=region)
        (self.root / "sdk" / "user.yaml").write_text(text, encoding="utf-8")
        (self.root / "sdk" / "admin.yaml").write_text('SchemaVersion: "1.0"\n', encoding="utf-8")


@contextmanager
def sandbox() -> Iterator[Sandbox]:
    """Make a sandbox in the folder for temporary files and remove it at the end."""
    root = Path(tempfile.mkdtemp(prefix="cost-tags-demo-"))
    try:
        yield Sandbox(root)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def isolated(
    inherited: Mapping[str, str], box: Sandbox, added: Mapping[str, str]
) -> dict[str, str]:
    """Return the environment of the demo's processes: the kept, the sandbox's, then `added`."""
    kept = {k: v for k, v in inherited.items() if k in _KEPT or k.startswith(_KEPT_PREFIX)}
    proxies = ("http_proxy", "https_proxy", "all_proxy")
    return {
        **kept,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), inherited.get("PATH", "")]),
        # HOME moves, packages that were installed with --user stay where they are.
        "PYTHONUSERBASE": site.getuserbase(),
        **dict.fromkeys((*proxies, *(name.upper() for name in proxies)), _NOWHERE),
        **box.variables(),
        **added,
    }


@contextmanager
def in_force(environment: Mapping[str, str]) -> Iterator[None]:
    """Let this process have another environment for a while."""
    before = dict(os.environ)
    _replace(environment)
    try:
        yield
    finally:
        _replace(before)


def _replace(environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
