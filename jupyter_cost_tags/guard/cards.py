"""The card below a cell: one per user action, updated while its calls come in."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from . import words
from .launches import now
from .locks import Lock
from .surroundings import shell

_MOST_CARDS = 16
_MOST_RESOURCES = 100
# Of several calls the worst decides what the card says.
_RANK = ("complete", "filled", "missing", "resent", "blocked")


class Cards:
    """The cards of this process's last user actions; safe to use from several threads."""

    def __init__(self) -> None:
        """Show nothing yet."""
        self._lock = Lock()
        self._cards: OrderedDict[str, dict[str, Any]] = OrderedDict()

    def show(self, batch: str, told: Mapping[str, Any]) -> None:
        """Show what was told of one call, on the card of its user action."""
        if shell() is None:  # a script: a line a call
            if told["verdict"] != "blocked":  # which the error itself tells
                say(words.sentence(told))
            return
        with self._lock:
            card = self._cards.get(batch)
            fresh = card is None
            card = self._cards[batch] = _merged(card, {"batch": batch, **told})
            while len(self._cards) > _MOST_CARDS:
                self._cards.popitem(last=False)
        _display(card, update=not fresh)


def _merged(card: dict[str, Any] | None, told: Mapping[str, Any]) -> dict[str, Any]:
    if card is None:
        return {"version": 1, "at": now(), **told}
    verdict = max(card["verdict"], told["verdict"], key=_RANK.index)
    merged = {**card, "verdict": verdict, "mode": told["mode"]}
    merged["resources"] = (card["resources"] + told["resources"])[:_MOST_RESOURCES]
    for name in ("missing", "added", "invalid", "near"):
        merged[name] = _union(card[name], told[name])
    merged["steps"] = _union(card.get("steps") or [], told.get("steps") or [])
    merged["ceiling"] = told["ceiling"] or card["ceiling"]
    merged["above_limit"] = told["above_limit"] or card["above_limit"]
    return merged


def _union(some: list[Any], more: list[Any]) -> list[Any]:
    return some + [one for one in more if one not in some]


def _display(card: Mapping[str, Any], *, update: bool) -> None:
    ip = shell()
    if update and not hasattr(ip, "kernel"):
        return  # a terminal's line can't be taken back
    ip.display_pub.publish(
        data={words.MIME: dict(card), "text/plain": words.sentence(card)},
        metadata={},
        transient={"display_id": f"cost-tags-{card['batch']}"},
        update=update,
    )


def say(text: str) -> None:
    """Write a line where a script's user looks; a process without a terminal may have none."""
    import sys  # noqa: PLC0415  (the stream of this moment)

    stream = sys.stderr
    if stream is not None:
        stream.write(f"{text}\n")
        stream.flush()
