"""`jupyter cost-tags demo`: the embedded AWS with its company, and JupyterLab beside it."""

from __future__ import annotations

import os
import shlex
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from ..problems import CostTagsError, Misconfigured
from ..state.clock import VARIABLE as CLOCK
from ..state.clock import fixed_clock
from .isolation import Sandbox, in_force, isolated, sandbox
from .ports import wanted_port

if TYPE_CHECKING:
    from .embedded_aws.server import EmbeddedAws
    from .lab import Lab

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_POLL = 0.1  # seconds
_PATIENCE = 120.0  # seconds that JupyterLab may take to answer


class DemoFailed(CostTagsError):
    """JupyterLab did not start."""

    code = "demo-failed"
    exit_code = 2
    action = "See the lines above; `jupyter lab` alone should start."


def main(*, aws_only: bool = False, port: int = 0, now: str | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM; return the exit code.

    `port` is JupyterLab's, 0 takes a free one; `now` fixes the clock (ISO 8601 with a zone).
    """
    instant = _instant(now)
    chosen = 0 if aws_only else wanted_port(port)
    inherited = dict(os.environ)
    with (
        _ending() as ended,
        sandbox() as box,
        in_force(isolated(inherited, box, {})),
        embedded_aws(box, instant) as aws,
    ):
        exported = product_environment(box, aws, now if instant else None)
        if aws_only:
            _print_exports(inherited, exported)
            ended.wait()
            return 0
        return _serve_lab(box, chosen, isolated(inherited, box, exported), inherited, ended)


def _instant(now: str | None) -> datetime | None:
    try:
        return fixed_clock({CLOCK: now or ""})
    except Misconfigured as error:
        raise Misconfigured(
            f"--now is no instant with a zone: {now}",
            code="usage",
            action="Write it as 2026-12-01T00:30:00Z.",
        ) from error


@contextmanager
def embedded_aws(box: Sandbox, now: datetime | None) -> Iterator[EmbeddedAws]:
    """Serve the company, whose launches come from its data scientist's space, and its files."""
    from . import company  # noqa: PLC0415  (moto and botocore: in the isolated environment only)
    from .embedded_aws.server import EmbeddedAws  # noqa: PLC0415

    world = company.build(now)
    world.studio_tags = company.studio_tags(world, company.PROFILE, company.SPACE)
    company.write_files(world, box.company)
    box.configure_sdk(world.account, world.region)
    with EmbeddedAws(world) as aws:
        yield aws


def product_environment(box: Sandbox, aws: EmbeddedAws, now: str | None) -> dict[str, str]:
    """Return what points every AWS client and this product at the embedded AWS."""
    from .company.files import METADATA, POLICY  # noqa: PLC0415

    return {
        **box.product_variables(),
        **aws.environment(),
        "RESOURCE_METADATA_FILE": str(box.company / METADATA),
        "COST_TAGS_POLICY": str(box.company / POLICY),
        **({CLOCK: now} if now else {}),
    }


@contextmanager
def _ending() -> Iterator[threading.Event]:
    """Turn signals into an event: nothing is torn out of what it does, nobody is orphaned."""
    ended = threading.Event()
    before = {number: signal.signal(number, lambda *_: ended.set()) for number in _SIGNALS}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _print_exports(inherited: Mapping[str, str], exported: Mapping[str, str]) -> None:
    """Print lines for a shell's `eval`; what else of AWS its environment holds is unset."""
    foreign = [name for name in inherited if name.startswith("AWS_") and name not in exported]
    lines = [f"unset {name}" for name in foreign]
    lines += [f"export {name}={shlex.quote(value)}" for name, value in exported.items()]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    sys.stderr.write("The embedded AWS serves until Ctrl-C.\n")


def _serve_lab(
    box: Sandbox,
    port: int,
    environment: Mapping[str, str],
    inherited: Mapping[str, str],
    ended: threading.Event,
) -> int:
    from . import layout, notebooks  # noqa: PLC0415
    from .lab import Lab  # noqa: PLC0415  (the demo's own dependencies)

    kernel = notebooks.offer_kernel(inherited, box.data)
    notebook = notebooks.put_notebook(box.notebooks, kernel)
    layout.write_workspace(box.workspaces, notebook.name)
    lab = Lab(box, port)
    sys.stderr.write("Northwind Analytics in an embedded AWS: nothing leaves this machine.\n")
    try:
        lab.start(environment)
        if wait_for(lab, ended):
            sys.stdout.write(lab.address(layout.lab_path(notebook.name)) + "\n")
            sys.stdout.flush()
            sys.stderr.write("Open the address above. Ctrl-C ends everything.\n")
        return _wait_for_the_end(lab, ended)
    finally:
        lab.stop()


def wait_for(lab: Lab, ended: threading.Event, patience: float = _PATIENCE) -> bool:
    """Wait until JupyterLab answers; False when the end came first.

    Raises `DemoFailed`, with the tail of its log on stderr, when it did not start.
    """
    from .lab import LabFailed  # noqa: PLC0415

    for _ in range(int(patience / _POLL)):
        try:
            if lab.answers():
                return True
        except LabFailed as error:
            sys.stderr.write(f"{error}\n")
            raise DemoFailed("JupyterLab did not start.") from error
        if ended.wait(_POLL):
            return False
    raise DemoFailed(f"JupyterLab did not answer within {patience:.0f} seconds.")


def _wait_for_the_end(lab: Lab, ended: threading.Event) -> int:
    """Wait for a signal, or for JupyterLab's own File > Shut Down."""
    while not ended.wait(_POLL):
        code = lab.exit_code()
        if code is not None:
            return code
    return 0
