"""A month's statement: exact sums by value and kind of charge, whose cents add up. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal

from ..models import SpendSource, Statement, StatementLine
from .figures import cents
from .parse import Answer
from .period import Period
from .request import EXCLUDED

_CENT = Decimal("0.01")
_ZERO = Decimal(0)
_USAGE = "Usage"
_Cell = tuple[str | None, str]


def statement(  # noqa: PLR0913  (what it is made of)
    answer: Answer,
    whole: Period,
    *,
    by: str,
    source: SpendSource,
    names: Mapping[str, str],
    requests: int,
    request_cost: str,
    daily: bool,
    now: datetime,
) -> Statement:
    """Return the statement of lines whose keys are a tag's value and a record type.

    Each total is the exact sum, rounded once; cents that rounding the lines would lose or add
    go to those that are nearest to the next cent, so that every column adds up. A row of it may
    then differ by a cent from its total.
    """
    sums: dict[_Cell, Decimal] = {}
    for line in answer.lines:
        if whole.month <= line.day < whole.month_end:
            cell = (line.keys[0], _kind(str(line.keys[-1])))
            sums[cell] = sums.get(cell, _ZERO) + line.amount
    kinds = [kind for kind in (_USAGE, *EXCLUDED) if any(k == kind for _, k in sums)]
    rounded: dict[_Cell, Decimal] = {}
    for kind in kinds:
        rounded |= _apportioned({cell: sums[cell] for cell in sums if cell[1] == kind})
    totals = {kind: _of_kind(rounded, kind) for kind in kinds}
    whole_lines: dict[_Cell, Decimal] = {}
    for (key, _), amount in sums.items():
        whole_lines[key, ""] = whole_lines.get((key, ""), _ZERO) + amount
    by_line = {key: amount for (key, _), amount in _apportioned(whole_lines).items()}
    days = [line.day for line in answer.lines if line.day >= whole.month]
    flags = [flag for day, flag in answer.estimated.items() if day >= whole.month]
    return Statement(
        month=whole.name,
        by=by,
        currency=answer.currency,
        source=source,
        estimated=any(flags) if flags else whole.is_open or None,
        through=_day(max(days, default=None)) if daily else None,
        kinds=kinds,
        lines=_lines(rounded, by_line, kinds, names),
        totals={kind: cents(amount) for kind, amount in totals.items()},
        total=cents(sum(sums.values(), _ZERO)) if sums else None,
        as_of=now,
        requests=requests,
        request_cost=request_cost,
    )


def _kind(record_type: str) -> str:
    return record_type if record_type in EXCLUDED else _USAGE


def _apportioned(exact: Mapping[_Cell, Decimal]) -> dict[_Cell, Decimal]:
    """Round each amount to the cent so that they add up to the rounded sum."""
    wanted = Decimal(cents(sum(exact.values(), _ZERO)))
    floors = {cell: amount.quantize(_CENT, ROUND_FLOOR) for cell, amount in exact.items()}
    missing = int((wanted - sum(floors.values(), _ZERO)) / _CENT)
    order = sorted(exact, key=lambda cell: (floors[cell] - exact[cell], cell[0] or ""))
    for cell in order[:missing]:
        floors[cell] += _CENT
    return floors


def _of_kind(amounts: Mapping[_Cell, Decimal], kind: str) -> Decimal:
    return sum((amount for (_, k), amount in amounts.items() if k == kind), _ZERO)


def _lines(
    amounts: Mapping[_Cell, Decimal],
    totals: Mapping[str | None, Decimal],
    kinds: Sequence[str],
    names: Mapping[str, str],
) -> list[StatementLine]:
    found = []
    for key, total in totals.items():
        own = {kind: amounts[key, kind] for kind in kinds if (key, kind) in amounts}
        line = StatementLine(
            key=key,
            name=names.get(key) if key else None,
            charges={kind: cents(amount) for kind, amount in own.items()},
            total=cents(total),
        )
        found.append((total, line))
    found.sort(key=lambda pair: (pair[1].key is None, -pair[0], pair[1].key or ""))
    return [line for _, line in found]


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
