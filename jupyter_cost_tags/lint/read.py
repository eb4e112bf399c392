"""The launches of one file's text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..guard.operations import create_of
from ..guard.shell import shell_parts, untagged_script
from .cells import Cell, cells_of, parsed
from .flow import Flow
from .launches import Launch, Place
from .values import UNKNOWN

NOTEBOOK, SHELL = ".ipynb", (".sh", ".bash")
_IGNORE = re.compile(r"#\s*cost-tags:\s*ignore\b(?!-)", re.IGNORECASE)
_IGNORE_FILE = re.compile(r"#\s*cost-tags:\s*ignore-file\b", re.IGNORECASE)
_LOCAL = re.compile(r"""["']local(_gpu|_code)?["']""")
# Stand-ins of AWS: what is created costs nothing.
_TEST = re.compile(
    r"^\s*(from|import)\s+(moto|botocore\.stub)\b|\bpatch(\.object)?\(\s*[\"']?(boto3|sagemaker)\b",
    re.MULTILINE,
)
_CONFIG = re.compile(r"SAGEMAKER_(USER|ADMIN)_CONFIG_OVERRIDE|\bload_sagemaker_config\b")
_CREATE = re.compile(r"\bcreate-[a-z0-9-]+")
_NAME = re.compile(r"^\s*([A-Za-z_]\w*)\s*=(?!=)", re.MULTILINE)


@dataclass(frozen=True)
class Read:
    """What a file launches, and its cells that could not be understood."""

    launches: tuple[Launch, ...] = ()
    skipped_cells: tuple[int, ...] = ()


def read(text: str, suffix: str, *, has_config: bool = False) -> Read:
    """Return the launches of a notebook, a script or a shell script, in their order.

    `has_config`: the SDK's defaults may give tags. Raises `NotANotebook`, and `SyntaxError` for
    a script that is no Python.
    """
    text = text.replace("\r\n", "\n")
    cells = cells_of(text) if suffix == NOTEBOOK else [Cell(text)]
    whole = "\n".join(cell.source for cell in cells)
    if _IGNORE_FILE.search(whole) or not _may_launch(whole):
        return Read()
    if suffix in SHELL:
        return Read(_without_ignored(cells, _shell(Cell(text), [(text, 1)])))
    if _TEST.search(whole):
        return Read()
    config = has_config or bool(_CONFIG.search(whole))
    try:
        return _python(cells, Flow(mentions_local=bool(_LOCAL.search(whole)), has_config=config))
    except RecursionError:
        raise SyntaxError("it is nested too deep") from None


def _may_launch(text: str) -> bool:
    return "sagemaker" in text.lower()


def _python(cells: Sequence[Cell], flow: Flow) -> Read:
    found: list[Launch] = []
    skipped: list[int] = []
    for cell in cells:
        if cell.number is not None:  # a script's shell lines are no Python
            found += _shell(cell, [(part.text, part.line) for part in shell_parts(cell.source)])
        statements = parsed(cell.source)
        if statements is not None:
            flow.cell = cell.number
            flow.run(statements)
        elif cell.number is None:
            raise SyntaxError("it is no Python")
        elif not cell.source.lstrip().startswith("%%"):
            skipped.append(cell.number)
            for name in _NAME.findall(cell.source):
                flow.bind(name, UNKNOWN)
    flow.finish()
    launches = _without_ignored(cells, [*found, *flow.launches])
    return Read(launches, tuple(skipped))


def _shell(cell: Cell, parts: Sequence[tuple[str, int]]) -> list[Launch]:
    launches = []
    for text, line in parts:
        for found in untagged_script(text, line):
            row = create_of(found.operation)
            command = _command(text, found.operation)
            place = Place(found.line, found.line, 0, cell.number)
            if row:
                launches.append(
                    Launch(
                        row.operation, row.kind, row.tier, found.name, {},
                        f"aws sagemaker {command}", place,
                    )
                )  # fmt: skip
    return launches


def _command(text: str, operation: str) -> str:
    """Return an operation as the AWS CLI spells it; the text has it somewhere."""
    spelled = _CREATE.findall(text)
    return next((one for one in spelled if one.replace("-", "") == operation.lower()), operation)


def _without_ignored(cells: Sequence[Cell], launches: Sequence[Launch]) -> tuple[Launch, ...]:
    lines = {cell.number: cell.source.split("\n") for cell in cells}
    kept = [
        replace(one, text=lines[one.place.cell][one.place.line - 1].strip())
        for one in launches
        if not _is_ignored(lines[one.place.cell], one.place)
    ]
    return tuple(
        sorted(kept, key=lambda one: (one.place.cell or 0, one.place.line, one.place.column))
    )


def _is_ignored(lines: Sequence[str], place: Place) -> bool:
    """Tell whether a comment on the call, or alone on the line above it, says so."""
    above = lines[place.line - 2] if place.line > 1 else ""
    called = lines[place.line - 1 : place.end_line]
    return any(_IGNORE.search(line) for line in called) or (
        above.lstrip().startswith("#") and bool(_IGNORE.search(above))
    )
