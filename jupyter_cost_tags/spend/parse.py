"""Cost Explorer's answers as lines; a missing member is a bad answer, never a zero."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ..problems import BadResponse
from .request import Request

# Amounts have ten decimals or so. Twelve before and after the point keep sums exact in the
# 28 digits of Python's default context.
_PLACES = Decimal("1e-12")
_LARGEST = Decimal("1e12")
_AMOUNT = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][-+]?[0-9]{1,2})?")
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class Line:
    """An amount of one day (or month) and one combination of groups.

    A key is in the order of the request's GroupBy; None is a cost without the tag.
    """

    day: date
    keys: tuple[str | None, ...]
    amount: Decimal


@dataclass(frozen=True)
class Answer:
    """All pages of one answer; `currency` is None when not even a zero was told."""

    lines: tuple[Line, ...]
    currency: str | None
    estimated: Mapping[date, bool]  # by first day of each result; absent where not told


def parse(pages: Iterable[Mapping[str, Any]], request: Request) -> Answer:
    """Read the pages of a grouped GetCostAndUsage; how they are split makes no difference.

    Raises `BadResponse` for a missing or garbled member, a gap in the days, a group told
    twice, an amount outside every group, and amounts in more than one currency.
    """
    reader = _Reader(request)
    for page in pages:
        for result in _member(page, "ResultsByTime", list):
            reader.read(result)
    return reader.answer()


class _Reader:
    """Gathers results over pages; a day's groups may go on in the next page."""

    def __init__(self, request: Request) -> None:
        self._definitions = [(group["Type"], group["Key"]) for group in request["GroupBy"]]
        self._metric = str(request["Metrics"][0])
        self._first = date.fromisoformat(request["TimePeriod"]["Start"])
        self._end = date.fromisoformat(request["TimePeriod"]["End"])
        self._lines: dict[tuple[date, tuple[str | None, ...]], Decimal] = {}
        self._told: dict[date, date] = {}
        self._units: set[str] = set()
        self._zero_units: set[str] = set()
        self._estimated: dict[date, bool] = {}

    def read(self, result: Mapping[str, Any]) -> None:
        interval = _member(result, "TimePeriod", dict)
        day, end = _date(_member(interval, "Start", str)), _date(_member(interval, "End", str))
        if not self._first <= day < end <= self._end:
            raise _bad("a day that was not asked for")
        self._told[day] = end
        if isinstance(result.get("Estimated"), bool):
            self._estimated[day] = self._estimated.get(day, False) or result["Estimated"]
        groups = _member(result, "Groups", list)
        for group in groups:
            self._read_group(day, group)
        if not groups:
            self._read_total(_member(result, "Total", dict))

    def answer(self) -> Answer:
        expected = self._first
        for day, end in sorted(self._told.items()):
            if day != expected:
                raise _bad("a gap in its days")
            expected = end
        if not self._told:
            raise _bad("no days")
        return Answer(
            lines=tuple(Line(day, keys, amount) for (day, keys), amount in self._lines.items()),
            currency=self._currency(),
            estimated=self._estimated,
        )

    def _currency(self) -> str | None:
        units = self._units or self._zero_units
        if len(units) > 1:
            raise BadResponse(
                "Cost Explorer answered in more than one currency, which can't be summed.",
                code="mixed-currencies",
                action="Ask an admin for a billing view in one currency.",
            )
        return next(iter(units), None)

    def _read_group(self, day: date, group: Any) -> None:
        names = _member(group, "Keys", list)
        if len(names) != len(self._definitions):
            raise _bad("a group with other keys than asked for")
        keys = tuple(
            _key(definition, name)
            for definition, name in zip(self._definitions, names, strict=True)
        )
        if (day, keys) in self._lines:
            raise _bad("a group twice")
        amount, unit = self._amount(_member(group, "Metrics", dict))
        self._units.add(unit)
        self._lines[day, keys] = amount

    def _read_total(self, total: Mapping[str, Any]) -> None:
        """Take the currency from a day without groups, which may carry a zero total."""
        if self._metric not in total:
            return
        amount, unit = self._amount(total)
        if amount:
            raise _bad("an amount outside its groups")
        if _CURRENCY.fullmatch(unit):
            self._zero_units.add(unit)

    def _amount(self, metrics: Mapping[str, Any]) -> tuple[Decimal, str]:
        metric = _member(metrics, self._metric, dict)
        amount, unit = _number(_member(metric, "Amount", str)), _member(metric, "Unit", str)
        if not unit:
            raise _bad("an amount without a unit")
        return amount, unit


def amount_of(holder: Any, name: str, currency: str | None = None) -> Decimal:
    """Return an amount of a forecast; raises `BadResponse`, for another currency as well."""
    amount = _number(_member(holder, name, str))
    if currency is not None and _member(holder, "Unit", str) != currency:
        raise _bad("a forecast in another currency")
    return amount


def _number(spelled: str) -> Decimal:
    if not _AMOUNT.fullmatch(spelled):
        raise _bad("an amount that is no number")
    amount = Decimal(spelled)
    if abs(amount) >= _LARGEST:
        raise _bad("an amount beyond reason")
    return amount.quantize(_PLACES)


def _key(definition: tuple[str, str], name: Any) -> str | None:
    """Return a group's bare value: Cost Explorer spells tags `key$value`, `key$` without one."""
    if not isinstance(name, str):
        raise _bad("a group without a name")
    kind, key = definition
    if kind != "TAG":
        return name
    if not name.startswith(f"{key}$"):
        raise _bad("a group of another tag key")
    return name[len(key) + 1 :] or None


def _member(holder: Any, name: str, kind: type) -> Any:
    value = holder.get(name) if isinstance(holder, Mapping) else None
    if not isinstance(value, kind):
        raise _bad(f"no {name}")
    return value


def _date(spelled: str) -> date:
    try:
        return date.fromisoformat(spelled[:10])
    except ValueError:
        raise _bad("a day that is no date") from None


def _bad(what: str) -> BadResponse:
    return BadResponse(f"Cost Explorer's answer has {what}.")
