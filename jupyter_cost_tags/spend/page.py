"""A statement as a page: HTML that stands alone, or Markdown. Pure; every text is escaped."""

from __future__ import annotations

from decimal import Decimal
from html import escape

from ..models import Statement, StatementLine
from .paper import bars, page, section, table, visible, words

_UNTAGGED = "Not tagged"
_MOST_BARS = 12


def html(told: Statement, *, demo: bool) -> str:
    """Return one HTML document: no script, nothing fetched, a chart with its table."""
    title = f"{told.month} by {told.by.removeprefix('tag:')}"
    shown = [(_name(line), Decimal(line.total), line.total) for line in told.lines]
    rows = [
        [_name(line), *[line.charges.get(kind, "") for kind in told.kinds], line.total]
        for line in told.lines
    ]
    total = ["Total", *[told.totals[kind] for kind in told.kinds], told.total or ""]
    caption = f"Charges in {told.currency or 'no currency'}"
    charges = table(caption, ["", *told.kinds, "Total"], rows, total=total)
    chart = bars(shown[:_MOST_BARS])
    parts = [words(_facts(told)), chart and section("The largest", [chart]), charges]
    return page(title, [*parts, f"<p><small>{escape(_small_print(told))}</small></p>"], demo=demo)


def markdown(told: Statement, *, demo: bool) -> str:
    """Return the same as a Markdown table."""
    title = f"# {told.month} by {_cell(told.by.removeprefix('tag:'))}"
    header = ["", *told.kinds, "Total"]
    rows = [
        [_cell(_name(line)), *[line.charges.get(kind, "") for kind in told.kinds], line.total]
        for line in told.lines
    ]
    rows.append(
        ["**Total**", *[told.totals[kind] for kind in told.kinds], f"**{told.total or ''}**"]
    )
    ruler = ["---", *["---:"] * (len(header) - 1)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in [header, ruler, *rows])
    mark = ["DEMO DATA: not your account."] if demo else []
    return "\n\n".join([title, *mark, _facts(told), table, _small_print(told)]) + "\n"


def _facts(told: Statement) -> str:
    through = f", charges until {told.through} (UTC)" if told.through else ""
    state = " AWS may still change them." if told.estimated else ""
    currency = f" {told.currency}" if told.currency else ""
    if told.total is None:
        return f"There is no charge in {told.month} yet."
    return f"{told.total}{currency}{through}.{state}"


def _small_print(told: Statement) -> str:
    return (
        f"Source: {told.source}, read {told.as_of:%Y-%m-%d %H:%M} UTC. Totals are the exact sums,"
        " rounded once, and every column adds up to its own; a row may differ by a cent."
    )


def _name(line: StatementLine) -> str:
    if line.key is None:
        return _UNTAGGED
    return f"{line.key} ({line.name})" if line.name and line.name != line.key else line.key


def _cell(text: str) -> str:
    """Return text that Markdown takes for nothing but text."""
    plain = visible(text).replace("\\", "\\\\")
    return "".join(f"\\{c}" if c in "|`*_<>[]#&" else c for c in plain)
