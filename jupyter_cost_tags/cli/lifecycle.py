"""`lifecycle-config`: the script that installs this at each start, for admins."""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path
from typing import Any

import typer

from ..policy.read import read_policy
from ..problems import BadRequest
from ..rollout.lifecycle import (
    CONFIG,
    INDEX,
    MOST_BYTES,
    Script,
    config_text,
    dockerfile,
    parse_settings,
    script,
)
from ..service.context import Context
from ..service.lifecycles import attach, attach_commands, create
from .consent import ask_for_yes
from .output import (
    FINE,
    FORMAT,
    Format,
    is_terminal,
    print_csv,
    print_lines,
    print_plain,
    say,
    say_surroundings,
    surroundings,
    working,
)


class TargetChoice(str, Enum):
    """Where JupyterLab runs."""

    studio = "studio"
    notebook_instance = "notebook-instance"


TARGET = typer.Option(
    ..., "--target", help="studio: JupyterLab spaces, Unified Studio; or a notebook instance."
)
SOURCE = typer.Option(
    INDEX,
    "--source",
    metavar="index|s3://…whl|image",
    help="The package index, a wheel in S3 (VPC-only), or the lines of a custom image.",
)
POLICY = typer.Option(
    "", "--policy", metavar="FILE", help="A policy file that root will own in /etc/jupyter."
)
SETTING = typer.Option(
    None,
    "--setting",
    metavar="NAME=VALUE",
    help="A setting of the server that root will own, as snapshot=s3://…; may be repeated.",
    show_default=False,
)
OUT = typer.Option("", "--out", metavar="FILE", help="Write the script into this file.")
APPLY = typer.Option(False, "--apply", help="Create the lifecycle configuration in AWS.")
DOMAIN = typer.Option(
    "", "--domain", metavar="ID", help="With --apply: let it run in this domain, after a yes."
)
YES = typer.Option(False, "--yes", "-y", help="Attach it to the domain without asking.")
_CLASSIC = (
    "Studio Classic (JupyterLab 3) and images with JupyterLab below 4 are left as they are: the "
    "panel needs 4.2. Guard, scan and fix work there in a kernel with Python 3.10."
)
_NOTES = (
    _CLASSIC,
    "Settings of a domain's users don't apply to shared spaces: the update below sets both.",
    "The package is installed anew at each start; homes keep only their state.",
)


def lifecycle_config(
    target: TargetChoice = TARGET,
    source: str = SOURCE,
    policy: str = POLICY,
    setting: list[str] = SETTING,
    out: str = OUT,
    apply: bool = APPLY,
    domain: str = DOMAIN,
    yes: bool = YES,
    output: Format = FORMAT,
) -> int:
    """Print the script that installs panel, guard and policy at each start of JupyterLab.

    For example: jupyter cost-tags lifecycle-config --target studio --source
    s3://my-bucket/jupyter_cost_tags-1.0.0-py3-none-any.whl --policy cost-tags.yaml --apply

    At most 12,288 bytes; it ends within a minute and with exit code 0 whatever fails, logs what
    it did, leaves the image's own packages as they are, and reads no user's input. `--apply`
    creates it and prints the domain's update; with `--domain` and a yes it makes that, too.

    Exit code 0 when it was printed or made, 2 for a source or policy that can't be used, 3 when
    AWS refused or could not be asked.
    """
    text, settings = _policy_text(policy), parse_settings(setting or ())
    if source == "image":
        return _print_image(text, settings, out, output)
    made = script(target.value, source, text, settings=settings)
    if out:
        _write(Path(out), made.text)
    told: dict[str, Any] = {"arn": None, "outcome": "printed", "attached": None}
    context = Context(os.environ)
    if apply:
        told |= _applied(context, made, domain, yes=yes)
    arn = told["arn"] or "ARN"
    commands = attach_commands(made.target, arn, domain or None)
    _print(made, told, commands, out, output, context)
    return FINE


def _applied(context: Context, made: Script, domain: str, *, yes: bool) -> dict[str, Any]:
    if domain and made.target != "studio":
        raise BadRequest("A notebook instance has no domain.", action="Leave --domain out.")
    if domain and not is_terminal():  # asked before anything is created
        ask_for_yes(f"Run it at each start in {domain}", yes=yes)
    with working("Creating the lifecycle configuration…"):
        created = create(context.aws, made)
    attached = None
    if domain and (yes or typer.confirm(f"Run it at each start in {domain}?", err=True)):
        with working("Updating the domain…"):
            attached = attach(context.aws, domain, created.arn)
    return {"arn": created.arn, "outcome": created.outcome, "attached": attached}


def _policy_text(file: str) -> str | None:
    if not file:
        return None
    path = Path(file).absolute()
    read_policy(path)  # an invalid one would leave every user without
    return path.read_text(encoding="utf-8-sig")


def _print_image(policy: str | None, settings: dict[str, Any], out: str, output: Format) -> int:
    """Print the lines of a Dockerfile; the files that it copies are said."""
    text = dockerfile(policy=policy is not None, settings=settings)
    config = config_text(settings)
    if out:
        _write(Path(out), text)
        if config:
            _write(Path(out).with_name(CONFIG), config)
    if output is Format.json:
        files = {CONFIG: config} if config else {}
        print_plain({"target": "image", "dockerfile": text, "files": files})
    elif not out:
        print_lines(text.splitlines())
        if config:
            say(f"{CONFIG}:\n{config}")
    return FINE


def _print(
    made: Script,
    told: dict[str, Any],
    commands: list[str],
    out: str,
    output: Format,
    context: Context,
) -> None:
    if output is Format.json:
        plain = {
            "target": made.target,
            "name": made.name,
            "bytes": made.size,
            "most_bytes": MOST_BYTES,
            "script": made.text,
            **told,
            "attach": commands,
            "notes": list(_NOTES),
        }
        print_plain({**plain, **surroundings(context)})
    elif output is Format.csv:
        header = ("name", "target", "bytes", "arn", "outcome", "attached")
        row = (made.name, made.target, made.size, told["arn"], told["outcome"], told["attached"])
        print_csv(header, [row], context)
    elif not out and told["outcome"] == "printed":
        print_lines(made.text.splitlines())
    say(f"{made.name}: {made.size:,} of {MOST_BYTES:,} bytes, {told['outcome']}.")
    for note in _NOTES:
        say(f"Note: {note}")
    if told["attached"]:
        say(f"The domain's built-in configuration: {told['attached']}. Apps take it as they start.")
        return
    say("Then let it run:")
    for command in commands:
        say(f"  {command}")
    say_surroundings(context)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadRequest(
            f"{path}: {error.strerror or 'can not be written'}.",
            code="unwritable",
            action="Name another file with --out.",
        ) from error
    say(f"Written: {path}")
