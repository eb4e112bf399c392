"""Cost Explorer with the meter in front: no request goes out that was not reserved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..aws import Aws
from ..problems import BadResponse, Refused
from ..state.meter import Meter

MAX_PAGES = 20
_CHANGED = frozenset({"RequestChangedException", "InvalidNextTokenException"})


class CostExplorer:
    """One view's requests, each $0.01 and each counted against the day's cap."""

    def __init__(self, aws: Aws, meter: Meter, now: datetime, cap: int) -> None:
        """Count from zero; nothing is asked yet."""
        self._aws = aws.metered()
        self._meter = meter
        self._now = now
        self._cap = cap

    @property
    def requests(self) -> int:
        """Return how many requests went out, failed ones among them."""
        calls = self._aws.calls()
        return sum(count for name, count in calls.items() if name.startswith("ce:"))

    def ask(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """Send one request, reserved beforehand.

        Raises `Exhausted` when the day's cap does not allow it, and what `Aws.call` raises.
        """
        self._meter.reserve(self._now, 1, self._cap)
        before = self.requests
        try:
            return self._aws.call("ce", operation, **parameters)
        finally:
            if self.requests == before:  # no credentials, an old SDK: nothing was sent
                self._meter.give_back(self._now, 1)

    def pages(
        self,
        operation: str,
        parameters: Mapping[str, Any],
        token: str = "NextPageToken",  # noqa: S107
        *,
        most: int = MAX_PAGES,
    ) -> list[dict[str, Any]]:
        """Return all pages, each of them a request; started over once if the data changed.

        Raises as `ask`, and `BadResponse` for more than `most` pages: a part is not returned.
        """
        try:
            return self._all(operation, parameters, token, most)
        except Refused as error:
            if error.aws_code not in _CHANGED:
                raise
        return self._all(operation, parameters, token, most)

    def _all(
        self, operation: str, parameters: Mapping[str, Any], token: str, most: int
    ) -> list[dict[str, Any]]:
        pages: list[dict[str, Any]] = []
        seen: set[str] = set()
        more: dict[str, str] = {}
        while len(pages) < most:
            pages.append(self.ask(operation, **parameters, **more))
            following = pages[-1].get(token)
            if not following:
                return pages
            if following in seen:
                raise BadResponse("Cost Explorer repeats a page.")
            seen.add(following)
            more = {token: following}
        raise BadResponse(f"Cost Explorer's answer has more than {most} pages.")
