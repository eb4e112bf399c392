"""The month's statement by a tag key, from Cost Explorer or from a report."""

from __future__ import annotations

from ..cur.query import Ask
from ..cur.view import answer
from ..models import Statement
from ..problems import BadRequest
from ..spend.figures import cents
from ..spend.grouping import grouping
from ..spend.metered import CostExplorer
from ..spend.parse import Answer, parse
from ..spend.period import MONTHS_KEPT, REPORT_MONTHS, Period, period
from ..spend.request import METRICS, of_everybody
from ..spend.result import PRICE
from ..spend.statement import statement
from . import curs, doors
from .context import Context


def make_statement(
    context: Context, *, by: str, month: str | None, metric: str, source: doors.Source | None
) -> Statement:
    """Return who is charged what: everybody's costs that the credentials may see.

    Cost Explorer takes one request a page of 500 groups, within the daily cap; a report none.
    Raises a `CostTagsError`: never a part.
    """
    breakdown = grouping(by)
    key = breakdown.tag_key
    if key is None:
        raise BadRequest("A statement is by a tag key.", action="Use --by tag:KEY.")
    if metric not in METRICS:
        raise BadRequest(
            f"There is no metric {metric[:40]!r}.", action=f"Use one of {', '.join(METRICS)}."
        )
    kept = REPORT_MONTHS if source else MONTHS_KEPT
    whole = period(month, context.now(), kept=kept)
    if source is None:
        told, requests = _from_cost_explorer(context, key, whole, metric)
    else:
        told, requests = _from_report(context, key, whole, metric, source), 0
    return statement(
        told,
        whole,
        by=by,
        source="cost-explorer" if source is None else "athena" if source.place else "cur-file",
        names=_names(context, key),
        requests=requests,
        request_cost=cents(PRICE * requests),
        daily=source is not None,
        now=context.now(),
    )


def is_from_report(context: Context) -> bool:
    """Tell whether the policy's source of spend is a report."""
    policy = context.policy().policy
    return policy is not None and policy.spend.source in {"cur-file", "athena"}


def _from_cost_explorer(
    context: Context, key: str, whole: Period, metric: str
) -> tuple[Answer, int]:
    settings = context.settings
    cap = settings.daily_cap if settings.spend_enabled else 0
    meter = context.state(context.identity()).meter
    explorer = CostExplorer(context.aws, meter, context.now(), cap)
    request = of_everybody(whole, key, metric, settings.billing_view)
    pages = explorer.pages("GetCostAndUsage", request)
    return parse(pages, request), explorer.requests


def _from_report(
    context: Context, key: str, whole: Period, metric: str, source: doors.Source
) -> Answer:
    ask = Ask("days", whole.month, whole.end, (whole.name,), key, metric)
    return answer(curs.rows(context, source, ask), has_tag=True)


def _names(context: Context, key: str) -> dict[str, str]:
    """Return the policy's names for the key's values."""
    policy = context.policy().policy
    rules = [rule for rule in policy.tags if rule.key == key] if policy else []
    return {value: name for rule in rules for value, name in (rule.values or {}).items() if name}
