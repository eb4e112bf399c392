"""The correction file: ended resources that a tag reaches too late, for FinOps to import.

Append-only on disk, as the journal is; a record that is removed stays in the trail.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..models import Correction, Corrections, Problem, spell_instant
from ..problems import Exhausted
from ..state.spreadsheet import spell_csv
from .lines import Entry, Lines

DEMO = "DEMO DATA"
_COLUMNS = (
    "arn",
    "kind",
    "name",
    "owner",
    "proposed_tags",
    "estimated_cost",
    "currency",
    "estimate_basis",
    "reason",
    "created",
    "ended",
    "run_id",
    "recorded",
)


@dataclass
class CorrectionStore:
    """All records of one state directory, mode 0600."""

    folder: Path

    def __post_init__(self) -> None:
        """Open the folder's lines; nothing is read yet."""
        self.lines = Lines(self.folder)

    def add(self, records: Sequence[Correction]) -> None:
        """Keep records, each in place of an older one of its resource.

        Raises `Exhausted` when they can't be written: then none is kept.
        """
        order = time.time_ns()
        self._append(
            [
                {"type": "record", "order": order, "record": one.model_dump(mode="json")}
                for one in records
            ]
        )

    def remove(self, record_ids: Collection[str]) -> None:
        """Take records out; raises `Exhausted` when that can't be written."""
        self._append([{"type": "removed", "record_id": one} for one in sorted(record_ids)])

    def all(self) -> list[Correction]:
        """Return the records, newest first; raises `Exhausted` when they can't be read."""
        try:
            entries = self.lines.held().entries
        except OSError as error:
            raise Exhausted(
                "The correction file can't be read.",
                code="corrections-unreadable",
                action="Check the rights of the state folder in your home directory.",
            ) from error
        return _records(entries)

    def told(self) -> Corrections:
        """Return the records, and what of the file is damaged; raises as `all`."""
        records = self.all()
        damaged = self.lines.held().damaged
        return Corrections(records=records, problem=_damaged(damaged) if damaged else None)

    def _append(self, entries: Sequence[Mapping[str, Any]]) -> None:
        if not entries:
            return
        try:
            self.lines.append(entries)
        except OSError as error:
            raise Exhausted(
                "The correction file can't be written (disk full or read-only).",
                code="corrections-unwritable",
                action="Free space in the home directory, then record again.",
            ) from error


def _records(entries: Sequence[Entry]) -> list[Correction]:
    removed = {str(one.get("record_id")) for one in entries if one.get("type") == "removed"}
    last: dict[str, tuple[int, Correction]] = {}
    for entry in entries:
        order = entry.get("order")
        if entry.get("type") != "record" or not isinstance(order, int):
            continue
        try:
            record = Correction.model_validate(entry.get("record"))
        except ValueError:  # written by another version
            continue
        if record.arn not in last or last[record.arn][0] <= order:
            last[record.arn] = (order, record)
    kept = [one for one in last.values() if one[1].record_id not in removed]
    return [record for _, record in sorted(kept, key=lambda one: -one[0])]


def _damaged(lines: int) -> Problem:
    return Problem(
        code="corrections-damaged",
        message=f"{lines} lines of the correction file can't be understood; the others hold.",
        action="Record what is missing again.",
        iam_action=None,
        retryable=False,
    )


def as_csv(told: Corrections) -> str:
    """Return the records as CSV: one column per tag key beside the tags in one cell."""
    keys = sorted({key for record in told.records for key in record.tags})
    note = ("note",) if told.demo else ()
    header = (*_COLUMNS, *(f"tag:{key}" for key in keys), *note)
    mark = (DEMO,) if told.demo else ()
    rows = [(*_row(one), *map(one.tags.get, keys), *mark) for one in told.records]
    return spell_csv(header, rows)


def as_json(told: Corrections) -> str:
    """Return the records as one JSON object."""
    return told.model_dump_json(indent=2) + "\n"


def _row(record: Correction) -> tuple[object, ...]:
    return (
        record.arn,
        record.kind,
        record.name,
        record.owner,
        "; ".join(f"{key}={value}" for key, value in sorted(record.tags.items())),
        record.estimated_cost,
        record.currency,
        record.basis,
        record.reason,
        spell_instant(record.created) if record.created else None,
        spell_instant(record.ended) if record.ended else None,
        record.run_id,
        spell_instant(record.recorded),
    )
