"""Which layer's tag wins. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..guard.grammar import is_system
from ..models import SourcedTag, TagSource
from ..policy.rules import Policy

# The first that gives a key wins (DESIGN, precedence at launch).
PRECEDENCE: tuple[TagSource, ...] = (
    "cell",
    "notebook",
    "bundle",
    "space",
    "user-profile",
    "domain",
    "notebook-instance",
    "policy-default",
)


def merge_layers(
    layers: Sequence[tuple[TagSource, Mapping[str, str]]], policy: Policy | None
) -> tuple[list[SourcedTag], list[SourcedTag]]:
    """Return the winner per key and what was overridden, system keys left out.

    The policy's keys come first, in its order. An empty value overrides the layers below as
    AWS's own merge does, and is no winner: the key stays missing.
    """
    given = [*layers, ("policy-default", policy.defaults if policy else {})]
    winners: dict[str, SourcedTag] = {}
    overridden: list[SourcedTag] = []
    for source, tags in sorted(given, key=lambda layer: PRECEDENCE.index(layer[0])):
        for key, value in tags.items():
            tag = SourcedTag(key=key, value=value, source=source)
            if is_system(key):
                continue
            if key not in winners:
                winners[key] = tag
            elif value and source != "policy-default":
                overridden.append(tag)
    order = {rule.key: place for place, rule in enumerate(policy.tags if policy else ())}
    ranked = sorted(winners.values(), key=lambda tag: order.get(tag.key, len(order)))
    return [tag for tag in ranked if tag.value], overridden
