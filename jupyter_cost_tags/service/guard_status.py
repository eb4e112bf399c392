"""What kernels go by and launched, as the files tell it: no server and no AWS is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ..guard.rules import Rules
from ..identity import Identity
from ..launches.book import Book, Known, remembered
from ..launches.choices import CHOICES, ChoiceFile
from ..launches.document import NAME
from ..launches.lines import LaunchLine, Loaded, ModeChange
from ..launches.places import Resource, place
from ..launches.tail import FOLDER, Tail
from ..launches.verdict import Finding, at_once
from ..models import Guard, NotebookChoice, Problem
from ..problems import Misconfigured
from ..state.cache import Cache
from ..state.home import current_dir
from .context import CACHE, Context
from .readback import KEY

GUARD_DIR = "COST_TAGS_GUARD_DIR"
LARGEST = 4 * 1024 * 1024


@dataclass(frozen=True)
class Found:
    """guard.json as it is, whose it is, and what was launched under it."""

    file: Path | None  # where it is, or should be; None when no identity was ever known here
    identity: Mapping[str, Any]
    guard: Guard


def guard_status(context: Context) -> Found:
    """Return what the guard in a kernel that starts now would find."""
    named = context.environ.get(GUARD_DIR)
    folder = Path(named) if named else current_dir(context.environ)
    if folder is None:
        return Found(None, {}, _guard({}, Book(), None, context, _missing()))
    document, problem = _document(folder / NAME)
    told = document.get("identity")
    whose = told if isinstance(told, dict) else {}
    book = _book(folder, whose)
    choices = ChoiceFile(folder / CHOICES)
    try:
        guard = _guard(document, book, choices, context, problem)
    except ValueError:  # a member of another form
        guard = _guard({}, book, choices, context, _unreadable(folder / NAME))
    return Found(folder / NAME, whose, guard)


def _document(path: Path) -> tuple[dict[str, Any], Problem | None]:
    """Return guard.json as a kernel would take it, or why it would not."""
    try:
        if path.stat().st_size > LARGEST:
            return {}, _unreadable(path)
        document = json.loads(path.read_bytes())
        Rules(document)
        datetime.fromisoformat(document["written"].replace("Z", "+00:00"))
    except FileNotFoundError:
        return {}, _missing()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}, _unreadable(path)
    return document, None


def _book(folder: Path, whose: Mapping[str, Any]) -> Book:
    """Return what guards wrote into the folder, with what servers found of it."""
    identity = Identity(
        account=whose.get("account"),
        region=whose.get("region"),
        partition=whose.get("partition"),
        domain_id=whose.get("domain_id"),
    )
    cache = folder / CACHE
    kept = Cache(cache).get(KEY) if cache.is_file() else None
    findings = kept.value if kept else {}
    book, look = Book(), Tail(folder / FOLDER).look()
    for heard in look.heard:
        if isinstance(heard.line, Loaded):
            book.loaded(heard.source, heard.line)
        elif isinstance(heard.line, ModeChange):
            book.mode(heard.source, heard.line)
        else:
            _add(book, heard.line, identity, findings)
    book.keep_processes(look.alive)
    return book


def _add(book: Book, line: LaunchLine, identity: Identity, findings: Mapping[str, Any]) -> None:
    placed = place(line, identity)
    if placed != "account":
        resource = placed if isinstance(placed, Resource) else None
        finding = at_once(line, placed) or remembered(findings, line.id)
        book.add(Known(line, resource, finding or Finding("pending")))


def _guard(
    document: Mapping[str, Any],
    book: Book,
    choices: ChoiceFile | None,
    context: Context,
    problem: Problem | None,
) -> Guard:
    rates = document.get("rates")
    return Guard(
        mode=document.get("mode", "off"),
        written=document.get("written"),
        bundle=document.get("bundle"),
        notebooks=[
            NotebookChoice(
                kernel_id=one.kernel_id, path=one.path, bundle=one.bundle, tags=dict(one.tags)
            )
            for one in (choices.current().notebooks if choices else ())
        ],
        kernels=book.kernels(),
        launches=book.newest(context.policy().policy),
        rates_as_of=rates.get("as_of") if isinstance(rates, dict) else None,
        problem=problem,
    )


def _missing() -> Problem:
    return Misconfigured(
        "Kernels are not told anything here: there is no guard.json.",
        code="guard-not-written",
        action="Run `jupyter cost-tags guard sync`, or start JupyterLab with the extension.",
    ).problem()


def _unreadable(path: Path) -> Problem:
    return Misconfigured(
        f"{path} can't be read; kernels go by nothing.",
        code="guard-unreadable",
        action="Run `jupyter cost-tags guard sync` to write it anew.",
    ).problem()
