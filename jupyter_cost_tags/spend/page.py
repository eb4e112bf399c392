"""A statement as a page: HTML that stands alone, or Markdown. Pure; every text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from ..models import Statement, StatementLine

_UNTAGGED = "Not tagged"
_STYLE = """
:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}
table{border-collapse:collapse;width:100%}caption{text-align:left;padding:.5rem 0}
th,td{padding:.35rem .6rem;text-align:right;border-bottom:1px solid #8884}
th:first-child,td:first-child{text-align:left;overflow-wrap:anywhere}
tfoot td,tfoot th{font-weight:600;border-top:2px solid}
svg{width:100%;height:auto}small{opacity:.75}
.demo{border:1px solid;padding:.2rem .5rem}
@media print{body{margin:0}}
"""


def html(told: Statement, *, demo: bool) -> str:
    """Return one HTML document: no script, nothing fetched, a chart with its table."""
    title = f"{told.month} by {told.by.removeprefix('tag:')}"
    head = "".join(f"<th scope=col>{escape(name)}</th>" for name in ("", *told.kinds, "Total"))
    rows = "".join(_html_row(told, line) for line in told.lines)
    sums = "".join(f"<td>{_money(told.totals[kind])}</td>" for kind in told.kinds)
    mark = "<p class=demo>DEMO DATA: not your account.</p>" if demo else ""
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8>"
        f"<meta name=viewport content='width=device-width'>"
        f"<title>{escape(title)}</title><style>{_STYLE}</style>{mark}"
        f"<h1>{escape(title)}</h1><p>{escape(_facts(told))}</p>{_chart(told)}"
        f"<table><caption>Charges in {escape(told.currency or 'no currency')}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
        f"<tfoot><tr><th scope=row>Total</th>{sums}<td>{_money(told.total)}</td></tr></tfoot>"
        f"</table><p><small>{escape(_small_print(told))}</small></p></html>\n"
    )


def markdown(told: Statement, *, demo: bool) -> str:
    """Return the same as a Markdown table."""
    title = f"# {told.month} by {_cell(told.by.removeprefix('tag:'))}"
    header = ["", *told.kinds, "Total"]
    rows = [
        [_cell(_name(line)), *[line.charges.get(kind, "") for kind in told.kinds], line.total]
        for line in told.lines
    ]
    rows.append(["**Total**", *[told.totals[kind] for kind in told.kinds], f"**{told.total}**"])
    ruler = ["---", *["---:"] * (len(header) - 1)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in [header, ruler, *rows])
    mark = ["DEMO DATA: not your account."] if demo else []
    return "\n\n".join([title, *mark, _facts(told), table, _small_print(told)]) + "\n"


def _facts(told: Statement) -> str:
    through = f", charges until {told.through} (UTC)" if told.through else ""
    state = " AWS may still change them." if told.estimated else ""
    currency = f" {told.currency}" if told.currency else ""
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


def _html_row(told: Statement, line: StatementLine) -> str:
    cells = "".join(f"<td>{_money(line.charges.get(kind))}</td>" for kind in told.kinds)
    name = escape(_visible(_name(line)))
    return f"<tr><th scope=row>{name}</th>{cells}<td>{_money(line.total)}</td></tr>"


def _money(amount: str | None) -> str:
    return escape(amount) if amount else ""


def _chart(told: Statement) -> str:
    """Return bars of the largest lines; the table below says the same."""
    shown: Sequence[StatementLine] = [line for line in told.lines if Decimal(line.total) > 0][:12]
    if not shown:
        return ""
    most = max(Decimal(line.total) for line in shown)
    bars = []
    for number, line in enumerate(shown):
        width = int(Decimal(line.total) * 480 / most) + 1
        label = escape(_visible(_name(line))[:40])
        bars.append(
            f"<text x=0 y={number * 26 + 17} font-size=13 fill=currentColor>{label}</text>"
            f"<rect x=300 y={number * 26 + 4} width={width} height=18 fill='#4C78A8'/>"
        )
    height = len(shown) * 26 + 8
    return f"<svg viewBox='0 0 800 {height}' aria-hidden=true>{''.join(bars)}</svg>"


def _visible(text: str) -> str:
    """Return text whose control and direction characters can be seen."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def _cell(text: str) -> str:
    """Return text that Markdown takes for nothing but text."""
    plain = _visible(text).replace("\\", "\\\\")
    return "".join(f"\\{c}" if c in "|`*_<>[]#&" else c for c in plain)
