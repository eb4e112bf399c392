"""`corrections`, and the file that --record writes: ended resources for FinOps to import."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from ..models import Correction, CorrectionFormat, Corrections
from ..problems import BadRequest
from ..service import corrections as service
from ..service.context import Context
from ..state.files import write_atomically
from .output import (
    FINE,
    FORMAT,
    TROUBLE,
    Format,
    print_json,
    print_table,
    say,
    say_surroundings,
)

REMOVE = typer.Option(
    None,
    "--remove",
    metavar="RECORD_ID",
    help="Take a wrong record out (may be repeated).",
    show_default=False,
)
_FORMS: dict[str, CorrectionFormat] = {".csv": "csv", ".json": "json"}


def corrections(remove: list[str] = REMOVE, output: Format = FORMAT) -> int:
    """Show the correction file: ended resources whose tags came too late for the bill.

    For example: jupyter cost-tags corrections --format csv > corrections.csv

    `fix` records them, with owner, proposed tags, and an estimate of what they cost: billable
    seconds, instances and list price multiplied, empty where one of them is not known. FinOps can
    import it to move past cost, which tags can't. Safe to open in a spreadsheet.

    Exit code 3 when part of the file can't be read.
    """
    context = Context(os.environ)
    context.identity()
    told = service.remove(context, remove) if remove else service.known(context)
    if output is Format.json:
        print_json(told, context)
    elif output is Format.csv:
        sys.stdout.write(service.spell(told, "csv").replace("\r\n", "\n"))
    elif told.records:
        print_table(("Estimate", "Job and proposed tags"), map(_row, told.records))
    if not told.records:
        say("No ended resource is recorded.")
    if told.problem:
        say(f"{told.problem.message} {told.problem.action}")
    say_surroundings(context)
    return TROUBLE if told.problem else FINE


def checked(path: Path | None) -> CorrectionFormat | None:
    """Return the form of a file to write; raises `BadRequest` for one that can't be."""
    if path is None:
        return None
    form = _FORMS.get(path.suffix.lower())
    if form is None:
        raise BadRequest(
            f"--record {path.name[:60]!r} is no CSV or JSON file.",
            action="Give a file that ends in .csv or .json.",
        )
    if path.is_dir() or not path.parent.is_dir():
        raise BadRequest(
            f"--record can't write {path.name[:60]!r} there.", action="Give a file in a folder."
        )
    return form


def write(path: Path, told: Corrections, form: CorrectionFormat) -> None:
    """Write a correction file, readable by its owner only; raises `OSError`."""
    write_atomically(path, service.spell(told, form).encode())
    say(f"{path}: {len(told.records)} ended resources, history only.")


def _row(record: Correction) -> tuple[str, str]:
    money = f"~{record.estimated_cost} {record.currency}" if record.estimated_cost else "not known"
    tags = ", ".join(f"{key}={value}" for key, value in sorted(record.tags.items()))
    return money, f"{record.name}\n{tags}\n{record.basis}\nrecord {record.record_id}"
