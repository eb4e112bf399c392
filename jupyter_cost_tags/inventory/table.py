"""The page of the documentation that lists the kinds, from the rows."""

from __future__ import annotations

from .kinds import KINDS, Kind

_HEAD = """# Kinds of resources

Written by `make generate` from the rows of `jupyter_cost_tags/inventory/kinds.py`.

`jupyter cost-tags scan` without `--kind`, and the panel, look at those that are scanned "always";
`--scope all` adds those that say so; the others are scanned with `--kind`. "Any age" means that
`--since` does not leave it out: it costs as long as it is there.

What a tuning job or a pipeline launched is left out beside it: fix the parent. It is listed after
all where the parent is not in the scan, or has its tags while the child runs without them. What
AutoML and Model Monitor launch as processing jobs only Describe could tell; it stays in the list.

Besides the action of its row a kind needs `tag:GetResources` and `sagemaker:ListTags` to be read,
and `sagemaker:AddTags` to be fixed.

| kind | what | scanned | a fix counts | actions |
|---|---|---|---|---|
"""
_SCANNED = {"mine": "always", "all": "with `--scope all`", "asked": "with `--kind`"}
_OF_EVERY_KIND = {"tag:GetResources", "sagemaker:ListTags", "sagemaker:AddTags"}


def kinds_page() -> str:
    """Return docs/admins/kinds.md."""
    return _HEAD + "".join(map(_line, KINDS))


def _line(row: Kind) -> str:
    scanned = _SCANNED[row.scanned] + (", any age" if row.lasts else "")
    actions = [f"`{action}`" for action in row.iam_actions if action not in _OF_EVERY_KIND]
    cells = (f"`{row.kind}`", row.noun, scanned, _counts(row), ", ".join(actions))
    return f"| {' | '.join(cells)} |\n"


def _counts(row: Kind) -> str:
    return f"until {', '.join(sorted(row.ended))}" if row.accrues else "not by itself"
