"""Which budgets and monitors count my costs, by my tags. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..models import BudgetMatch
from ..models.budgets import BudgetMark
from .filters import All, Leaf, Some, Tree, leaves

_ACCOUNT = frozenset({"LINKED_ACCOUNT", "LinkedAccount"})
_ARN_MARKS: dict[str, BudgetMark] = {
    "sagemaker:user-profile-arn": "user-profile",
    "sagemaker:space-arn": "space",
    "sagemaker:domain-arn": "domain",
}
_OWN = frozenset({"user-profile", "space"})


@dataclass(frozen=True)
class Mine:
    """My tags, and the account that I work in."""

    tags: Mapping[str, Sequence[str]]  # more than one value: any of them is mine
    account: str | None = None

    @classmethod
    def of(
        cls,
        effective: Mapping[str, str],
        owner_tags: Sequence[tuple[str, str]],
        account: str | None,
    ) -> Mine:
        """Return what my launches carry: effective tags, and the marks that Studio sets."""
        tags: dict[str, list[str]] = {key: [value] for key, value in effective.items()}
        for key, value in owner_tags:
            tags.setdefault(key, []).append(value)
        return cls(tags, account)


def matches(tree: Tree, mine: Mine) -> list[BudgetMatch]:
    """Return the tags of mine that make it count my costs; none: it is not about me.

    A filter that names none of my tags is nobody's, even where it counts the whole account.
    """
    holds, found = _holds(tree, mine)
    if not holds:
        return []
    unique = {(match.key, match.value.casefold()): match for match in found}
    return list(unique.values())


def counts_others(tree: Tree, found: Sequence[BudgetMatch]) -> bool:
    """Tell whether it also counts costs that my profile or space did not make."""
    if any(match.mark not in _OWN for match in found):
        return True
    own = {match.value.casefold() for match in found}
    named = [leaf for leaf in leaves(tree) if leaf.kind == "tag" and leaf.key in _ARN_MARKS]
    return isinstance(tree, Some) or any(
        value.casefold() not in own for leaf in named for value in leaf.values
    )


def why(found: Sequence[BudgetMatch]) -> str | None:
    """Return why it is mine, in words."""
    return "; ".join(_reason(match) for match in found) or None


def _reason(match: BudgetMatch) -> str:
    name = match.value.rpartition("/")[2]
    if match.mark == "user-profile":
        return f"it counts what your user profile {name} uses"
    if match.mark == "space":
        return f"it counts what your space {name} uses"
    if match.mark == "domain":
        return f"it counts what your domain {name} uses"
    return f"your tag {match.key}={match.value}"


def _holds(tree: Tree, mine: Mine) -> tuple[bool, list[BudgetMatch]]:
    """Tell whether some cost of mine can be in it, and by which of my tags."""
    if isinstance(tree, Leaf):
        return _leaf_holds(tree, mine)
    judged = [_holds(member, mine) for member in tree.members]
    good = all(holds for holds, _ in judged) if isinstance(tree, All) else any(h for h, _ in judged)
    return good, [match for holds, found in judged if holds for match in found]


def _leaf_holds(leaf: Leaf, mine: Mine) -> tuple[bool, list[BudgetMatch]]:
    if leaf.kind == "tag":
        found = [value for value in mine.tags.get(leaf.key, ()) if _has(leaf, leaf.key, value)]
        if leaf.excluded:
            return not found and (bool(leaf.values) or leaf.key in mine.tags), []
        if not leaf.values:  # costs without the key
            return leaf.key not in mine.tags, []
        mark = _ARN_MARKS.get(leaf.key, "tag")
        return bool(found), [BudgetMatch(key=leaf.key, value=one, mark=mark) for one in found[:1]]
    if leaf.kind == "dimension" and leaf.key in _ACCOUNT and mine.account and leaf.values:
        return (mine.account in leaf.values) != leaf.excluded, []
    return True, []  # a service, a Region: some of my costs may be in it


def _has(leaf: Leaf, key: str, mine: str) -> bool:
    """Tell whether a value of mine is one of the leaf's, by its options."""
    loose = "CASE_INSENSITIVE" in leaf.options or key in _ARN_MARKS
    own = mine.casefold() if loose else mine
    named = [value.casefold() if loose else value for value in leaf.values]
    if "STARTS_WITH" in leaf.options:
        return any(own.startswith(value) for value in named)
    if "ENDS_WITH" in leaf.options:
        return any(own.endswith(value) for value in named)
    if "CONTAINS" in leaf.options:
        return any(value in own for value in named)
    return own in named
