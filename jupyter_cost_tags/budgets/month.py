"""Which budget tells my month to date. Pure; never another period's number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..models import BudgetMatch
from ..problems import AwsTrouble
from .filters import Tree, is_plain, leaves
from .mine import Mine, counts_others, matches


class NoBudget(AwsTrouble):
    """No budget tells the month."""

    code = "no-budget"
    status = 409
    action = (
        "Ask an admin for a monthly budget of your costs: jupyter cost-tags budgets create"
        " --help, or choose another source of spend in the policy."
    )


@dataclass(frozen=True)
class Chosen:
    """The budget that tells my month, and the tags of mine that it stands on."""

    told: Mapping[str, Any]
    tree: Tree | None  # None: the SDK can't read it
    matches: list[BudgetMatch]

    @property
    def is_own(self) -> bool:
        """Whether it counts what my profile or my space uses, and nothing else."""
        return self.tree is not None and not counts_others(self.tree, self.matches)


def choose(
    budgets: Sequence[tuple[Mapping[str, Any], Tree | None]], mine: Mine, key: str
) -> Chosen:
    """Return the one that is nearest to what the policy calls mine; raises `NoBudget`.

    `key` is the policy's `spend.tag`; auto takes my profile's or space's own, else one by a tag
    that I work under. A budget of another period, or of usage, is passed over, and said.
    """
    found, passed = [], []
    for told, tree in budgets:
        own = matches(tree, mine) if tree is not None and is_plain(tree) else []
        if tree is None or not own or not _is_about(own, key):
            continue
        if (told.get("BudgetType"), told.get("TimeUnit")) == ("COST", "MONTHLY"):
            found.append(Chosen(told, tree, own))
        else:
            passed.append(str(told["BudgetName"]))
    if found:
        return min(found, key=_rank)
    others = f" Not monthly, or not of costs: {', '.join(sorted(passed)[:3])}." if passed else ""
    about = "your costs" if key == "auto" else f"your tag {key}"
    raise NoBudget(f"No monthly budget counts {about}.{others}")


def named(name: str, told: Mapping[str, Any] | None, tree: Tree | None, mine: Mine) -> Chosen:
    """Return the budget that the policy names; raises `NoBudget` for none, or of another kind."""
    if told is None:
        raise NoBudget(f"The account has no budget {name}, which the policy names.")
    if (told.get("BudgetType"), told.get("TimeUnit")) != ("COST", "MONTHLY"):
        raise NoBudget(f"The budget {name} is not monthly, or not of costs.")
    return Chosen(told, tree, matches(tree, mine) if tree is not None else [])


def _is_about(found: Sequence[BudgetMatch], key: str) -> bool:
    """Tell whether a budget is about what the policy calls mine; a whole domain is not."""
    if key == "auto":
        return any(match.mark != "domain" for match in found)
    return any(match.key == key for match in found)


def _rank(one: Chosen) -> tuple[bool, int, str]:
    """Put what is mine alone first, then what has the fewest conditions, then by name."""
    conditions = sum(1 for _ in leaves(one.tree)) if one.tree else 0
    return not one.is_own, conditions, str(one.told["BudgetName"])
