"""CSV that is safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

# A spreadsheet takes a cell that starts with one of these for a formula (OWASP, CSV injection;
# the wide forms are read as their plain ones). A number is harmless.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def harmless(cell: object) -> str:
    """Return a cell's text, with a quotation mark before what would be a formula."""
    text = "" if cell is None else str(cell)
    is_formula = text.startswith(_FORMULA) and not _NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text


def spell_csv(header: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """Return a file's content: every cell harmless and quoted, whatever the reader's separator."""
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(map(harmless, header))
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return told.getvalue()
