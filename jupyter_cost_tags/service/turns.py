"""One process at a time asks for money: two that ask at once would pay twice for one answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from ..state.cache import Cached
from ..tags.locks import Taken, holding
from .context import Context

_PATIENCE = 30.0  # seconds: two Cost Explorer requests with their deadlines


@contextmanager
def in_turn(context: Context, name: str) -> Iterator[tuple[Cached | None, bool]]:
    """Wait for who asks already on this home; yield what is kept, and whether it came meanwhile.

    Nobody waits for ever: after half a minute, or where no lock can be made, all go on.
    """
    state = context.state(context.identity())
    before = state.cache.get(name)
    with ExitStack() as stack:
        with suppress(Taken, OSError):
            stack.enter_context(holding(state.folder / "spend.lock", patience=_PATIENCE))
        kept = state.cache.get(name)
        yield kept, kept != before
