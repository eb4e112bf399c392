"""Parts of a page that stands alone: no script, nothing fetched, light and dark. Pure.

Every text is escaped here; charts are inline SVG, and their tables are in the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

_STYLE = """
:root{color-scheme:light dark;--ink:#1f2328;--dim:#59636e;--paper:#fff;--card:#f6f8fa;
--line:#d1d9e0;--bar:#3b6fb6;--soft:#9db8dc;--warn:#9a6700}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--dim:#9aa5b1;--paper:#0f141a;--card:#171d25;
--line:#303844;--bar:#6ea4e8;--soft:#3c5779;--warn:#d9a52b}}
*{box-sizing:border-box}
body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:62rem;padding:2rem 1.25rem;
color:var(--ink);background:var(--paper)}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem;overflow-wrap:anywhere}
h2{font-size:1.1rem;margin:0 0 .75rem;overflow-wrap:anywhere}
p{margin:0 0 .75rem}.dim,small,caption{color:var(--dim)}
section{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1rem 1.25rem;
margin:1rem 0}
.facts{display:flex;flex-wrap:wrap;gap:1rem 2.5rem;margin:1rem 0}
.facts div{min-width:8rem}.facts dt{color:var(--dim);font-size:.85rem}
.facts dd{margin:0;font-size:1.35rem;font-variant-numeric:tabular-nums}dl{margin:0}
.bars{display:grid;grid-template-columns:minmax(6rem,18rem) 1fr max-content;gap:.3rem .75rem;
align-items:center;grid-auto-flow:dense}
.bars span{overflow-wrap:anywhere;line-height:1.25}.bars b{font-weight:400;text-align:right;
font-variant-numeric:tabular-nums;grid-column:3}
.bars svg{width:100%;height:1rem;display:block;grid-column:2}
.columns svg{width:100%;height:9rem;display:block;border-bottom:1px solid var(--line)}
.ends{display:flex;justify-content:space-between;color:var(--dim);font-size:.85rem}
rect{fill:var(--bar)}.soft rect{fill:var(--soft)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}caption{text-align:left;padding:.5rem 0}
th,td{padding:.3rem .6rem;text-align:right;border-bottom:1px solid var(--line);
font-variant-numeric:tabular-nums;white-space:nowrap}
th:first-child,td:first-child{text-align:left;overflow-wrap:anywhere;white-space:normal}
th{font-weight:600}tbody th{font-weight:400}
tfoot td,tfoot th{font-weight:600;border-top:2px solid var(--line)}
details{margin-top:.75rem}summary{cursor:pointer;color:var(--dim)}
.trouble{border-left:3px solid var(--warn);padding-left:.75rem}
.demo{border:1px solid var(--warn);border-radius:4px;padding:.15rem .5rem;display:inline-block}
@media(max-width:40rem){.bars{grid-template-columns:1fr max-content;grid-auto-flow:row}
.bars b{grid-column:2}.bars svg{grid-column:1/-1;height:.5rem;margin-bottom:.25rem}}
@media print{body{padding:0}section{break-inside:avoid}details>*{display:block}}
"""
Row = tuple[str, Decimal, str]  # a name, its amount, and the amount as it is shown


def page(title: str, parts: Sequence[str], *, demo: bool) -> str:
    """Return one HTML document of parts that are markup already."""
    mark = "<p class=demo>DEMO DATA: not your account.</p>" if demo else ""
    return (
        "<!doctype html><html lang=en><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width,initial-scale=1'>"
        f"<title>{escape(visible(title))}</title><style>{_STYLE}</style>"
        f"{mark}<h1>{escape(visible(title))}</h1>{''.join(parts)}</html>\n"
    )


def words(text: str, *, dim: bool = False, trouble: bool = False) -> str:
    """Return a paragraph."""
    kind = " class=trouble" if trouble else " class=dim" if dim else ""
    return f"<p{kind}>{escape(visible(text))}</p>"


def section(title: str, parts: Sequence[str]) -> str:
    """Return a part with its heading."""
    return f"<section><h2>{escape(visible(title))}</h2>{''.join(parts)}</section>"


def facts(pairs: Sequence[tuple[str, str]]) -> str:
    """Return figures, each with its name."""
    listed = "".join(
        f"<div><dt>{escape(visible(name))}</dt><dd>{escape(visible(value))}</dd></div>"
        for name, value in pairs
    )
    return f"<dl class=facts>{listed}</dl>"


def bars(rows: Sequence[Row]) -> str:
    """Return a bar for each row that is above zero; a table beside it must say the same."""
    shown = [row for row in rows if row[1] > 0]
    if not shown:
        return ""
    most = max(amount for _, amount, _ in shown)
    lines = "".join(
        f"<span>{escape(visible(name[:80]))}</span>"
        f"<b>{escape(shown_)}</b>"
        "<svg viewBox='0 0 1000 10' preserveAspectRatio=none aria-hidden=true>"
        f"<rect width={_share(amount, most, 1000)} height=10 /></svg>"
        for name, amount, shown_ in shown
    )
    return f"<div class=bars>{lines}</div>"


def columns(rows: Sequence[Row], *, soft: bool = False) -> str:
    """Return a column for each row in its order, with the ends and the highest said below."""
    if not any(amount > 0 for _, amount, _ in rows):
        return ""
    most, highest = max((amount, name) for name, amount, _ in rows)
    drawn = []
    for number, (name, amount, shown) in enumerate(rows):
        height = _share(amount, most, 100)
        tip = escape(visible(f"{name}: {shown}"))
        drawn.append(
            f"<rect x={number * 10 + 1} y={100 - height} width=8 height={height}>"
            f"<title>{tip}</title></rect>"
        )
    peak = next(shown for name, _, shown in rows if name == highest)
    kind = "columns soft" if soft else "columns"
    return (
        f"<div class='{kind}'><svg viewBox='0 0 {len(rows) * 10} 100' preserveAspectRatio=none"
        f" aria-hidden=true>{''.join(drawn)}</svg>"
        f"<div class=ends><span>{escape(visible(rows[0][0]))}</span>"
        f"<span>most: {escape(visible(f'{highest}, {peak}'))}</span>"
        f"<span>{escape(visible(rows[-1][0]))}</span></div></div>"
    )


def table(
    caption: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    total: Sequence[str] = (),
    folded: bool = False,
) -> str:
    """Return a table whose first column names its rows; folded behind a word where asked."""
    head = "".join(f"<th scope=col>{escape(visible(name))}</th>" for name in header)
    body = "".join(_row(row) for row in rows)
    foot = f"<tfoot>{_row(total)}</tfoot>" if total else ""
    made = (
        f"<div class=scroll><table><caption>{escape(visible(caption))}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>{foot}</table></div>"
    )
    if not folded:
        return made
    return f"<details><summary>Table: {escape(visible(caption))}</summary>{made}</details>"


def _row(cells: Sequence[str]) -> str:
    first, *others = cells
    told = "".join(f"<td>{escape(visible(cell))}</td>" for cell in others)
    return f"<tr><th scope=row>{escape(visible(first))}</th>{told}</tr>"


def _share(amount: Decimal, most: Decimal, whole: int) -> int:
    return max(int(amount * whole / most), 1) if amount > 0 else 0


def visible(text: str) -> str:
    """Return text whose control and direction characters can be seen."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
