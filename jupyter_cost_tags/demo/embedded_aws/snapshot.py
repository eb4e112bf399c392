"""Snapshots of a world: what changed since is made anew, the rest stays as it is."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .world import Resource, Store


class Snapshot:
    """Every resource, and whatever else a world has besides its ledger.

    Most of an account does not change between two tests, and to see that is several times faster
    than to make it anew.
    """

    def __init__(self, store: Store, others: dict[str, Any]) -> None:
        """Keep copies of what is there now."""
        self._others = _packed(others)
        self._packed = {resource.arn: _packed(resource) for resource in store.all()}
        self._kept: dict[str, Resource] = {n: _unpacked(p) for n, p in self._packed.items()}

    def others(self) -> dict[str, Any]:
        """Return new copies of all but the resources."""
        found: dict[str, Any] = _unpacked(self._others)
        return found

    def resources(self, store: Store) -> list[Resource]:
        """Return the resources as they were: the store's own where they still are like that."""
        found = []
        for arn, kept in self._kept.items():
            now = store.get(arn)
            same = now is not None and vars(now) == vars(kept)
            found.append(now if now and same else _unpacked(self._packed[arn]))
        return found


def _packed(value: object) -> bytes:
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


def _unpacked(packed: bytes) -> Any:
    return pickle.loads(packed)  # noqa: S301  (our own bytes)
