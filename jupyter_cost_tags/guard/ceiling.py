"""The most that a launch can cost: instances, time limit and list price multiplied.

Instance hours only: storage and data transfer are not in it. Pure, and nothing that a call holds
makes it raise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal, localcontext
from typing import Any

from .rented import HOUR, Limit, Run, Terms, Unpriced, terms_of

CENT = Decimal("0.01")
_DIGITS = 60  # the longest product is exact within these
_RATE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,12})?", re.ASCII)
_TIMES = " × "
_UNITS = ((HOUR, "h"), (60, "min"), (1, "s"))


def ceiling_of(
    operation: str, parameters: Mapping[str, Any], rates: Mapping[str, Any] | None
) -> dict[str, str | None]:
    """Return `amount`, `currency`, `basis` and `reason` of a `Create…` call (docs/guard-files.md).

    `rates` is the member of guard.json. The amount is rounded up to the cent; null, with the
    reason, where the type, the time limit or the price is not known: never 0.
    """
    try:
        return ceiling(terms_of(operation, parameters), rates)
    except Unpriced as why:
        return _unpriced(str(why))


def ceiling(terms: Terms, rates: Mapping[str, Any] | None) -> dict[str, str | None]:
    """Return the same for what is rented."""
    first = terms.limits[0].runs[0]
    words = _run_words(terms.limits[0], first)
    currency = rates.get("currency") if isinstance(rates, Mapping) else None
    if not isinstance(rates, Mapping) or not isinstance(currency, str):
        return _unpriced(_joined(terms.endless, "no price list"), words)
    types = [
        one.instance_type for limit in terms.limits for run in limit.runs for one in run.rented
    ]
    found = {name: rate_of(rates, terms.component, name) for name in types}
    known = {name: rate for name, rate in found.items() if rate is not None}
    lacking = [name for name in found if name not in known]
    if lacking:
        return _unpriced(_joined(terms.endless, f"no rate for {lacking[0]}"), words)
    with localcontext() as context:
        context.prec = _DIGITS
        if terms.endless:
            words += f", {_plain(_hourly(first, known))} {currency}/h"
            return _unpriced(terms.endless, words, currency)
        amount, basis = min((_dearest(limit, known) for limit in terms.limits), key=_by_amount)
        spelled = str(amount.quantize(CENT, ROUND_CEILING))
    return {"amount": spelled, "currency": currency, "basis": basis, "reason": None}


def rate_of(rates: Mapping[str, Any], component: str, instance_type: str) -> Decimal | None:
    """Return the price of one instance and hour; None for what the list lacks or garbles."""
    components = rates.get("components")
    listed = components.get(component) if isinstance(components, Mapping) else None
    text = listed.get(instance_type) if isinstance(listed, Mapping) else None
    if not isinstance(text, str) or not _RATE.fullmatch(text):
        return None
    return Decimal(text) or None


def spell_time(seconds: int) -> str:
    """Spell a time for people: `4 h`, `1 h 30 min`."""
    parts = []
    for size, unit in _UNITS:
        number, seconds = divmod(seconds, size)
        if number:
            parts.append(f"{number} {unit}")
    return " ".join(parts) or "0 s"


def _dearest(limit: Limit, known: Mapping[str, Decimal]) -> tuple[Decimal, str]:
    priced = (
        (limit.times * _hourly(run, known) * ((run.seconds or 0) + run.warm) / HOUR, run)
        for run in limit.runs
    )
    amount, run = max(priced, key=_by_amount)
    return amount, _run_words(limit, run)


def _by_amount(priced: tuple[Decimal, Any]) -> Decimal:
    return priced[0]


def _hourly(run: Run, known: Mapping[str, Decimal]) -> Decimal:
    return sum((one.number * known[one.instance_type] for one in run.rented), Decimal(0))


def _plain(amount: Decimal) -> str:
    """Spell an hourly price with all its digits and at least two."""
    text = f"{amount.normalize():f}"
    return text if len(text.partition(".")[2]) > 1 else str(amount.quantize(CENT))


def _run_words(limit: Limit, run: Run) -> str:
    groups = [f"{one.number}{_TIMES}{one.instance_type}" for one in run.rented]
    factors = [f"({' + '.join(groups)})" if len(groups) > 1 else groups[0]]
    if limit.words:
        factors.insert(0, limit.words)
    if run.seconds is not None:
        time = spell_time(run.seconds)
        factors.append(f"({time} + {spell_time(run.warm)} kept warm)" if run.warm else time)
    return _TIMES.join(factors) + (" (spot costs less)" if run.is_spot else "")


def _joined(*reasons: str) -> str:
    return ", ".join(reason for reason in reasons if reason)


def _unpriced(
    reason: str, basis: str | None = None, currency: str | None = None
) -> dict[str, str | None]:
    return {"amount": None, "currency": currency, "basis": basis, "reason": reason}
