"""My month to date where an activated required key is absent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .activation import Activation, activation, keys_in_bill
from .figures import Figures
from .metered import CostExplorer
from .parse import Answer, Line, parse
from .request import Question, Request, by_tags, without

_MOST_GROUPS = 2  # GetCostAndUsage's limit
_ZERO = Decimal(0)


@dataclass(frozen=True)
class Untagged:
    """The amount, the activated keys it was judged by, and a breakdown key in doubt."""

    amount: Decimal | None
    keys: tuple[str, ...]
    doubtful: Activation | None = None


def untagged(
    explorer: CostExplorer, question: Question, answer: Answer, month: Figures
) -> Untagged:
    """Return what lacks a required key; a key that is not activated is left out.

    No request when the breakdown's key is the only required one; one for up to two more keys,
    whose values in the answer prove their activation; two otherwise. A key that the bill does
    not show costs one more, to learn whether it is activated.
    """
    shown = _shown_key(question, answer)
    asked = question.grouping.tag_key
    if asked and not shown:
        return _with_doubt(explorer, question, asked, month)
    rest = tuple(key for key in question.required_keys if key != shown)
    counted = (shown,) if shown and shown in question.required_keys else ()
    amount = month.groups.get(None, _ZERO) if counted else _ZERO
    if not rest:
        return Untagged(amount if counted else None, counted)
    if len(rest) > _MOST_GROUPS:
        in_bill = keys_in_bill(explorer, question)
        return _lacking(explorer, question, _of(question, in_bill | set(counted)))
    return _by_pair(explorer, question, rest, counted, amount)


def _shown_key(question: Question, answer: Answer) -> str | None:
    """Return the breakdown's tag key if any cost carries it: it is activated then."""
    key = question.grouping.tag_key
    return key if key and _carry(answer.lines, 0) else None


def _by_pair(
    explorer: CostExplorer,
    question: Question,
    rest: tuple[str, ...],
    counted: tuple[str, ...],
    amount: Decimal,
) -> Untagged:
    """Add what carries the breakdown's key but lacks one of the other one or two."""
    request = by_tags(question, rest, counted[0] if counted else None)
    lines = _read(explorer, request).lines
    proven = {key for place, key in enumerate(rest) if _carry(lines, place)}
    if lines and len(proven) < len(rest):
        proven |= keys_in_bill(explorer, question) & set(rest)
    judged = [place for place, key in enumerate(rest) if key in proven]
    lacking = [line for line in lines if any(line.keys[place] is None for place in judged)]
    keys = _of(question, proven | set(counted))
    return Untagged(amount + _total(lacking) if keys else None, keys)


def _with_doubt(explorer: CostExplorer, question: Question, asked: str, month: Figures) -> Untagged:
    """Say why no cost of mine has the breakdown's key; judge by the keys that are activated."""
    in_bill = keys_in_bill(explorer, question)
    judged = activation(explorer, question, [asked], in_bill)
    activated = in_bill | ({asked} if judged.state == "settled" else set())
    keys = _of(question, activated)
    if asked in keys:  # then all of it lacks a key
        return Untagged(month.month_to_date, keys)
    found = _lacking(explorer, question, keys)
    return Untagged(found.amount, found.keys, judged if judged.tag_key else None)


def _lacking(explorer: CostExplorer, question: Question, keys: tuple[str, ...]) -> Untagged:
    if not keys:
        return Untagged(None, ())
    return Untagged(_total(_read(explorer, without(question, keys)).lines), keys)


def _read(explorer: CostExplorer, request: Request) -> Answer:
    return parse(explorer.pages("GetCostAndUsage", request), request)


def _of(question: Question, keys: Iterable[str]) -> tuple[str, ...]:
    wanted = frozenset(keys)
    return tuple(key for key in question.required_keys if key in wanted)


def _carry(lines: Sequence[Line], place: int) -> bool:
    return any(line.keys[place] is not None for line in lines)


def _total(lines: Iterable[Line]) -> Decimal:
    return sum((line.amount for line in lines), _ZERO)
