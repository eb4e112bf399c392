"""The most that a launch can cost: instances, time limit and list price multiplied.

Instance hours only: storage and data transfer are not in it. Pure, and nothing that a call holds
makes it raise. Members and defaults are those of botocore's sagemaker model and the API reference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal, localcontext
from typing import Any, NamedTuple

CENT = Decimal("0.01")
HOUR = 3600
# API reference, StoppingCondition: "The default value is 1 day"; processing has the same.
DEFAULT_LIMIT = 24 * HOUR
UNTIL_DELETED = "runs until deleted"
_MOST = 10**9  # of any number in a call: no job has more instances or seconds
_DIGITS = 60  # the longest product is exact within these
_RATE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,12})?", re.ASCII)
_TIMES = " × "
_UNITS = ((HOUR, "h"), (60, "min"), (1, "s"))


class Rented(NamedTuple):
    """Instances of one type."""

    number: int
    instance_type: str


class Run(NamedTuple):
    """Instances that are rented together, and for how long at most."""

    rented: tuple[Rented, ...]
    seconds: int | None  # None: no end is set
    warm: int = 0  # seconds that they are kept after the end
    is_spot: bool = False


class Limit(NamedTuple):
    """So many runs at most, each one of several; the dearest counts."""

    runs: tuple[Run, ...]
    times: int = 1
    words: str = ""


class Terms(NamedTuple):
    """What a call rents. Where several limits hold, the lowest counts."""

    component: str
    limits: tuple[Limit, ...]
    endless: str = ""  # why no time limit applies


class _Unpriced(Exception):
    """The call can't be priced; its text says why."""


def ceiling_of(
    operation: str, parameters: Mapping[str, Any], rates: Mapping[str, Any] | None
) -> dict[str, str | None]:
    """Return `amount`, `currency`, `basis` and `reason` of a `Create…` call (docs/guard-files.md).

    `rates` is the member of guard.json. The amount is rounded up to the cent; null, with the
    reason, where the type, the time limit or the price is not known: never 0.
    """
    read = _TERMS.get(operation)
    if read is None:
        return _unpriced("no estimate for this kind of launch")
    try:
        return ceiling(read(parameters), rates)
    except _Unpriced as why:
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


# -- what each call rents ---------------------------------------------------------------------


def _training(call: Mapping[str, Any]) -> Terms:
    return Terms("Training", (Limit(tuple(_jobs(call))),))


def _jobs(definition: Mapping[str, Any]) -> Iterator[Run]:
    """Yield how one training job may run; with several instance types to fall back on, each."""
    seconds = _number(definition, "StoppingCondition", "MaxRuntimeInSeconds", default=DEFAULT_LIMIT)
    is_spot = definition.get("EnableManagedSpotTraining") is True
    flexible = definition.get("HyperParameterTuningResourceConfig")
    if isinstance(flexible, Mapping):
        for config in _listed(flexible, "InstanceConfigs") or [flexible]:
            yield Run((_rented(config),), seconds, 0, is_spot)
        return
    if "ServerlessJobConfig" in definition:
        raise _Unpriced("serverless: priced by use")
    resources = _map(definition, "ResourceConfig")
    if resources.get("TrainingPlanArn"):
        raise _Unpriced("runs on a training plan, which is paid for already")
    groups = _listed(resources, "InstanceGroups")
    rented = tuple(_rented(group) for group in groups or [resources])
    warm = _number(resources, "KeepAlivePeriodInSeconds", default=0)
    yield Run(rented, seconds, warm, is_spot)


def _tuning(call: Mapping[str, Any]) -> Terms:
    """Return the lower of: every job to its limit; as many as run at once to the tuning's limit."""
    single = call.get("TrainingJobDefinition")
    definitions = [single] if isinstance(single, Mapping) else []
    definitions += _listed(call, "TrainingJobDefinitions")
    runs = tuple(run for definition in definitions for run in _jobs(definition))
    if not runs:
        raise _Unpriced("no training job definition")
    resources = _map(call, "HyperParameterTuningJobConfig", "ResourceLimits")
    jobs = _number(resources, "MaxNumberOfTrainingJobs", default=0)
    at_once = _number(resources, "MaxParallelTrainingJobs", default=0)
    seconds = _number(resources, "MaxRuntimeInSeconds", default=0)
    limits = [Limit(runs, jobs, f"{jobs} jobs")] if jobs else []
    if at_once and seconds:
        timed = tuple(run._replace(seconds=seconds) for run in runs)
        limits.append(Limit(timed, at_once, f"{at_once} jobs at once"))
    if not limits:
        raise _Unpriced("no limit of jobs")
    return Terms("Training", tuple(limits))


def _processing(call: Mapping[str, Any]) -> Terms:
    rented = _rented(_map(call, "ProcessingResources", "ClusterConfig"))
    seconds = _number(call, "StoppingCondition", "MaxRuntimeInSeconds", default=DEFAULT_LIMIT)
    return Terms("Processing", (Limit((Run((rented,), seconds),)),))


def _transform(call: Mapping[str, Any]) -> Terms:
    rented = _rented(_map(call, "TransformResources"))
    return _endless("Transform", (rented,), "no time limit")


def _endpoint_config(call: Mapping[str, Any]) -> Terms:
    named = ("ProductionVariants", "ShadowProductionVariants")
    variants = [variant for name in named for variant in _listed(call, name)]
    rented = tuple(
        _rented(variant, count="InitialInstanceCount")
        for variant in variants
        if "ServerlessConfig" not in variant
    )
    if not rented:
        raise _Unpriced("serverless: priced by use" if variants else "no instance type")
    return _endless("Hosting", rented, UNTIL_DELETED)


def _endpoint(_call: Mapping[str, Any]) -> Terms:
    raise _Unpriced(UNTIL_DELETED)  # its instances are in the configuration that it names


def _notebook(call: Mapping[str, Any]) -> Terms:
    rented = Rented(1, _type(call))
    return _endless("Notebook", (rented,), "runs until stopped")


def _endless(component: str, rented: tuple[Rented, ...], why: str) -> Terms:
    return Terms(component, (Limit((Run(rented, None),)),), why)


_TERMS: dict[str, Callable[[Mapping[str, Any]], Terms]] = {
    "CreateTrainingJob": _training,
    "CreateHyperParameterTuningJob": _tuning,
    "CreateProcessingJob": _processing,
    "CreateTransformJob": _transform,
    "CreateEndpointConfig": _endpoint_config,
    "CreateEndpoint": _endpoint,
    "CreateNotebookInstance": _notebook,
}


# -- members of a call, of whatever type ------------------------------------------------------


def _map(call: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    for name in path:
        member = call.get(name)
        call = member if isinstance(member, Mapping) else {}
    return call


def _listed(call: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    members = call.get(name)
    if not isinstance(members, Sequence) or isinstance(members, str):
        return []
    return [member for member in members if isinstance(member, Mapping)]


def _number(call: Mapping[str, Any], *path: str, default: int) -> int:
    """Return a positive number; the default where there is none, and for 0."""
    value = _map(call, *path[:-1]).get(path[-1])
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST:
        raise _Unpriced(f"{path[-1]} is not readable")
    return value or default


def _rented(config: Mapping[str, Any], count: str = "InstanceCount") -> Rented:
    number = _number(config, count, default=0)
    instance_type = _type(config)
    if not number:
        raise _Unpriced("no instance count")
    return Rented(number, instance_type)


def _type(config: Mapping[str, Any]) -> str:
    name = config.get("InstanceType")
    if not isinstance(name, str) or not name:
        raise _Unpriced("no instance type")
    return name
