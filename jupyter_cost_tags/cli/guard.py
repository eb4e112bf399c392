"""`guard`: what kernels go by, written and shown; the server does the same by itself."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import typer

from ..guard import autoload
from ..launches.document import NAME
from ..models import Guard, GuardedKernel, Launch, spell_instant
from ..problems import BadRequest
from ..service.context import Context
from ..service.guard_status import Found, guard_status
from ..service.guards import Guards
from .output import (
    FINDINGS,
    FINE,
    FORMAT,
    TROUBLE,
    USAGE,
    Format,
    print_csv,
    print_plain,
    print_table,
    say,
    say_surroundings,
    surroundings,
    working,
)
from .scan import short_kind

guard = typer.Typer(
    rich_markup_mode="markdown",
    help="The launch guard in kernels: what it goes by, where it is active, what it saw.",
)
_LAUNCHES = ("at", "kind", "name", "outcome", "verified", "added", "missing", "note")


@guard.command("sync")
def sync(output: Format = FORMAT) -> int:
    """Write guard.json now: mode, keys, your effective tags, list prices.

    For example: jupyter cost-tags guard sync

    JupyterLab's server does this at its start and on every change. Without one (a lifecycle
    configuration, cron, a plain IPython) this command does, once. Kernels that run already
    take the new file at their next launch.

    Exit code 2 while a policy file was never read or AWS is not configured, 3 when AWS could
    not be asked or the file can't be written.
    """
    context = Context(os.environ)
    guards = Guards(context)
    with working("Asking who you are…"):
        guards.sync()
    with working("Asking for list prices…"):
        guards.ask_rates()
    told = guards.told
    assert told is not None  # noqa: S101  (sync wrote it, or raised)
    found = Found(told.folder / NAME, told.document["identity"], guards.guard())
    _print(found, context, output)
    say_surroundings(context)
    loaded = context.policy()
    if loaded.policy is None and loaded.problem:
        return TROUBLE if loaded.problem.retryable else USAGE
    return FINE


@guard.command("status")
def status(output: Format = FORMAT) -> int:
    """Show where guard.json is and how old, which kernels have a guard, and the last launches.

    For example: jupyter cost-tags guard status --format json

    Only files are read; AWS is not asked. A guard follows the folder that COST_TAGS_GUARD_DIR
    names, as JupyterLab's kernels inherit it, else the identity that was told last.

    Exit code 1 when there is no usable guard.json, and kernels therefore go by nothing.
    """
    context = Context(os.environ)
    found = guard_status(context)
    _print(found, context, output)
    say_surroundings(context)
    return FINDINGS if found.guard.problem else FINE


USER = typer.Option(False, "--user", help="Kernels of every environment of this home.")
SUBPROCESSES = typer.Option(
    False, "--subprocesses", help="Scripts and subprocesses that notebooks start in this one."
)


@guard.command("install")
def install(user: bool = USER, subprocesses: bool = SUBPROCESSES) -> int:
    """Let the guard load where it does not by itself; kernels of this environment have it.

    For example: jupyter cost-tags guard install --user

    `--user` writes a startup file into the default IPython profile, for kernels of other
    environments. `--subprocesses` writes a .pth file into this environment: what a notebook or
    its terminal starts (`!python train.py`) loads the guard when it first imports botocore.

    Exit code 2 when neither is named or a file can't be written.
    """
    if not (user or subprocesses):
        raise BadRequest(
            "Kernels of this environment load the guard by themselves.",
            action="Name what else should: --user, --subprocesses.",
        )
    written = []
    try:
        if user:
            written.append(autoload.install_user(os.environ))
        if subprocesses:
            written.append(autoload.install_subprocesses())
    except OSError as error:
        raise _unwritable(error) from error
    for path in written:
        say(f"Written: {path}")
    say("Kernels and processes that start from now on load it; `guard remove` takes it back.")
    return FINE


@guard.command("remove")
def remove(user: bool = USER, subprocesses: bool = SUBPROCESSES) -> int:
    """Delete what `guard install` wrote; without an option all of it.

    For example: jupyter cost-tags guard remove

    Kernels of this environment keep the guard: uninstall the package, or set `mode: off` in the
    policy, to be without it.
    """
    everything = not (user or subprocesses)
    try:
        gone = autoload.remove(
            os.environ, user=user or everything, subprocesses=subprocesses or everything
        )
    except OSError as error:
        raise _unwritable(error) from error
    for path in gone:
        say(f"Deleted: {path}")
    if not gone:
        say("Nothing of it was installed.")
    return FINE


def _unwritable(error: OSError) -> BadRequest:
    return BadRequest(
        f"{error.filename or error}: {error.strerror or 'it is not ours'}.",
        code="unwritable",
        action="Run it as the user who owns that folder, or remove the file that is in the way.",
    )


def _print(found: Found, context: Context, output: Format) -> None:
    if output is Format.json:
        print_plain({**_document(found, context), **surroundings(context)})
    elif output is Format.csv:
        rows = [_row(launch) for launch in found.guard.launches]
        print_csv(_LAUNCHES, rows, context)
    else:
        _print_for_people(found, context)
    problem = found.guard.problem
    if problem:
        say(f"{problem.message} {problem.action}")


def _document(found: Found, context: Context) -> dict[str, Any]:
    written = found.guard.written
    age = int((context.now() - written).total_seconds()) if written else None
    return {
        "file": str(found.file) if found.file else None,
        "age_seconds": age,
        "identity": dict(found.identity),
        "installed": autoload.installed(os.environ)._asdict(),
        **found.guard.model_dump(mode="json", exclude=None if found.guard.problem else {"problem"}),
        **({"mode": None} if _knows_nothing(found.guard) else {}),
    }


def _knows_nothing(told: Guard) -> bool:
    """Tell whether kernels go by nothing: a mode is then nobody's."""
    return told.written is None and told.problem is not None


def _print_for_people(found: Found, context: Context) -> None:
    told, whose = found.guard, found.identity
    person = whose.get("user_profile") or whose.get("space")
    identity = (whose.get("account"), whose.get("region"), person)
    facts = [
        ("File", str(found.file) if found.file else None),
        ("Written", _age(told, context)),
        ("For", " / ".join(str(part) for part in identity if part)),
        ("Mode", "not known" if _knows_nothing(told) else told.mode),
        ("Bundle", told.bundle),
        ("Loads in", _places()),
        ("List prices", spell_instant(told.rates_as_of) if told.rates_as_of else "none"),
    ]
    print_table(("", ""), [fact for fact in facts if fact[1]])
    if told.kernels:
        print_table(("",), [("",)])
        print_table(("Kernel", "Mode", "Since (UTC)"), [_kernel(one) for one in told.kernels])
    if told.launches:
        launches = [
            (
                spell_instant(one.at),
                short_kind(one.kind),
                one.outcome if one.verified == "gone" else f"{one.outcome}\n{one.verified}",
                f"{one.name}\n{_said(one)}".rstrip(),
            )
            for one in told.launches
        ]
        print_table(("",), [("",)])
        print_table(("At (UTC)", "Kind", "Call", "Name"), launches)
    if found.file and not told.kernels:
        say("No running kernel has a guard.")


def _places() -> str:
    there = autoload.installed(os.environ)
    names = {
        "this environment's kernels": there.kernels,
        "other environments' kernels": there.user,
        "scripts and subprocesses": there.subprocesses,
    }
    return ", ".join(name for name, path in names.items() if path) or "nothing by itself"


def _age(told: Guard, context: Context) -> str | None:
    if told.written is None:
        return None
    seconds = max(0, int((context.now() - told.written).total_seconds()))
    for length, unit in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * length:
            return f"{spell_instant(told.written)}, {seconds // length} {unit} ago"
    return f"{spell_instant(told.written)}, {seconds} seconds ago"


def _kernel(one: GuardedKernel) -> Sequence[str]:
    return one.notebook or one.kernel_id or "a process", one.mode, spell_instant(one.since)


def _said(one: Launch) -> str:
    """Return what people should know of a launch, in one line."""
    said = [f"added {', '.join(tag.key for tag in one.added)}"] if one.added else []
    if one.missing and one.outcome == "blocked":
        said.append(f"lacked {', '.join(one.missing)}")
    elif one.missing and one.verified in {"pending", "unknown"}:
        said.append(f"went out without {', '.join(one.missing)}")
    return "; ".join([*said, *([one.note] if one.note else [])])


def _row(one: Launch) -> Sequence[object]:
    added = " ".join(f"{tag.key}={tag.value}" for tag in one.added)
    missing = " ".join(one.missing)
    at = spell_instant(one.at)
    return at, one.kind, one.name, one.outcome, one.verified, added, missing, one.note
