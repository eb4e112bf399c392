"""What the documentation says of the kinds, from the rows: a page, and a part of another."""

from __future__ import annotations

import json
from collections.abc import Iterable

from .kind import Kind
from .kinds import KINDS, usual_kinds

_HEAD = """# Kinds of resources

Written by `make generate` from the rows of `jupyter_cost_tags/inventory/kinds.py`.

`jupyter cost-tags scan` without `--kind`, and the panel, look at those that are scanned "always";
`--scope all` adds those that say so; the others are scanned with `--kind`. "Any age" means that
`--since` does not leave it out: it costs as long as it is there.

What a tuning job or a pipeline launched is left out beside it, and so are an execution beside its
pipeline and an app beside its space or profile: fix the parent. A child is listed after all where
the parent is not in the scan, or has its tags while the child runs without them; and of the newest
execution of a pipeline, where its steps give their jobs less than the pipeline has. What AutoML and
Model Monitor launch as processing jobs only Describe could tell; it stays in the list.

A step of a pipeline has no tags: the job that it launches has. A notebook job of Studio is a
training job with the tag `sagemaker:is-scheduling-notebook-job`, and is named so. Of domains,
profiles and spaces, apps take the tags that are there when the app starts.

Besides the actions of its row a kind needs `sagemaker:ListTags` to be read, and
`sagemaker:AddTags` to be fixed.

| kind | what | made by | scanned | a fix counts | actions |
|---|---|---|---|---|---|
"""
_SCANNED = {"mine": "always", "all": "with `--scope all`", "asked": "with `--kind`"}
_OF_EVERY_KIND = {"sagemaker:ListTags", "sagemaker:AddTags"}

PART_BEGINS = "<!-- kinds: written by `make generate` from the rows of inventory/kinds.py -->\n"
PART_ENDS = "<!-- end of kinds -->\n"
_WIDTH = 100


def kinds_page() -> str:
    """Return docs/admins/kinds.md."""
    return _HEAD + "".join(map(_line, KINDS))


def permissions_part() -> str:
    """Return the part of docs/admins/permissions.md that the rows decide."""
    statements = [
        ("FindResources", _reading(KINDS), ["*"]),
        ("ReadTags", ["sagemaker:ListTags"], ["*"]),
        (
            "FixTags",
            ["sagemaker:AddTags", "sagemaker:DeleteTags"],
            list(dict.fromkeys(row.arn_pattern for row in KINDS)),
        ),
    ]
    usual = _reading(usual_kinds("mine"))
    more = [action for action in _reading(usual_kinds("all")) if action not in usual]
    return "\n".join(
        [
            "To find and to fix every kind; a scan without `--kind` needs of the first statement",
            *_wrapped(f"{_named(usual)}; with `--scope all` {_named(more)} too.", indent=""),
            "Leave out of `FixTags` what your tags on domains, profiles and spaces give access to.",
            "",
            "```json",
            '{"Version": "2012-10-17", "Statement": [',
            ",\n".join(_statement(*one) for one in statements),
            "]}",
            "```",
            "",
        ]
    )


def spliced(page: str) -> str:
    """Return a page with the part of the kinds as it should be; raises `ValueError` without one."""
    head, rest = page.split(PART_BEGINS)
    _, tail = rest.split(PART_ENDS)
    return f"{head}{PART_BEGINS}{permissions_part()}{PART_ENDS}{tail}"


def _line(row: Kind) -> str:
    scanned = _SCANNED[row.scanned] + (", any age" if row.lasts else "")
    actions = [action for action in row.iam_actions if action not in _OF_EVERY_KIND]
    made = _named(row.create_operations)
    cells = (f"`{row.called}`", row.noun, made, scanned, _counts(row), _named(actions))
    return f"| {' | '.join(cells)} |\n"


def _counts(row: Kind) -> str:
    return f"until {', '.join(sorted(row.ended))}" if row.accrues else "not by itself"


def _reading(rows: Iterable[Kind]) -> list[str]:
    """Return the actions that find resources of these kinds, each once."""
    every = dict.fromkeys(action for row in rows for action in row.iam_actions)
    return [action for action in every if action not in _OF_EVERY_KIND]


def _named(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _statement(sid: str, actions: list[str], resources: list[str]) -> str:
    lines = [
        f'  {{"Sid": "{sid}", "Effect": "Allow",',
        *_wrapped(f'"Action": {json.dumps(actions)},', indent="   "),
        *_wrapped(f'"Resource": {json.dumps(resources)}}}', indent="   "),
    ]
    return "\n".join(lines)


def _wrapped(text: str, indent: str) -> list[str]:
    import textwrap  # noqa: PLC0415  (only to write documentation)

    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + " " if indent else "",
        break_long_words=False,
        break_on_hyphens=False,
    )
