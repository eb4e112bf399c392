"""`whoami --set`: change the tags of my own user profile or space."""

from __future__ import annotations

from enum import Enum

import typer

from ..launches.document import NAME
from ..problems import BadRequest, CostTagsError
from ..service.context import Context
from ..service.guards import Guards
from ..service.own import plan_own
from .fix import apply_or_print, parse_tags
from .output import Format, say, working


class Layer(str, Enum):
    """One of my own layers."""

    profile = "user-profile"
    space = "space"


SET = typer.Option(
    None,
    "--set",
    metavar="KEY=VALUE",
    help="Set a tag on your user profile or space (may be repeated).",
    show_default=False,
)
UNSET = typer.Option(
    None,
    "--unset",
    metavar="KEY",
    help="Remove a tag from it (may be repeated).",
    show_default=False,
)
ON = typer.Option(
    None,
    "--on",
    help="Which of the two; else your user profile, in a shared space the space.",
    show_default=False,
)
DRY_RUN = typer.Option(False, "--dry-run", help="With --set or --unset: print the plan only.")
YES = typer.Option(False, "--yes", "-y", help="With --set or --unset: apply without asking.")


def wants_change(
    set_: list[str] | None, unset: list[str] | None, on: Layer | None, *, dry_run: bool, yes: bool
) -> bool:
    """Tell whether a change is asked for; raises `BadRequest` for options that need one."""
    if set_ or unset:
        return True
    if on is not None or dry_run or yes:
        raise BadRequest(
            "--on, --dry-run and --yes go with --set or --unset.", action="See `whoami --help`."
        )
    return False


def change_own(
    context: Context,
    set_: list[str],
    unset: list[str],
    on: Layer | None,
    output: Format,
    *,
    dry_run: bool,
    yes: bool,
) -> int:
    """Plan, say when it takes effect, ask and apply; return the exit code of `fix`."""
    wanted = parse_tags(set_)
    with working("Reading tags…"):
        planned = plan_own(context, on.value if on else None, wanted, unset)
    place = planned.changes[0]
    say(f"The {planned.layer.replace('-', ' ')} {place.name}:")
    for note in planned.notes:
        say(note)
    code = apply_or_print(context, planned, output, dry_run=dry_run, yes=yes)
    if not dry_run:
        _tell_kernels(context)
    return code


def _tell_kernels(context: Context) -> None:
    """Write guard.json anew where there is one; the change stands whether that works or not."""
    guards = Guards(context)
    context.read_anew()
    if (context.state(context.identity()).folder / NAME).is_file():
        try:
            guards.sync()
        except CostTagsError as error:
            say(f"Kernels could not be told: {error.message} Try: jupyter cost-tags guard sync")
