"""Generated documents on the way out: printed, written, their sizes and notes told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..problems import BadRequest
from ..rollout.documents import INLINE_CHARACTERS, Document, Generated, Note
from .output import FINE, Format, print_csv, print_lines, print_plain, say

_HEADER = ("name", "size", "limit", "statements")


def tell(made: Generated, out: str, output: Format) -> int:
    """Print documents ready to attach; sizes and what they leave out go to stderr."""
    rows = [_row(document) for document in made.documents]
    if output is Format.json:
        listed = [_described(document) for document in made.documents]
        print_plain(
            {"enforcer": made.enforcer, "documents": listed, "notes": plain_notes(made.notes)}
        )
    elif output is Format.csv:
        print_csv(_HEADER, rows)
    elif not out:
        for document in made.documents:
            print_plain(document.content)
    if out:
        files = {f"{document.name}.json": document.text for document in made.documents}
        _write(Path(out), files)
    for name, size, limit, _ in rows:
        say(f"{name}: {size} of {limit} characters.")
    if len(rows) > 1:
        say(f"Attach all {len(rows)}: together they are the policy.")
    return _say_notes(made.notes)


def tell_yaml(
    enforcer: str,
    name: str,
    content: dict[str, Any],
    notes: Sequence[Note],
    out: str,
    output: Format,
) -> int:
    """Print a YAML file, or the object that it holds; notes go to stderr."""
    import yaml  # noqa: PLC0415  (only for these two)

    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
    if output is Format.json:
        print_plain({"enforcer": enforcer, "content": content, "notes": plain_notes(notes)})
    elif output is Format.csv:
        print_csv(("code", "key", "message"), [(n.code, n.key, n.message) for n in notes])
    elif not out:
        print_lines(text.splitlines())
    if out:
        _write(Path(out), {name: text})
    return _say_notes(notes)


def _say_notes(notes: Sequence[Note]) -> int:
    for note in notes:
        say(f"Note: {note.message}")
    return FINE


def _write(folder: Path, files: dict[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
            say(f"Written: {folder / name}")
    except OSError as error:
        raise BadRequest(
            f"{error.filename or folder}: {error.strerror or 'can not be written'}.",
            code="unwritable",
            action="Name another folder with --out.",
        ) from error


def _described(document: Document) -> dict[str, Any]:
    return {
        "name": document.name,
        "size": document.size,
        "limit": document.limit.characters,
        "limit_of": document.limit.name,
        "fits": document.size <= document.limit.characters,
        "fits_inline": document.size <= INLINE_CHARACTERS,
        "document": document.content,
    }


def _row(document: Document) -> tuple[str, int, int, int]:
    statements = document.content.get("Statement") or document.content.get("tags") or ()
    return document.name, document.size, document.limit.characters, len(statements)


def plain_notes(notes: Sequence[Note]) -> list[dict[str, Any]]:
    """Return notes as JSON has them."""
    return [asdict(note) for note in notes]
