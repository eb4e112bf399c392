"""`demo`: an embedded AWS with a company in it, and JupyterLab beside it."""

from __future__ import annotations

from importlib.util import find_spec

import typer

from ..problems import Misconfigured

AWS_ONLY = typer.Option(
    False, "--aws-only", help="Only the embedded AWS; prints the environment to export."
)
PORT = typer.Option(0, "--port", min=0, max=65535, help="Port of JupyterLab; 0 takes a free one.")
NOW = typer.Option(
    "", "--now", help="Fix the clock, e.g. 2026-12-01T00:30:00Z.", show_default=False
)
_NEEDED = ("moto", "duckdb", "flask", "cbor2")


def demo(
    aws_only: bool = AWS_ONLY,
    port: int = PORT,
    now: str = NOW,
) -> int:
    """Try everything without an AWS account: nothing leaves this machine.

    For example: jupyter cost-tags demo, or jupyter cost-tags demo --aws-only

    Prints the address of JupyterLab when it serves; Ctrl-C ends everything.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise Misconfigured(
            f"The demo needs {', '.join(missing)}.",
            code="demo-not-installed",
            action='Install it with: pip install "jupyter-cost-tags[demo]"',
        )
    from ..demo import run  # noqa: PLC0415  (the demo's own dependencies)

    return run.main(aws_only=aws_only, port=port, now=now or None)
