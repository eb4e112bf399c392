"""Install scripts for Studio and notebook instances: no failure of theirs may stop JupyterLab.

Limits: content of a lifecycle configuration has at most 16,384 characters of base64, which are
12,288 bytes (botocore sagemaker model); Studio gives it five minutes and does not start the app
when it fails (AWS docs sagemaker/latest/dg/studio-lifecycle-configurations).
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import shlex
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from .. import __version__
from ..problems import BadRequest

Target = Literal["studio", "notebook-instance"]
MOST_BYTES = 12288
SECONDS = 50  # with start and end below a minute
INDEX = "index"
ETC = "/etc/jupyter"

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
    place: Place | None = None,
    seconds: int = SECONDS,
    etc: str = ETC,
) -> Script:
    """Return the install script; raises `BadRequest` for a source that it can't take.

    `policy` is the text of a policy file that root will own. Nothing of it, and nothing of any
    user, is read as a command: it travels in base64.
    """
    where = place or PLACES[target]
    version = _version(source)
    packed = base64.b64encode(gzip.compress(policy.encode(), mtime=0)).decode() if policy else ""
    filled = {
        "PREFIX": shlex.quote(where.prefix),
        "VERSION": version,
        "VERSION_Q": shlex.quote(version),
        "SOURCE": shlex.quote(source),
        "POLICY": shlex.quote(packed),
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


def dockerfile(*, policy: bool) -> str:
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
    if policy:
        lines += [
            "USER root",
            f"COPY cost-tags.yaml {ETC}/cost-tags.yaml",
            f"RUN chown root:root {ETC}/cost-tags.yaml && chmod 0644 {ETC}/cost-tags.yaml",
            "USER sagemaker-user",
        ]
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
