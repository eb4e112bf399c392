"""Which layer's tag wins. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..models import SourcedTag, TagSource
from ..policy.rules import Policy
from .grammar import is_system

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

    An empty value is none: the next layer gives the key.
    """
    given = [*layers, ("policy-default", policy.defaults if policy else {})]
    winners: dict[str, SourcedTag] = {}
    overridden: list[SourcedTag] = []
    for source, tags in sorted(given, key=lambda layer: PRECEDENCE.index(layer[0])):
        for key, value in tags.items():
            if is_system(key) or not value:
                continue
            tag = SourcedTag(key=key, value=value, source=source)
            if key not in winners:
                winners[key] = tag
            elif source != "policy-default":
                overridden.append(tag)
    return list(winners.values()), overridden
