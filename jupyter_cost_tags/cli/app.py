"""The commands and their options; each lives in a module of its own name."""

from __future__ import annotations

import typer

from .. import __version__
from . import (
    activate,
    anomalies,
    budget_changes,
    demo,
    doctor,
    enforce,
    estimate,
    fix,
    lifecycle,
    lint,
    parts,
    pull,
    record,
    running,
    runs,
    scan,
    simulate,
    snapshot,
    spend,
    whoami,
)
from .budgets import budgets
from .cur import cur
from .domain import domain
from .guard import guard
from .policy import policy
from .report import report

app = typer.Typer(
    name="jupyter cost-tags",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",  # paragraphs are filled
    context_settings={"help_option_names": ["-h", "--help"]},
    help=(
        "See who you are billed as, find SageMaker jobs without cost-allocation tags, fix them, "
        "and see your month-to-date spend.\n\n"
        "Start with `jupyter cost-tags whoami`, then `scan`, then `fix --from-scan --dry-run`. "
        "No AWS account at hand? `jupyter cost-tags demo`.\n\n"
        "Exit codes: 0 fine; 1 findings; 2 usage or configuration; 3 AWS unavailable, denied or "
        "partial."
    ),
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_print_version, is_eager=True, help="Print the version."
    ),
) -> None:
    """Take options that come before the command."""


app.command("whoami")(whoami.whoami)
app.command("scan")(scan.scan)
app.command("fix")(fix.fix)
app.command("undo")(fix.undo)
app.command("runs")(runs.runs)
app.command("corrections")(record.corrections)
app.command("parts")(parts.parts)
app.command("spend")(spend.spend)
app.command("anomalies")(anomalies.anomalies)
app.command("snapshot")(snapshot.snapshot)
app.command("running")(running.running)
app.command("stop")(running.stop)
app.command("estimate")(estimate.estimate)
app.command("lint")(lint.lint)
app.command("doctor")(doctor.doctor)
app.command("activate")(activate.activate)
app.command("backfill")(activate.backfill)
app.command("lifecycle-config")(lifecycle.lifecycle_config)
app.command("demo")(demo.demo)
budgets.command("create")(budget_changes.create)
budgets.command("alert")(budget_changes.alert)
budgets.command("action")(budget_changes.action)
app.add_typer(budgets, name="budgets")
app.add_typer(cur, name="cur")
app.add_typer(report, name="report")
app.add_typer(domain, name="domain")
app.add_typer(guard, name="guard")
policy.command("pull")(pull.pull)
policy.command("iam")(enforce.iam)
policy.command("scp")(enforce.scp)
policy.command("tag-policy")(enforce.tag_policy)
policy.command("sdk-config")(enforce.sdk_config)
policy.command("custodian")(enforce.custodian)
policy.command("simulate")(simulate.simulate)
app.add_typer(policy, name="policy")
