"""`parts`: what belongs to an endpoint, a pipeline or a notebook instance, side by side."""

from __future__ import annotations

import os

import typer

from ..inventory.scan import resource_id
from ..models import AlignRequest, Part, PartCell, PartKey, Parts, PipelineStep
from ..problems import BadRequest
from ..service import parts as service
from ..service.context import Context
from ..service.rights import check_arn
from .fix import DRY_RUN, SET, YES, apply_or_print, parse_tags
from .output import (
    FINDINGS,
    FINE,
    FORMAT,
    TROUBLE,
    Format,
    print_csv,
    print_json,
    print_table,
    say,
    say_surroundings,
    working,
)

ARN = typer.Argument(help="The ARN of an endpoint, a pipeline or a notebook instance.")
ALIGN = typer.Option(False, "--align", help="Give every part the same tags: plan, ask, apply.")
LIKE = typer.Option(
    None,
    "--like",
    metavar="ARN",
    help="With --align: the part whose values win; the resource itself without it.",
    show_default=False,
)

_ROLES = {
    "endpoint-config": "configuration",
    "inference-component": "component",
    "notebook-instance": "notebook instance",
}
_BILL = {
    "accrues": "billed now",
    "next-deployment": "next deployment",
    "next-run": "next run",
    "nothing": "not itself",
    "ended": "ended",
    "unknown": "? unknown",
}


def parts(
    arn: str = ARN,
    align: bool = ALIGN,
    like: str = LIKE,
    set_: list[str] = SET,
    dry_run: bool = DRY_RUN,
    yes: bool = YES,
    output: Format = FORMAT,
) -> int:
    """Show what belongs to a resource with its tags side by side, and give all the same.

    For example: jupyter cost-tags parts ARN, then with --align --dry-run

    Of an endpoint: its configuration and models, shadow variants and inference components
    included. AWS bills the endpoint's instances under the endpoint's own tags; configuration and
    models carry theirs to the next deployment. Of a pipeline: its newest execution, what its
    steps launched, and the keys that a step gives otherwise. A notebook instance stands alone:
    jobs that are launched from it don't get its tags.

    Exit code 0 when the tags agree and satisfy the policy, 1 when they don't, 2 for a wrong
    command, 3 when something could not be read; with --align those of `fix`.
    """
    if not align and (like or set_ or dry_run or yes):
        raise BadRequest("--like, --set, --dry-run and --yes need --align.")
    context = Context(os.environ)
    with working("Reading parts and tags…"):
        check_arn(arn, context.identity(), context.aws.region())
        named = arn, arn.rpartition("/")[2]
        if align:
            request = AlignRequest(
                id=resource_id(arn),
                like=resource_id(like) if like else None,
                set=parse_tags(set_ or []),
            )
            plan = service.plan_align(context, *named, request)
        else:
            found = service.find_parts(context, *named).parts
    if align:
        code = apply_or_print(context, plan, output, dry_run=dry_run, yes=yes)
    else:
        code = _show(context, found, output)
    say_surroundings(context)
    return code


def exit_code(found: Parts) -> int:
    """Return 3 for what could not be read, 1 for tags that differ or lack something, else 0."""
    if not found.complete:
        return TROUBLE
    wrong = any(part.state == "non-compliant" for part in found.parts)
    return FINDINGS if wrong or any(key.state == "different" for key in found.keys) else FINE


def _show(context: Context, found: Parts, output: Format) -> int:
    if output is Format.json:
        print_json(found, context)
    elif output is Format.csv:
        keys = [key.key for key in found.keys]
        print_csv((*_CSV, *keys), [_csv_row(found, part) for part in found.parts], context)
    else:
        _print_for_people(found)
    for note in (found.parts[0].note, *found.notes):
        say(note)
    for problem in found.problems:
        say(f"{problem.message} {problem.action}")
    _say_next(found)
    return exit_code(found)


_CSV = ("role", "name", "status", "used_by", "state", "on_the_bill", "arn", "reason")


def _csv_row(found: Parts, part: Part) -> tuple[object, ...]:
    cells = [_cell_of(key, part).value for key in found.keys]
    used = "; ".join(part.used_by)
    told = (part.role, part.name, part.status, used, part.state, part.on_the_bill)
    return (*told, part.arn, part.reason, *cells)


def _print_for_people(found: Parts) -> None:
    header = ("Part", "On the bill", *(key.key for key in found.keys))
    rows = [
        (
            _part_name(part),
            _BILL[part.on_the_bill],
            *(_cell_text(key, _cell_of(key, part)) for key in found.keys),
        )
        for part in found.parts
    ]
    print_table(header, rows)
    if found.steps:
        print_table(("Step", "Gives itself", "Beside the pipeline"), map(_step_row, found.steps))


def _part_name(part: Part) -> str:
    role = _ROLES.get(part.role, part.role)
    used = f" ({'shadow ' if part.shadow else ''}{', '.join(part.used_by)})" if part.used_by else ""
    return f"{role} {part.name}{used}"


def _cell_of(key: PartKey, part: Part) -> PartCell:
    return next(cell for cell in key.cells if cell.id == part.id)


def _cell_text(key: PartKey, cell: PartCell) -> str:
    """Return a value, marked where it is wrong or not the resource's own."""
    if cell.state in {"unknown", "gone"}:
        return "? unknown" if cell.state == "unknown" else "gone"
    if cell.state == "missing":
        return "! missing" if key.required or key.state == "different" else "-"
    if cell.state == "not-allowed":
        return f"! {cell.value} (not allowed)"
    differs = key.state == "different" and cell.value != key.cells[0].value
    return f"! {cell.value}" if differs else str(cell.value)


def _step_row(step: PipelineStep) -> tuple[str, str, str]:
    given = [f"{key}={value}" for key, value in step.tags.items()]
    given += [f"{key} (by a parameter)" for key in step.from_parameters]
    beside = [f"! {one.key}={one.step}, not {one.pipeline}" for one in step.overrides]
    beside += [f"does not give {key}" for key in step.missing]
    return f"{step.name} ({step.type})", ", ".join(given) or "nothing", ", ".join(beside) or "-"


def _say_next(found: Parts) -> None:
    suggested = {key.key: key.suggested for key in found.keys if key.suggested is not None}
    if suggested:
        told = ", ".join(f"{key}={value}" for key, value in suggested.items())
        whom = "every part" if len(found.parts) > 1 else "it"
        say(f"To give {whom} {told}: add --align --dry-run.")
