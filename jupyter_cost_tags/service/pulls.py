"""`policy pull`: the organisation's rules as a policy file, alone or added to one that is there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..guard.allowed import WILDCARD
from ..models import PolicyPull
from ..policy.merge import tightened
from ..policy.organisation import Organisation, ask_organisation
from ..policy.read import parse_policy, read_text
from ..policy.rules import KeyRule, Policy
from ..policy.tag_policy import Kinds, TagPolicy, is_usable
from ..policy.write import spell_policy
from ..problems import BadRequest, CostTagsError
from .context import Context
from .sources import trouble_of

_NONE = {
    "none": (
        "no-tag-policy",
        "The organisation has no tag policy for this account.",
        "Ask the organisation's admin to attach one, or write a policy file of your own.",
    ),
    "not-in-organisation": (
        "not-in-organisation",
        "The account is in no AWS organisation, so that there is no tag policy.",
        "Write a policy file of your own; `jupyter cost-tags policy check FILE` checks it.",
    ),
}


class NothingToPull(CostTagsError):
    """AWS answered: there is no tag policy."""

    status = 404
    exit_code = 1


@dataclass(frozen=True)
class Base:
    """The file that the organisation's rules are added to."""

    name: str
    text: str
    policy: Policy


def pull(context: Context, *, account: str | None = None, base: Path | None = None) -> PolicyPull:
    """Return the text of a policy file that says what the organisation's rules say.

    Raises `NothingToPull` where there are none, `PolicyInvalid` for a base that is no policy
    file, and an `AwsTrouble` where they could not be read.
    """
    under = _base(base) if base else None
    if context.aws.region() is None:
        context.identity()  # Studio's metadata file names the Region
    found = ask_organisation(context.aws.metered(), context.now(), account=account)
    _check(found)
    rules = _usable(found.rules())
    merged, conflicts = rules.policy, list[str]()
    if under:
        merged, conflicts = _merged(under.policy, rules.policy)
    notes = {rule.key: _notes(rule.key, rules, under) for rule in merged.tags}
    whose = f"account {account}" if account else "this account"
    text = spell_policy(merged, header=_header(whose, under, rules.left_out), notes=notes)
    parse_policy(text, "the pulled policy")  # nothing is handed out that can't be read
    return PolicyPull(
        outcome="printed",
        file=None,
        keys=[rule.key for rule in merged.tags],
        left_out=list(rules.left_out),
        conflicts=conflicts,
        yaml=text,
        diff=_diff(under, text),
        organisation=found.told,
    )


def put(pulled: PolicyPull, target: Path, *, force: bool) -> PolicyPull:
    """Write the file; one that is there is replaced only by `force`, and never half.

    Raises `BadRequest` for a file that is there and says something else, or can't be written.
    """
    there = _text_there(target)
    changes = pulled.model_copy(
        update={"file": str(target), "diff": difference(there or "", pulled.yaml, str(target))}
    )
    if there == pulled.yaml:
        return changes.model_copy(update={"outcome": "unchanged"})
    if there is not None and not force:
        raise BadRequest(
            f"{target} is there and says something else; nothing was written.",
            code="file-exists",
            action="Add --force to replace it, or --merge to add to it. The difference:\n"
            + changes.diff,
        )
    try:
        _write(target, pulled.yaml, force=force)
    except FileExistsError:
        raise BadRequest(
            f"{target} was made meanwhile; nothing was written.", code="file-exists"
        ) from None
    except OSError as error:
        raise BadRequest(
            f"{target} can't be written ({error.strerror}).",
            code="file-unwritable",
            action="Choose another file, or leave -o out and redirect the output.",
        ) from None
    return changes.model_copy(update={"outcome": "written"})


def difference(before: str, after: str, name: str) -> str:
    """Return what would change in a file, as `diff -u` shows it; empty for nothing."""
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), name, f"{name} (pulled)"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _write(target: Path, text: str, *, force: bool) -> None:
    """Write as the umask says; with `force` the old file's rights stay and it is replaced whole."""
    if not force or not target.exists():
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
        return
    real = target.resolve()  # a link stays a link
    fresh = real.with_name(f".{real.name}.pulled")
    fresh.write_text(text, encoding="utf-8")
    fresh.chmod(real.stat().st_mode & 0o777)
    fresh.replace(real)


def _text_there(target: Path) -> str | None:
    if not (target.exists() or target.is_symlink()):
        return None
    try:
        return target.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _base(path: Path) -> Base:
    text = read_text(path)
    return Base(str(path), text, parse_policy(text, str(path)))


def _check(found: Organisation) -> None:
    nothing = _NONE.get(found.state)
    if nothing:
        code, message, action = nothing
        raise NothingToPull(message, code=code, action=action)
    if found.content is None and found.problem:
        raise trouble_of(found.problem)


def _usable(rules: TagPolicy) -> TagPolicy:
    """Leave out the values that no file can say; they are told."""
    return replace(rules, policy=Policy(tags=tuple(map(_sayable, rules.policy.tags))))


def _sayable(rule: KeyRule) -> KeyRule:
    values = {value: name for value, name in (rule.values or {}).items() if is_usable(value)}
    return replace(rule, values=values or None)


def _merged(file: Policy, organisation: Policy) -> tuple[Policy, list[str]]:
    """Add the organisation's demands; mode, bundles, names and the rest stay the file's."""
    merged, faults = tightened(file, replace(organisation, mode="off"))
    own = {rule.key.casefold(): rule.key for rule in file.tags}
    faults = [fault.replace("the admin's", "the file's") for fault in faults]
    for rule in organisation.tags:
        other = own.get(rule.key.casefold(), rule.key)
        if other != rule.key:
            faults.append(
                f"The file says {other}, the organisation {rule.key}: AWS bills them as two keys."
            )
    return merged, faults


def _header(whose: str, under: Base | None, left_out: Iterable[str]) -> list[str]:
    what = f"The organisation's effective tag policy for {whose}"
    lines = [f"{what}, added to {under.name}" if under else what]
    lines.append("Written by `jupyter cost-tags policy pull`.")
    return [*lines, *(f"Left out: {one}" for one in left_out)]


def _notes(key: str, rules: TagPolicy, under: Base | None) -> list[str]:
    """Return where a key is from, and what AWS does about it by itself."""
    theirs = rules.policy.rule(key)
    sources = [under.name] if under and under.policy.rule(key) else []
    sources += ["the organisation's tag policy"] if theirs else []
    said = [f"From {' and '.join(sources)}."]
    if theirs and theirs.required:
        said.append("The organisation requires it (report_required_tag_for, ListRequiredTags).")
    if key in rules.enforced_for:
        said.append(f"AWS refuses other values on {_spelled(rules.enforced_for, key)}.")
    if theirs and any(WILDCARD in value for value in theirs.values or ()):
        said.append("A * stands for any text.")
    return said


def _spelled(enforced: Mapping[str, Kinds], key: str) -> str:
    kinds = enforced[key]
    return "every kind that tag policies know" if kinds is None else ", ".join(sorted(kinds))


def _diff(under: Base | None, text: str) -> str:
    return difference(under.text, text, under.name) if under else ""
