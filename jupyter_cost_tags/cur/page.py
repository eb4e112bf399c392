"""A report's month as a page: the charts of the QuickSight dashboard, each with its table. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from html import escape

from ..models import CurResult, Problem, Spend
from ..spend.figures import cents
from ..spend.jobs import tail
from ..spend.paper import Row, bars, columns, facts, page, section, table, words

_MOST_BARS = 12
_MOST_LINES = 200
_NONE = {"tag": "Not tagged", "resource": "No resource"}
_ZERO = Decimal(0)


@dataclass(frozen=True)
class Charts:
    """What the page shows; a problem stands in place of what could not be read."""

    key: str | None
    month: Spend | Problem
    by_tag: CurResult | Problem
    by_job: CurResult | Problem
    untagged: CurResult | Problem
    trend: CurResult | Problem

    @property
    def problems(self) -> list[Problem]:
        """Return why something is missing."""
        told = (self.month, self.by_tag, self.by_job, self.untagged, self.trend)
        return [one for one in told if isinstance(one, Problem)]


def html(charts: Charts, *, demo: bool) -> str:
    """Return one HTML document: no script, nothing fetched; every chart has its table."""
    month = charts.month
    key = charts.key or "tag"
    when = month.month if isinstance(month, Spend) else ""
    parts = [
        _month(month),
        _ranked(f"By {key}", charts.by_tag, "tag"),
        _ranked("By job, SageMaker", charts.by_job, "resource"),
        _ranked(f"SageMaker without {key}", charts.untagged, "resource", share_of=charts.by_job),
        _trend("Month by month", charts.trend),
    ]
    title = f"Costs {when} by {key}" if charts.key else f"Costs {when}"
    return page(title.replace("  ", " ").strip(), [*parts, _small_print(charts)], demo=demo)


def _month(told: Spend | Problem) -> str:
    if isinstance(told, Problem):
        return section("Month to date", [_trouble(told)])
    if told.month_to_date is None:
        why = told.problem.message if told.problem else "There is no charge of this month yet."
        return section("Month to date", [words(why, trouble=True)])
    currency = told.currency or ""
    figures = [
        ("Month to date", f"{told.month_to_date} {currency}"),
        ("Month before, same day", told.previous_month),
        ("Forecast (~)", told.forecast and f"{told.forecast.total}"),
        (f"Without {', '.join(told.untagged_keys)}", told.untagged),
        *((f"Apart: {kind}", amount) for kind, amount in told.excluded.items()),
    ]
    known = [(name, value) for name, value in figures if value]
    days: list[Row] = [(day.day, Decimal(day.amount), day.amount) for day in told.days]
    through = f"Charges until {told.through} (UTC), in {currency}."
    more = [words(told.problem.message, trouble=True)] if told.problem else []
    return section(
        "Month to date",
        [
            facts(known),
            words(through, dim=True),
            *more,
            columns(days),
            table("by day", ["Day (UTC)", currency], [(d, a) for d, _, a in days], folded=True),
        ],
    )


def _ranked(
    title: str, told: CurResult | Problem, what: str, share_of: CurResult | Problem | None = None
) -> str:
    """Return the dearest as bars and all of them, up to a limit, as a table."""
    if isinstance(told, Problem):
        return section(title, [_trouble(told)])
    at = {name: place for place, name in enumerate(told.columns)}
    if not told.rows:
        nothing = "Nothing of this month." if what == "resource" else " ".join(told.notes)
        return section(title, [words(nothing, dim=True)])
    currencies = sorted(told.totals)
    sums: dict[tuple[str, str], Decimal] = {}
    for row in told.rows:
        cell = (_name(row[at[what]], what), str(row[at["currency"]]))
        sums[cell] = sums.get(cell, _ZERO) + Decimal(row[at["amount"]] or 0)
    ordered = sorted(sums.items(), key=lambda one: (-one[1], one[0]))
    several = len(currencies) > 1
    shown: list[Row] = [
        (f"{name} ({currency})" if several else name, amount, f"{amount}")
        for (name, currency), amount in ordered
    ]
    total = ", ".join(f"{amount} {currency}" for currency, amount in told.totals.items())
    said = [words(f"{total}{_share(told, share_of)}.", dim=True)]
    said += [words(note, trouble=True) for note in told.notes]
    chart = "" if several else bars(shown[:_MOST_BARS])
    lines = [(name, amount) for name, _, amount in shown[:_MOST_LINES]]
    rest = len(shown) - len(lines)
    if rest:
        missing = sum((amount for _, amount, _ in shown[_MOST_LINES:]), _ZERO)
        lines.append((f"and {rest} more", str(missing)))
    header = ["", currencies[0] if not several else "amount"]
    return section(title, [*said, chart, table(title, header, lines, folded=True)])


def _share(told: CurResult, whole: CurResult | Problem | None) -> str:
    if not isinstance(whole, CurResult) or len(whole.totals) != 1 or len(told.totals) != 1:
        return ""
    (currency, all_), (own, part) = *whole.totals.items(), *told.totals.items()
    if currency != own or Decimal(all_) <= 0:
        return ""
    percent = (Decimal(part) * 100 / Decimal(all_)).quantize(Decimal(1))
    return f" of {all_} {currency} for SageMaker ({percent}%)"


def _trend(title: str, told: CurResult | Problem) -> str:
    if isinstance(told, Problem):
        return section(title, [_trouble(told)])
    at = {name: place for place, name in enumerate(told.columns)}
    if len(told.totals) != 1:
        what = "No charge yet." if not told.totals else "Costs in several currencies: no chart."
        return section(title, [words(what, dim=True)])
    cells: dict[str, dict[str, Decimal]] = {}
    for row in told.rows:
        month = str(row[at["month"]])
        name = _name(row[at["tag"]], "tag") if "tag" in at else "All"
        own = cells.setdefault(name, {})
        own[month] = own.get(month, _ZERO) + Decimal(row[at["amount"]] or 0)
    months = sorted({month for own in cells.values() for month in own})
    sums = {month: sum((own.get(month, _ZERO) for own in cells.values()), _ZERO) for month in
            months}  # fmt: skip
    chart: list[Row] = [(month, amount, cents(amount)) for month, amount in sums.items()]
    ordered = sorted(cells.items(), key=lambda one: (-sum(one[1].values(), _ZERO), one[0]))
    lines = [
        [name, *[cents(own[month]) if month in own else "" for month in months]]
        for name, own in ordered[:_MOST_LINES]
    ]
    total = ["Total", *[cents(sums[month]) for month in months]]
    made = table(f"in {next(iter(told.totals))}", ["", *months], lines, total=total)
    return section(title, [columns(chart), made])


def _small_print(charts: Charts) -> str:
    told = next((one for one in (charts.by_job, charts.by_tag) if isinstance(one, CurResult)), None)
    if told is None:
        return ""
    read = f"{told.files} files" if told.files is not None else "a table behind Athena"
    text = (
        f"Source: a {told.dialect} report in {read}, read {told.as_of:%Y-%m-%d %H:%M} UTC. Usage"
        " without credits, refunds and taxes, which stand apart; amounts are rounded to the cent."
    )
    return f"<p><small>{escape(text)}</small></p>"


def _name(value: str | None, what: str) -> str:
    name = value if what == "tag" else tail(value)
    return _NONE[what] if name is None else name


def _trouble(problem: Problem) -> str:
    return words(f"{problem.message} {problem.action or ''}".strip(), trouble=True)
