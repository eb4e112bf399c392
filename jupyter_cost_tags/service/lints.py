"""Launches of files held against the policy."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..guard.grammar import is_system
from ..guard.operations import SPENDS
from ..lint.cells import NotANotebook
from ..lint.files import SUFFIXES, Unreadable, config_with_tags, files, text_of_file
from ..lint.launches import Launch
from ..lint.positions import lines_in_file
from ..lint.read import NOTEBOOK, Read, read
from ..models import InvalidValue, Lint, LintFinding, LintRule, LintSkipped, NearMiss
from ..policy.rules import Policy
from ..problems import BadRequest
from ..tags.judge import judge

_UNKNOWN_VALUE = "?"


@dataclass(frozen=True)
class Rules:
    """What counts as a finding."""

    policy: Policy | None = None
    sources: Sequence[str] = ()
    carriers: bool = False  # also what spends nothing by itself: models, pipelines, …
    arriving: Collection[str] = ()  # keys that tag propagation brings

    @property
    def required(self) -> list[str]:
        """Return the keys that a call must give."""
        keys = self.policy.required_keys if self.policy else ()
        return [key for key in keys if key not in self.arriving]

    @property
    def satisfied(self) -> bool:
        """Tell whether every required key arrives by itself."""
        return bool(self.policy and self.policy.required_keys) and not self.required


class _Tally:
    def __init__(self) -> None:
        self.findings: list[LintFinding] = []
        self.skipped: list[LintSkipped] = []
        self.launches = 0
        self.unknown = 0
        self.files = 0


def make_lint(paths: Sequence[Path], rules: Rules, excluded: Sequence[str] = ()) -> Lint:
    """Look at files and folders; raises `BadRequest` for a path that does not exist."""
    for path in paths:
        if not path.exists():
            raise BadRequest(
                f"There is no {str(path)!r}.", code="no-such-path", action="Correct the path."
            )
    tally = _Tally()
    for file in dict.fromkeys(file for path in paths for file in files(path, excluded)):
        tally.files += 1
        _look_at(file, rules, tally)
    return Lint(
        findings=tally.findings,
        files=tally.files,
        launches=tally.launches,
        unknown=tally.unknown,
        skipped=tally.skipped,
        required=rules.required,
        sources=list(rules.sources),
    )


def _look_at(file: Path, rules: Rules, tally: _Tally) -> None:
    try:
        text = text_of_file(file)
        made = _read(file, text)
    except (Unreadable, NotANotebook, SyntaxError) as error:
        tally.skipped.append(LintSkipped(path=_said(file), reason=str(error)))
        return
    if made.skipped_cells:
        cells = ", ".join(map(str, made.skipped_cells))
        reason = f"no Python in cell {cells}"
        tally.skipped.append(LintSkipped(path=_said(file), reason=reason))
    launches = [one for one in made.launches if rules.carriers or one.tier == SPENDS]
    known = [one for one in launches if one.tags is not None]
    tally.launches += len(known)
    tally.unknown += len(launches) - len(known)
    wrong = [(one, found) for one in known if (found := _wrong(one, rules))]
    if wrong:
        tally.findings += _findings(file, text, wrong)


def _read(file: Path, text: str) -> Read:
    suffix = file.suffix if file.name.endswith(SUFFIXES) else ".py"
    made = read(text, suffix)
    if made.launches and config_with_tags(file):
        made = read(text, suffix, has_config=True)
    return made


@dataclass(frozen=True)
class _Wrong:
    rule: LintRule
    missing: tuple[str, ...] = ()
    invalid: tuple[InvalidValue, ...] = ()
    near: tuple[NearMiss, ...] = ()


def _wrong(launch: Launch, rules: Rules) -> _Wrong | None:
    tags = {key: value for key, value in (launch.tags or {}).items() if not is_system(key)}
    policy = rules.policy
    if rules.satisfied or (policy and policy.is_exempt(launch.kind, launch.name or "")):
        return None
    if not tags:
        return _Wrong("untagged-launch", tuple(rules.required))
    unsaid = {key for key, value in tags.items() if value is None}
    spelled = {key: _UNKNOWN_VALUE if value is None else value for key, value in tags.items()}
    verdict = judge(spelled, policy, launch.kind, launch.name or "")
    missing = tuple(key for key in verdict.missing if key in rules.required)
    own = {rule.key for rule in policy.tags} if policy else set()
    refused = tuple(one for one in verdict.invalid if one.key in own and one.key not in unsaid)
    near = tuple(
        NearMiss(key=one.key, meant=one.suggestion)
        for one in verdict.invalid
        if one.key not in own and one.suggestion
    )
    if missing:
        return _Wrong("missing-key", missing, refused, near)
    fails = [one for one in refused if one.key in rules.required]
    return _Wrong("refused-value", (), refused, near) if fails else None


def _findings(
    file: Path, text: str, wrong: Iterable[tuple[Launch, _Wrong]]
) -> Iterable[LintFinding]:
    lines = lines_in_file(text) if file.suffix == NOTEBOOK else {}
    seen: Counter[str] = Counter()
    for launch, found in wrong:
        place = launch.place
        same = f"{launch.operation} {launch.call} {launch.text}"
        seen[same] += 1
        in_file = lines.get((place.cell or 0, place.line), place.line if not place.cell else 1)
        yield LintFinding(
            rule=found.rule,
            path=_said(file),
            cell=place.cell,
            line=place.line,
            column=place.column + 1,
            end_line=place.end_line,
            file_line=in_file,
            operation=launch.operation,
            kind=launch.kind,
            name=launch.name,
            call=launch.call,
            message=_message(launch, found),
            fix=_fix(launch, found),
            missing=list(found.missing),
            near=list(found.near),
            invalid=list(found.invalid),
            fingerprint=hashlib.sha256(f"{same} {seen[same]}".encode()).hexdigest()[:32],
        )


def _message(launch: Launch, found: _Wrong) -> str:
    noun = launch.kind.replace("-", " ")
    article = "an" if noun[0] in "aeio" else "a"
    verb = "launches" if launch.tier == SPENDS else "creates"
    what = f"{launch.call} {verb} {article} {noun}"
    if found.rule == "untagged-launch":
        needs = f" The policy requires {_listed(found.missing)}." if found.missing else ""
        return f"{what} without tags.{needs}"
    said = [f"{what} without {_listed(found.missing)}."] if found.missing else [f"{what}."]
    said += [f"{one.key} is billed as another key than {one.meant}." for one in found.near]
    said += [f"{one.key}: {one.reason}{_hint(one)}" for one in found.invalid]
    return " ".join(said)


def _hint(wrong: InvalidValue) -> str:
    return f" Did you mean {wrong.suggestion}?" if wrong.suggestion else ""


def _listed(keys: Sequence[str]) -> str:
    return ", ".join(keys[:-1]) + " and " + keys[-1] if len(keys) > 1 else "".join(keys)


def _fix(launch: Launch, found: _Wrong) -> str:
    """Return what to write, in the language of the call."""
    keys = found.missing or tuple(one.key for one in found.invalid) or ("KEY",)
    if launch.call.startswith("aws "):
        return "--tags " + " ".join(f"Key={key},Value=…" for key in keys)
    tags = ", ".join(f'{{"Key": "{key}", "Value": "…"}}' for key in keys)
    is_boto = launch.call.rpartition(".")[2].startswith("create_")
    return f"{'Tags' if is_boto else 'tags'}=[{tags}]"


def _said(path: Path) -> str:
    """Return a path that JSON can carry: it may hold bytes that are no UTF-8."""
    return path.as_posix().encode("utf-8", "backslashreplace").decode()
