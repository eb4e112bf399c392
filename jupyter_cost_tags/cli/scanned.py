"""How a scan is printed: a table for people, rows for spreadsheets, SARIF for CI."""

from __future__ import annotations

from collections.abc import Mapping

from .. import __version__
from ..inventory.kinds import kind_named
from ..inventory.sarif import sarif
from ..models import OnTheBill, Scan, ScannedResource
from ..service.context import Context
from .output import print_csv, print_json, print_plain, print_table, say, surroundings


def print_scan(made: Scan, context: Context, form: str) -> None:
    """Print the resources of a scan in one of the forms."""
    if form == "json":
        print_json(made, context)
    elif form == "sarif":
        told = sarif(made, __version__)
        marks = surroundings(context)
        if marks:
            told["runs"][0]["properties"] = marks
        print_plain(told)
    elif form == "csv":
        print_csv(_HEADER, [_row(resource) for resource in made.resources], context)
    else:
        _print_for_people(made.resources)


def short_kind(kind: str, noun: str = "") -> str:
    """Return a kind's name for a narrow column: training, tuning, endpoint, notebook job."""
    row = kind_named(kind)
    if noun and (row is None or noun != row.noun):
        return noun
    return row.noun.removesuffix(" job") if row else kind


def verdict(resource: ScannedResource) -> str:
    """Return what is wrong with a resource, in words; empty when nothing is."""
    if resource.state == "unknown":
        return f"? unknown: {resource.reason}"
    parts = [f"missing {key}" for key in resource.missing]
    for wrong in resource.invalid:
        hint = f" (did you mean {wrong.suggestion}?)" if wrong.suggestion else ""
        parts.append(f"{wrong.key}={wrong.value} not allowed{hint}")
    return "! " + ", ".join(parts) if parts else ""


_HEADER = (
    "kind",
    "name",
    "status",
    "created",
    "state",
    "missing",
    "invalid",
    "billing_effect",
    "tags",
    "arn",
    "reason",
)


def _row(resource: ScannedResource) -> tuple[object, ...]:
    return (
        resource.kind,
        resource.name,
        resource.status,
        f"{resource.created:%Y-%m-%dT%H:%M:%SZ}",
        resource.state,
        "; ".join(resource.missing),
        "; ".join(f"{wrong.key}={wrong.value}" for wrong in resource.invalid),
        resource.billing_effect,
        "; ".join(f"{key}={value}" for key, value in sorted(resource.tags.items())),
        resource.arn,
        resource.reason,
    )


_MOST_SUSPECTS = 5
_FIX: Mapping[OnTheBill, str] = {
    "accrues": "a fix counts from now",
    "next-deployment": "a fix counts from the next deployment",
    "next-run": "a fix counts for what it starts from now on",
    "nothing": "it is not billed itself",
    "ended": "a fix is for the record only",
    "unknown": "whether a fix counts is not known",
}
_URGENCY = {"non-compliant": 0, "unknown": 1, "compliant": 2}


def _print_for_people(shown: list[ScannedResource]) -> None:
    """Print what needs a tag first; the verdict stands below the name, which may be long."""
    rows = []
    for resource in sorted(shown, key=lambda one: _URGENCY[one.state]):
        wrong = verdict(resource)
        if wrong and resource.state == "non-compliant":
            wrong += f"; {_FIX[resource.on_the_bill]}"
        created = f"{resource.created:%d %b %H:%M}"
        name = f"{resource.name}\n{wrong}" if wrong else resource.name
        shown_kind = short_kind(resource.kind, resource.noun)
        rows.append((created, shown_kind, resource.status, name))
    if rows:
        print_table(("Created (UTC)", "Kind", "Status", "Name"), rows)


def _say_suspects(made: Scan) -> None:
    """Name the values that look mistyped; they are allowed, and so are no finding."""
    found = [(one.name, suspect) for one in made.resources for suspect in one.suspects]
    for name, suspect in found[:_MOST_SUSPECTS]:
        what = f"{suspect.key}={suspect.value}"
        say(f"{name}: only here is {what}; did you mean {suspect.suggestion}?")
    if len(found) > _MOST_SUSPECTS:
        say(f"{len(found) - _MOST_SUSPECTS} more look mistyped: see `suspects` in --format json.")


def say_summary(context: Context, made: Scan, *, only_wrong: bool = False, again: str = "") -> None:
    """Say how many there are, what could not be read, and what to do next."""
    wrong = sum(r.state == "non-compliant" for r in made.resources)
    unknown = sum(r.state == "unknown" for r in made.resources)
    whose = {"mine": "of yours ", "notebook": "of this notebook "}.get(made.scope, "")
    since = f"since {made.since:%Y-%m-%d %H:%M} UTC"
    counted = f"{wrong} need a tag, {unknown} unknown."
    if only_wrong:
        say(f"Of resources {whose}{since} {counted}")
    else:
        say(f"{len(made.resources)} resources {whose}{since}: {counted}")
    if made.read_since:
        say(
            f"All was read at {made.read_since:%H:%M} UTC, what is new or runs again now;"
            " --fresh reads all again."
        )
    for problem in made.problems:
        say(f"{problem.message} {problem.action}")
    _say_suspects(made)
    if context.policy().policy is None:
        say("There is no policy, so nothing is judged. See `jupyter cost-tags policy --help`.")
    elif wrong:
        say(f"Next: jupyter cost-tags fix --from-scan{again} --dry-run")
