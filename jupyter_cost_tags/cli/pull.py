"""`policy pull`: the organisation's tag policy as a policy file."""

from __future__ import annotations

import os
import re
from pathlib import Path

import typer

from ..models import PolicyPull
from ..problems import BadRequest
from ..service import pulls
from ..service.context import Context
from .output import (
    FINDINGS,
    FINE,
    FORMAT,
    TROUBLE,
    Format,
    print_csv,
    print_json,
    print_lines,
    say,
    say_surroundings,
    working,
)

OUT = typer.Option(
    None,
    "--output",
    "-o",
    metavar="FILE",
    help="Write this file instead of printing; one that is there stays without --force.",
    show_default=False,
)
FORCE = typer.Option(False, "--force", help="Replace the file that -o names.")
MERGE = typer.Option(
    None,
    "--merge",
    metavar="FILE",
    help="Add the organisation's rules to this policy file; the difference is shown.",
    show_default=False,
)
ACCOUNT = typer.Option(
    "",
    "--account",
    metavar="ID",
    help="The tag policy of another account: for the management account or a delegated admin.",
    show_default=False,
)


def pull(
    out: Path = OUT,
    force: bool = FORCE,
    merge: Path = MERGE,
    account: str = ACCOUNT,
    output: Format = FORMAT,
) -> int:
    """Write the organisation's effective tag policy as a cost-tags.yaml.

    For example: jupyter cost-tags policy pull -o cost-tags.yaml, and when the organisation
    changes its mind: jupyter cost-tags policy pull --merge cost-tags.yaml -o cost-tags.yaml --force

    Keys come with AWS's spelling, values with their wildcards, required keys with the kinds that
    must carry them; comments say where each key is from and what AWS refuses by itself. With
    --merge, mode, bundles, names and everything else of the file stay, values that the
    organisation does not allow go; the file's own comments are not kept.

    Needs organizations:DescribeEffectivePolicy and tag:ListRequiredTags.

    Exit code 0 when it was printed, written or is the same already, 1 when there is no tag policy
    or file and organisation disagree, 2 for a wrong command or a file that is there, 3 when AWS
    could not be read in full.
    """
    if force and out is None:
        raise BadRequest("--force goes with -o FILE.", action="See `policy pull --help`.")
    if account and not re.fullmatch(r"[0-9]{12}", account):
        raise BadRequest("--account is not an account ID.", action="It has twelve digits.")
    context = Context(os.environ)
    with working("Asking for the organisation's tag policy…"):
        pulled = pulls.pull(context, account=account or None, base=merge)
    if out is not None:
        pulled = pulls.put(pulled, out, force=force)
    _print(context, pulled, output)
    say_surroundings(context)
    if pulled.organisation.problem:
        return TROUBLE
    return FINDINGS if pulled.conflicts else FINE


def _print(context: Context, pulled: PolicyPull, output: Format) -> None:
    if output is Format.json:
        print_json(pulled, context)
    elif output is Format.csv:
        print_csv(("key",), [(key,) for key in pulled.keys], context)
    elif pulled.file is None:
        print_lines(pulled.yaml.splitlines())
    if pulled.diff:
        say(pulled.diff.rstrip("\n"))
    for sentence in (*pulled.left_out, *pulled.conflicts):
        say(sentence)
    problem = pulled.organisation.problem
    if problem:
        action = f" Missing IAM action: {problem.iam_action}." if problem.iam_action else ""
        say(f"{problem.message}{action}")
    keys = f"{len(pulled.keys)} keys"
    if pulled.outcome == "written":
        say(f"{pulled.file}: written, {keys}. Check it: jupyter cost-tags policy check FILE")
    elif pulled.outcome == "unchanged":
        say(f"{pulled.file}: says the same already, {keys}.")
