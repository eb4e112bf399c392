"""`lint`: launches without tags in notebooks and scripts."""

from __future__ import annotations

import json
import os
from enum import Enum
from pathlib import Path

import typer

from .. import __version__
from ..lint.sarif import sarif
from ..models import Lint, LintFinding
from ..policy.read import read_policy
from ..policy.store import Loaded
from ..service.context import Context
from ..service.lints import Rules, make_lint
from .output import FINDINGS, FINE, USAGE, print_csv, print_json, print_lines, print_plain, say


class LintFormat(str, Enum):
    """How findings are printed; table is text, as in other commands."""

    text = "text"
    json = "json"
    sarif = "sarif"
    csv = "csv"
    table = "table"


PATHS = typer.Argument(help="Notebooks, Python and shell scripts, or folders of them.")
POLICY = typer.Option(
    "",
    "--policy",
    metavar="FILE",
    help="The policy to hold tags against; default: the one in force, if there is any.",
    show_default=False,
)
ALL = typer.Option(
    False, "--all", help="Also what spends nothing by itself: models, configurations, pipelines."
)
EXCLUDE = typer.Option(
    None,
    "--exclude",
    metavar="PATTERN",
    help="Leave out files and folders, such as 'archive' or 'test_*' (may be repeated).",
    show_default=False,
)
ARRIVING = typer.Option(
    None,
    "--propagated",
    metavar="KEY",
    help="A key that your domain's tag propagation brings (may be repeated).",
    show_default=False,
)
FORMAT = typer.Option(
    LintFormat.text,
    "--format",
    "-f",
    case_sensitive=False,
    show_default="text",
    help="How to print findings; json and sarif print exactly one object.",
)
_HEADER = ("path", "cell", "line", "rule", "operation", "name", "message")


def lint(
    paths: list[Path] = PATHS,
    policy: str = POLICY,
    all_: bool = ALL,
    exclude: list[str] = EXCLUDE,
    propagated: list[str] = ARRIVING,
    output: LintFormat = FORMAT,
) -> int:
    """Find launches without tags in notebooks and scripts; nothing is run, AWS is not asked.

    For example: jupyter cost-tags lint notebooks/ --format sarif > cost-tags.sarif

    Understands boto3, the SageMaker Python SDK (v2 and v3) and `aws sagemaker create-…`. A call
    whose tags can't be known from its file is not reported. With a policy, required keys and
    allowed values are checked too. A comment `# cost-tags: ignore` on the call silences it.

    Exit code 0 when nothing is found, 1 for findings, 2 for a wrong command or policy file.
    """
    loaded = _policy(policy)
    rules = Rules(loaded.policy, loaded.sources, all_, tuple(propagated or ()))
    told = make_lint(paths, rules, tuple(exclude or ()))
    _print(told, output)
    for skipped in told.skipped:
        say(f"{skipped.path}: {skipped.reason}; not looked at.")
    if loaded.problem:
        say(f"{loaded.problem.message} {loaded.problem.action}")
    say(_summary(told))
    code = FINDINGS if told.findings else FINE
    return max(code, USAGE) if loaded.problem and loaded.policy is None else code


def _policy(file: str) -> Loaded:
    if not file:
        return Context(os.environ).policy()
    return Loaded(read_policy(Path(file).absolute()), (file,), None)


def _print(told: Lint, output: LintFormat) -> None:
    if output is LintFormat.json:
        print_json(told)
    elif output is LintFormat.sarif:
        findings = json.loads(told.model_dump_json())["findings"]
        print_plain(sarif(findings, __version__, Path.cwd()))
    elif output is LintFormat.csv:
        print_csv(_HEADER, [[getattr(one, name) for name in _HEADER] for one in told.findings])
    else:
        print_lines(_line(one) for one in told.findings)


def _line(found: LintFinding) -> str:
    place = f"cell {found.cell}:{found.line}" if found.cell else f"{found.line}:{found.column}"
    return f"{found.path}:{place}: {found.message} [{found.rule}]"


def _summary(told: Lint) -> str:
    looked_at = f"{_counted(told.launches, 'launch')} in {_counted(told.files, 'file')}"
    unknown = f" {told.unknown} more can't be judged from their file." if told.unknown else ""
    against = f" Held against {', '.join(told.sources)}." if told.sources else ""
    return f"{looked_at}, {len(told.findings)} without the tags they need.{unknown}{against}"


def _counted(number: int, noun: str) -> str:
    plural = "es" if noun.endswith("h") else "s"
    return f"{number} {noun}{'' if number == 1 else plural}"
