"""Where a line of a cell is in the notebook's file, as code review tools count."""

from __future__ import annotations

import json
from typing import Any


def lines_in_file(text: str) -> dict[tuple[int, int], int]:
    """Return the file's line of each (cell, line in it); the cell's first where it isn't known.

    A notebook's source is a list with a text per line, or one text for all.
    """
    found: dict[tuple[int, int], int] = {}
    at = 0
    for number, cell in enumerate(_cells(json.loads(text)), start=1):
        source = cell.get("source", cell.get("input", [])) if isinstance(cell, dict) else []
        parts = [source] if isinstance(source, str) else source
        line = 1
        for part in parts if isinstance(parts, list) else []:
            place = _find(text, part, at)
            if place is None:
                continue
            at = place
            for _ in part.splitlines() or [""]:
                found[number, line] = text.count("\n", 0, at) + 1
                line += 1
            at += 1
    return found


def _cells(notebook: Any) -> list[Any]:
    if "cells" in notebook:
        listed = notebook["cells"]
    else:
        listed = [cell for sheet in notebook.get("worksheets", []) for cell in sheet["cells"]]
    return listed if isinstance(listed, list) else []


def _find(text: str, part: Any, start: int) -> int | None:
    """Return where a text stands in the file, however it was written."""
    if not isinstance(part, str):
        return None
    spellings = (json.dumps(part, ensure_ascii=False), json.dumps(part))
    places = [at for spelling in spellings if (at := text.find(spelling, start)) >= 0]
    return min(places, default=None)
