"""`cur report --html` and `--quicksight`: the charts of a report as files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..cur.page import html as page
from ..problems import BadRequest
from ..service import curs
from ..service.context import Context
from ..service.doors import Source
from .files import to_file
from .output import (
    FINE,
    TROUBLE,
    Format,
    print_csv,
    print_lines,
    print_plain,
    say,
    say_surroundings,
    working,
)

_CALLS = {
    "1-create-data-source": "create-data-source",
    "2-create-data-set": "create-data-set",
    "3-create-dashboard": "create-dashboard",
}


def write_charts(
    context: Context,
    source: Source,
    asked: curs.Asked,
    *,
    html: str,
    quicksight: str,
    principal: str | None,
    output: Format,
) -> int:
    """Write a page or QuickSight's files, print what was written and return the exit code."""
    if html and quicksight:
        raise BadRequest("--html and --quicksight don't go together.", action="Name one of them.")
    if quicksight:
        return _quicksight(context, source, asked, Path(quicksight), principal, output)
    with working("Asking the report…"):
        charts = curs.charts(context, source, asked)
    path = Path(html)
    to_file(path, page(charts, demo=context.aws.demo))
    _print([str(path)], {"html": str(path)}, output, context)
    for problem in charts.problems:
        say(f"{problem.message} {problem.action}")
    say_surroundings(context)
    return TROUBLE if charts.problems else FINE


def _quicksight(
    context: Context,
    source: Source,
    asked: curs.Asked,
    folder: Path,
    principal: str | None,
    output: Format,
) -> int:
    if source.place is None:
        raise BadRequest(
            "QuickSight reads a table behind Athena.", action="Name --database and --table."
        )
    with working("Reading the table's columns…"):
        made = curs.quicksight(context, asked, source.place, source.dialect, principal)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadRequest(
            f"The folder can't be made ({error.strerror or error}).", code="not-written"
        ) from None
    paths = {name: folder / f"{name}.json" for name in made}
    for name, content in made.items():
        to_file(paths[name], json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    commands = [
        f"aws quicksight {_CALLS[name]} --cli-input-json file://{path}"
        for name, path in paths.items()
    ]
    files = [str(path) for path in paths.values()]
    _print(commands, {"files": files, "commands": commands}, output, context)
    say("Nothing was created: run these in this order, in QuickSight's Region.")
    if principal is None:
        say("Without --principal nobody sees them in the console until they are shared.")
    say("QuickSight's role needs Athena and the buckets of the report and of its results.")
    say_surroundings(context)
    return FINE


def _print(lines: list[str], told: dict[str, Any], output: Format, context: Context) -> None:
    if output is Format.json:
        print_plain(told)
    elif output is Format.csv:
        print_csv(("line",), [(line,) for line in lines], context)
    else:
        print_lines(lines)
