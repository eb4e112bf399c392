"""`policy simulate`: what generated documents would refuse, before anybody is denied."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

import typer

from ..policy.rules import Policy
from ..problems import BadRequest, CostTagsError
from ..rollout.compare import Comparison
from ..rollout.evaluate import EVERYTHING
from ..rollout.iam import Scope, iam_allow, iam_deny, scp
from ..service.context import Context
from ..service.simulations import (
    History,
    Simulation,
    Trial,
    differing,
    launches_in,
    recent_launches,
    summary,
)
from ..service.simulations import (
    simulate as run_simulation,
)
from .documents import plain_notes
from .enforce import POLICY, TAG_ADMINS, chosen_policy
from .output import (
    FINDINGS,
    FINE,
    FORMAT,
    TROUBLE,
    Format,
    print_csv,
    print_plain,
    print_table,
    say,
    say_surroundings,
    surroundings,
    working,
)
from .scan import parse_span, short_kind
from .simulated import LOST, lost_launch, past, simulator, truth_table


class Tried(str, Enum):
    """Which generated documents are tried."""

    scp = "scp"
    deny = "iam-deny"
    allow = "iam-allow"


TRIED = typer.Option(
    Tried.scp, "--enforcer", help="Which generated documents to try.", show_default="scp"
)
DOCUMENTS = typer.Option(
    None,
    "--document",
    metavar="FILE",
    help="Try this IAM document instead; may be repeated.",
    show_default=False,
)
HISTORY = typer.Option(
    "", "--history", metavar="FILE", help="Launches from a scan's JSON file instead of from AWS."
)
SINCE = typer.Option("30d", "--since", help="How far back AWS is asked: 12h, 30d or 8w.")
OFFLINE = typer.Option(False, "--offline", help="The truth table only; AWS is not asked.")
COMPARE = typer.Option(
    False, "--compare", help="Ask AWS's own simulator as well (iam:SimulateCustomPolicy)."
)
_MOST_SHOWN = 15


def simulate(
    enforcer: Tried = TRIED,
    document: list[str] = DOCUMENTS,
    history: str = HISTORY,
    since: str = SINCE,
    offline: bool = OFFLINE,
    compare: bool = COMPARE,
    tag_admin: list[str] = TAG_ADMINS,
    file: str = POLICY,
    output: Format = FORMAT,
) -> int:
    """Try the generated documents on calls that matter and on the last 30 days.

    For example: jupyter cost-tags scan --scope all --format json > scan.json; jupyter cost-tags
    policy simulate --history scan.json

    The truth table holds every kind of launch, Studio's own calls and attempts to delete or fake
    tags against what the policy says. The history says which launches would have been refused,
    whose, and for which keys; by the tags that they have now, so what was fixed after its launch
    counts as tagged. Nothing is sent that changes anything.

    Exit code 0 when nothing would have been lost, 1 when launches would have been or a document
    says otherwise than the policy, 3 when AWS or the history could not be read completely.
    """
    policy = chosen_policy(file)
    trial = _trial(policy, enforcer, document or (), tuple(tag_admin or ()))
    context = Context(os.environ)
    told, trouble = _history(context, history, since, offline=offline)
    with working("Trying documents…"):
        made = run_simulation(policy, trial, told, context=context if compare else None)
    _print(made, told, trouble, trial, enforcer, output, context)
    say_surroundings(context)
    return _exit_code(made, told, trouble)


def _trial(policy: Policy, enforcer: Tried, files: Sequence[str], admins: tuple[str, ...]) -> Trial:
    if files:
        return Trial((EVERYTHING, *map(_document, files)), (), denies=False)
    scope = Scope(tag_admins=admins)
    makers = {Tried.scp: scp, Tried.deny: iam_deny, Tried.allow: iam_allow}
    made = makers[enforcer](policy, scope)
    contents = tuple(document.content for document in made.documents)
    if enforcer is Tried.allow:
        return Trial(contents, made.notes, denies=False)
    return Trial((EVERYTHING, *contents), made.notes, denies=True)


def _document(file: str) -> Mapping[str, Any]:
    try:
        told = json.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no JSON"
        raise BadRequest(f"{file}: {why}.", action="Name an IAM policy document.") from error
    if not isinstance(told, dict) or "Statement" not in told:
        raise BadRequest(f"{file} has no Statement.", action="Name an IAM policy document.")
    return told


def _history(
    context: Context, file: str, since: str, *, offline: bool
) -> tuple[History | None, CostTagsError | None]:
    if file:
        return launches_in(Path(file)), None
    span = parse_span(since)
    if offline:
        return None, None
    try:
        with working("Reading the launches of the past…"):
            return recent_launches(context, span), None
    except CostTagsError as error:
        return None, error


def _exit_code(made: Simulation, told: History | None, trouble: CostTagsError | None) -> int:
    if trouble is not None:
        return trouble.exit_code
    if told is not None and not told.complete:
        return TROUBLE
    if made.comparison is not None and made.comparison.problem is not None:
        return TROUBLE
    lost = made.replay is not None and made.replay.lost
    apart = differing(made.rows)[0] or (made.comparison and made.comparison.different)
    return FINDINGS if lost or apart else FINE


def _print(
    made: Simulation,
    told: History | None,
    trouble: CostTagsError | None,
    trial: Trial,
    enforcer: Tried,
    output: Format,
    context: Context,
) -> None:
    if output is Format.json:
        plain = {
            "enforcer": "document" if not trial.notes else enforcer.value,
            "truth_table": truth_table(made.rows),
            "history": past(made.replay, told),
            "aws_simulator": simulator(made.comparison),
            "notes": plain_notes(trial.notes),
        }
        if trouble:
            plain["problem"] = json.loads(trouble.problem().model_dump_json())
        print_plain({**plain, **surroundings(context)})
        return
    if output is Format.csv:
        lost = made.replay.lost if made.replay else ()
        print_csv(LOST, [list(lost_launch(one).values()) for one in lost], context)
        return
    _print_for_people(made, told)
    if trouble:
        say(f"The past is not known: {trouble.message} {trouble.action}")


def _print_for_people(made: Simulation, told: History | None) -> None:
    apart, noted = differing(made.rows)
    rows = [(row.case, "allow" if row.expected else "deny", row.decision.verdict) for row in apart]
    if rows:
        print_table(("Call", "Should", "Documents say"), rows)
    say(
        f"Truth table: {len(made.rows)} calls, {len(apart)} decided otherwise than the policy"
        + (f", {len(noted)} more as noted (see `policy iam`)." if noted else ".")
    )
    if made.comparison:
        _say_comparison(made.comparison)
    if made.replay is None or told is None:
        return
    replayed = made.replay
    people = [(who, every, lost) for who, (every, lost) in replayed.by_user.items() if lost]
    if people:
        print_table(("Who", "Launches", "Lost"), people[:_MOST_SHOWN], right=("Launches", "Lost"))
        keys = [(key, absent, bad) for key, (absent, bad) in replayed.by_key.items()]
        print_table(("", "", ""), [("", "", "")])
        print_table(("Key", "Missing", "Refused"), keys, right=("Missing", "Refused"))
        kinds = [(short_kind(k), n, lost) for k, (n, lost) in replayed.by_kind.items() if lost]
        print_table(("", "", ""), [("", "", "")])
        print_table(("Kind", "Launches", "Lost"), kinds, right=("Launches", "Lost"))
    say(summary(replayed, told))
    if len(people) > _MOST_SHOWN:
        say(f"{len(people) - _MOST_SHOWN} more people: --format json has all.")
    if replayed.let_through:
        say(f"{len(replayed.let_through)} launches break the policy and would have gone through.")
    if replayed.unknown or not told.complete:
        say(f"The history is not complete: the tags of {replayed.unknown} launches are not known.")
    for problem in told.problems:
        say(f"{problem.message} {problem.action}")


def _say_comparison(compared: Comparison) -> None:
    for line in compared.different:
        say(line)
    if compared.problem:
        say(f"AWS's simulator was not asked: {compared.problem.message}")
    else:
        say(f"AWS's simulator: {len(compared.different)} of {compared.compared} calls differ.")
