"""Install scripts for Studio and notebook instances: no failure of theirs may stop JupyterLab.

Limits: content of a lifecycle configuration has at most 16,384 characters of base64, which are
12,288 bytes (botocore sagemaker model); Studio gives it five minutes and does not start the app
when it fails (AWS docs sagemaker/latest/dg/studio-lifecycle-configurations).
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

from .. import __version__
from ..problems import BadRequest

Target = Literal["studio", "notebook-instance"]
MOST_BYTES = 12288
SECONDS = 50  # with start and end below a minute
INDEX = "index"
ETC = "/etc/jupyter"
CONFIG = "jupyter_jupyter_cost_tags_config.json"  # what Jupyter reads for our extension alone

_S3_WHEEL = re.compile(
    r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/(?:[A-Za-z0-9_.=+@-]+/)*"
    r"(jupyter_cost_tags-([0-9][A-Za-z0-9.+]*)-py3-none-any\.whl)"
)


@dataclass(frozen=True)
class Place:
    """Where a target's Jupyter lives and as whom it runs."""

    prefix: str
    run_as: str
    log: str


_LOG = "/tmp/jupyter-cost-tags.log"  # noqa: S108  (of the app's own container)

PLACES: dict[Target, Place] = {
    "studio": Place("/opt/conda", "", _LOG),
    "notebook-instance": Place(
        "/home/ec2-user/anaconda3/envs/JupyterSystemEnv",
        "ec2-user",
        "/var/log/jupyter-cost-tags.log",
    ),
}


@dataclass(frozen=True)
class Script:
    """One script, and the name of the lifecycle configuration that holds it."""

    target: Target
    text: str

    @property
    def size(self) -> int:
        """Return its bytes."""
        return len(self.text.encode())

    @property
    def content(self) -> str:
        """Return what AWS takes: base64."""
        return base64.b64encode(self.text.encode()).decode()

    @property
    def name(self) -> str:
        """Return a name that changes with the content: a configuration can't be changed."""
        digest = hashlib.sha256(self.text.encode()).hexdigest()[:8]
        return f"jupyter-cost-tags-{re.sub('[^A-Za-z0-9]+', '-', __version__)}-{digest}"


def script(  # noqa: PLR0913  (where it runs is keyword-only)
    target: Target,
    source: str = INDEX,
    policy: str | None = None,
    *,
    settings: Mapping[str, Any] | None = None,
    place: Place | None = None,
    seconds: int = SECONDS,
    etc: str = ETC,
) -> Script:
    """Return the install script; raises `BadRequest` for a source that it can't take.

    `policy` is the text of a policy file that root will own, `settings` the server's. Nothing of
    them, and nothing of any user, is read as a command: they travel in base64.
    """
    where = place or PLACES[target]
    version = _version(source)
    filled = {
        "PREFIX": shlex.quote(where.prefix),
        "VERSION": version,
        "VERSION_Q": shlex.quote(version),
        "SOURCE": shlex.quote(source),
        "POLICY": shlex.quote(_packed(policy)),
        "SETTINGS": shlex.quote(_packed(config_text(settings))),
        "CONFIG": CONFIG,
        "LIMIT": str(seconds),
        "TARGET": target,
        "TARGET_Q": shlex.quote(target),
        "RUN_AS": shlex.quote(where.run_as),
        "LOG": shlex.quote(where.log),
        "ETC": shlex.quote(etc),
    }
    template = files(__package__).joinpath("scripts/install.sh").read_text(encoding="utf-8")
    made = Script(target, re.sub(r"@([A-Z_]+)@", lambda found: filled[found[1]], template))
    if made.size > MOST_BYTES:
        raise BadRequest(
            f"The script has {made.size:,} bytes, and a lifecycle configuration at most "
            f"{MOST_BYTES:,}: the policy is too large for it.",
            action="Put the policy into a custom image (--source image), or shorten it.",
        )
    return made


def _packed(text: str | None) -> str:
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode() if text else ""


def config_text(settings: Mapping[str, Any] | None) -> str | None:
    """Return Jupyter's configuration file with these settings; None without any."""
    return json.dumps({"CostTags": dict(settings)}, indent=2) + "\n" if settings else None


def dockerfile(*, policy: bool, settings: Mapping[str, Any] | None = None) -> str:
    """Return the lines for a custom image: the fastest start, and no time limit."""
    wheel = f"jupyter_cost_tags-{__version__}-py3-none-any.whl"
    lines = [
        "# BASE_IMAGE: a SageMaker Distribution image, 2.2 or newer.",
        "ARG BASE_IMAGE",
        "FROM ${BASE_IMAGE}",
        f"COPY {wheel} /tmp/",
        "# --no-deps: these images carry all that it needs, and another boto3 breaks AWS's own",
        "# extensions.",
        f"RUN /opt/conda/bin/python -m pip install --no-index --no-deps /tmp/{wheel}",
    ]
    locked = ["cost-tags.yaml"] if policy else []
    locked += [CONFIG] if settings else []
    if locked:
        lines.append("USER root")
        for name in locked:
            lines.append(f"COPY {name} {ETC}/{name}")
            lines.append(f"RUN chown root:root {ETC}/{name} && chmod 0644 {ETC}/{name}")
        lines.append("USER sagemaker-user")
    return "\n".join(lines) + "\n"


def _version(source: str) -> str:
    if source == INDEX:
        return __version__
    found = _S3_WHEEL.fullmatch(source)
    if found is None:
        raise BadRequest(
            f"{source[:120]!r} is no wheel of jupyter-cost-tags in S3.",
            action="Use index, image, or s3://BUCKET/…/jupyter_cost_tags-VERSION-py3-none-any.whl.",
        )
    return found[2]


# The server's settings that an admin may lock, by their kinds of values (extension.py).
SETTINGS: dict[str, type] = {
    "aws_profile": str,
    "aws_region": str,
    "billing_view": str,
    "cost_explorer_daily_cap": int,
    "guard": bool,
    "ignore_configured_endpoints": bool,
    "snapshot": str,
    "spend": bool,
}


def parse_settings(given: Sequence[str]) -> dict[str, Any]:
    """Return NAME=VALUE pairs as values of the server; raises `BadRequest`."""
    settings: dict[str, Any] = {}
    for pair in given:
        name, equals, text = pair.partition("=")
        kind = SETTINGS.get(name)
        if kind is None or not equals:
            raise BadRequest(
                f"{pair[:60]!r} is no setting of the server.",
                action=f"Write NAME=VALUE with one of {', '.join(SETTINGS)}.",
            )
        settings[name] = _setting(name, kind, text)
    return settings


def _setting(name: str, kind: type, text: str) -> Any:
    if kind is bool and text.lower() in {"true", "false"}:
        return text.lower() == "true"
    if kind is int and text.isascii() and text.isdigit():
        return int(text)
    if kind is str and text:
        return text
    wanted = {bool: "true or false", int: "a number", str: "a text"}[kind]
    raise BadRequest(f"{name} takes {wanted}.", action=f"Write {name}=VALUE.")
