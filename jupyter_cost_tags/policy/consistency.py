"""What one policy file says against itself: the checks that concern more than one field. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..guard.allowed import WILDCARD
from ..guard.operations import CREATES
from ..guard.suggest import nearest
from ..tags.plan import MOST_TAGS
from .rules import KeyRule, Policy, ReportRule, SpendRule

KINDS = frozenset(row.kind for row in CREATES)
Fault = tuple[tuple[str | int, ...], str]


def inconsistencies(policy: Policy) -> Iterator[Fault]:
    """Yield the place and the sentence of each contradiction."""
    seen: set[str] = set()
    for number, rule in enumerate(policy.tags):
        if rule.key in seen:
            yield ("tags", number, "key"), f'the key "{rule.key}" has a rule already'
        seen.add(rule.key)
        for part, message in _rule(rule):
            yield ("tags", number, *part), message
    for kind in sorted(policy.exempt_kinds):
        yield from _kind(("exempt", "kinds", kind), kind)
    yield from _spend(policy.spend)
    for name, tags in policy.bundles.items():
        for part, message in _bundle(policy, tags):
            yield ("bundles", name, *part), message


def _spend(spend: SpendRule) -> Iterator[Fault]:
    report = spend.report or ReportRule()
    athena = bool(report.database and report.table)
    where: tuple[str, ...] = ("spend", "report") if spend.report else ("spend", "source")
    if spend.report and bool(report.files) == athena:
        yield where, "a report is either files, or a database and a table"
    elif spend.source == "cur-file" and not report.files:
        yield where, "the source cur-file needs report: {files: …}"
    elif spend.source == "athena" and not athena:
        yield where, "the source athena needs report: {database: …, table: …}"
    if report.files and "://" in report.files and not report.files.startswith("s3://"):
        yield ("spend", "report", "files"), f'"{report.files}" is neither a path nor s3://…'


def _kind(where: tuple[str | int, ...], kind: str) -> Iterator[Fault]:
    """Name a kind that is nearly one of SageMaker's; others may be newer than this release."""
    near = nearest(kind, KINDS) if kind not in KINDS else None
    if near:
        yield where, f'"{kind}" is not a kind of resource{_meant(near)}'


def _rule(rule: KeyRule) -> Iterator[Fault]:
    for kind in sorted(rule.kinds or ()):
        yield from _kind(("required_for", kind), kind)
    for value in rule.values or ():
        if WILDCARD in value:
            continue
        for pattern in rule.patterns:
            if not pattern.matches(value):
                yield ("values", value), f'"{value}" does not match the pattern {pattern.text}'
    refused = rule.refused(rule.default) if rule.default is not None else None
    if refused:
        near = rule.suggestion(rule.default or "")
        yield ("default",), f"the default {refused.rstrip('.')}{_meant(near)}"


def _bundle(policy: Policy, tags: Mapping[str, str]) -> Iterator[Fault]:
    if len(tags) > MOST_TAGS:
        yield (), f"{len(tags)} tags; AWS allows {MOST_TAGS} on a resource"
    for key, value in tags.items():
        rule = policy.rule(key)
        near = nearest(key, [rule.key for rule in policy.tags]) if rule is None else None
        if near:
            yield (key,), f'"{key}" is not a key of this policy{_meant(near)}'
        refused = rule.refused(value) if rule else None
        if rule and refused:
            yield (key,), f"{refused.rstrip('.')}{_meant(rule.suggestion(value))}"


def _meant(near: str | None) -> str:
    return f'; did you mean "{near}"?' if near else ""
