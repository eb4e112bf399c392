"""A scan under way: what it found so far, for whoever waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from ..models import Scan, ScannedResource
from .family import may_have_parent
from .found import Found
from .wanted import Wanted

Judge = Callable[[Found], ScannedResource]


class Progress:
    """Hears from several threads; what it shows is judged, and stays in the whole result.

    What a parent may stand for is left out until all parents are known.
    """

    def __init__(
        self, wanted: Wanted, judge: Judge, empty: Scan, hear: Callable[[Progress], None] | None
    ) -> None:
        """Start with nothing; `empty` is the result without resources."""
        self._wanted = wanted
        self._judge = judge
        self.empty = empty
        self._hear = hear
        self._lock = threading.Lock()
        self._judged: dict[str, tuple[Found, ScannedResource]] = {}

    def tell(self, found: Sequence[Found]) -> None:
        """Note what was found with its tags."""
        if self._hear is None:
            return
        wanted = self._wanted
        judged = {
            one.arn: (one, self._judge(one))
            for one in found
            if one.tags is not None
            and not may_have_parent(one)
            and (not wanted.owners or wanted.is_mine(one))
            and not (wanted.is_young(one) and wanted.is_wrong(one))
        }
        with self._lock:
            self._judged |= judged
        self._hear(self)

    @property
    def found(self) -> int:
        """Return how many resources are known."""
        return len(self._judged)

    @property
    def wrong(self) -> int:
        """Return how many of them are not compliant."""
        with self._lock:
            return sum(one.state == "non-compliant" for _, one in self._judged.values())

    def scan(self) -> Scan:
        """Return what is known as a result that is not complete, newest first."""
        with self._lock:
            judged = list(self._judged.values())
        judged.sort(key=lambda one: (one[0].created, one[0].name), reverse=True)
        shown = [
            resource
            for _, resource in judged
            if not (self._wanted.only_wrong and resource.state == "compliant")
        ]
        return self.empty.model_copy(update={"resources": shown})
