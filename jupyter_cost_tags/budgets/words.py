"""Filters and actions in plain words. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from .filters import Leaf, Some, Tree, is_plain, leaves

Stage = Literal["waiting", "approval", "running", "done", "undone", "failed", "unknown"]

# botocore budgets model, ActionStatus
STAGES: Mapping[str, Stage] = {
    "STANDBY": "waiting",
    "PENDING": "approval",
    "EXECUTION_IN_PROGRESS": "running",
    "EXECUTION_SUCCESS": "done",
    "EXECUTION_FAILURE": "failed",
    "REVERSE_IN_PROGRESS": "running",
    "REVERSE_SUCCESS": "undone",
    "REVERSE_FAILURE": "failed",
    "RESET_IN_PROGRESS": "running",
    "RESET_FAILURE": "failed",
}
_DIMENSIONS = {
    "LINKEDACCOUNT": "account",
    "SERVICE": "service",
    "REGION": "Region",
    "USAGETYPE": "usage type",
    "USAGETYPEGROUP": "usage type group",
    "INSTANCETYPE": "instance type",
    "RECORDTYPE": "charge type",
    "OPERATION": "operation",
}
_OPTIONS = {"STARTS_WITH": "starts with", "ENDS_WITH": "ends with", "CONTAINS": "contains"}
_MOST = 4
_BOTH = frozenset({"running", "failed"})  # of doing it, and of taking it back
_SENTENCES: Mapping[tuple[Stage, str, bool], str] = {
    ("waiting", "manual", False): "When {passed}, an admin is asked whether AWS should {does}.",
    ("waiting", "automatic", False): "When {passed}, AWS will {does} by itself.",
    ("approval", "", False): "Waits for an admin's approval: AWS would then {does}.",
    ("done", "", False): "AWS has {done}.",
    ("undone", "", False): "Taken back: AWS had {done}.",
    ("running", "", False): "Under way: AWS is to {does}.",
    ("running", "", True): "Being taken back: AWS had {done}.",
    ("failed", "", False): "Failed: AWS could not {does}.",
    ("failed", "", True): "Failed: AWS could not take back that it had {done}.",
    ("unknown", "", False): "AWS may {does}; its state is not known to this version.",
}


@dataclass(frozen=True)
class Deed:
    """What an action does, as a verb to go on with and as it was done."""

    does: str
    done: str


def filter_text(tree: Tree | None) -> str:
    """Return a filter in words."""
    if tree is None:
        return "Its filter can't be read by the installed boto3."
    told = [_condition(leaf) for leaf in leaves(tree)]
    if not told:
        return "All costs of the account."
    if is_plain(tree):
        return "; ".join(told)
    if isinstance(tree, Some) and all(isinstance(member, Leaf) for member in tree.members):
        return " or ".join(told)
    return f"A combination of: {'; '.join(told)}"


def effect(stage: Stage, deed: Deed, *, approval: str, passed: str, undone: bool) -> str:
    """Return what an action means for launches, in one sentence; `passed` names its threshold."""
    words = _SENTENCES[stage, approval if stage == "waiting" else "", undone and stage in _BOTH]
    return words.format(passed=passed, does=deed.does, done=deed.done)


def deed(kind: str, policy: str | None, targets: Sequence[str]) -> Deed:
    """Return what an action does to whom."""
    whom = _listed(targets)
    named = policy or "a policy"
    if kind == "APPLY_IAM_POLICY":
        return Deed(
            f"attach the policy {named} to {whom}, which then can't do what it denies",
            f"attached the policy {named} to {whom}: what it denies is refused",
        )
    if kind == "APPLY_SCP_POLICY":
        return Deed(
            f"apply the organisation's policy {named} to {whom}",
            f"applied the organisation's policy {named} to {whom}: what it denies is refused",
        )
    if kind == "RUN_SSM_DOCUMENTS":
        return Deed(
            f"stop the EC2 or RDS instances {whom} (not SageMaker)",
            f"stopped the EC2 or RDS instances {whom} (not SageMaker)",
        )
    return Deed("act on this account", "acted on this account")


def plain(value: Decimal) -> str:
    """Spell a threshold without zeros behind: 80, 62.5."""
    spelled = f"{value:f}"
    return spelled.rstrip("0").rstrip(".") if "." in spelled else spelled


def _condition(leaf: Leaf) -> str:
    name = leaf.key
    if leaf.kind == "dimension":
        name = _DIMENSIONS.get(leaf.key.replace("_", "").upper(), leaf.key)
    if leaf.kind == "cost-category":
        name = f"cost category {leaf.key}"
    if not leaf.values:
        return f"{name} is {'set' if leaf.excluded else 'not set'}"
    how = next((words for option, words in _OPTIONS.items() if option in leaf.options), "is")
    sense = f"{how} not" if leaf.excluded and how == "is" else how
    if leaf.excluded and how != "is":
        return f"not where {name} {how} {_listed(leaf.values, 'or')}"
    return f"{name} {sense} {_listed(leaf.values, 'or')}"


def _listed(values: Sequence[str], joint: str = "and") -> str:
    if not values:
        return "nothing"
    shown = list(values[:_MOST])
    if len(values) > _MOST:
        return f"{', '.join(shown)} {joint} {len(values) - _MOST} more"
    if len(shown) == 1:
        return shown[0]
    return f"{', '.join(shown[:-1])} {joint} {shown[-1]}"
