"""The command line: `jupyter cost-tags COMMAND`. The only package that prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

__all__ = ["main"]

INTERRUPTED = 130
_FORMAT_FLAGS = ("--format", "-f")
_STOPPED = {
    "code": "interrupted",
    "message": "Stopped before the end.",
    "action": "Run it again; what was written is in the journal, and a fix goes on where it was.",
    "iam_action": None,
    "retryable": True,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = wants_json(given)
    try:
        from .run import run  # noqa: PLC0415  (Ctrl-C counts while this is imported, too)

        return run(given, as_json=as_json)
    except KeyboardInterrupt:
        if as_json:
            sys.stdout.write(json.dumps({"problem": _STOPPED}, indent=2) + "\n")
        sys.stderr.write("\nStopped.\n")
        return INTERRUPTED


def wants_json(arguments: Sequence[str]) -> bool:
    """Tell whether JSON is asked for, even where the rest of the command can't be understood."""
    wanted = ""
    for at, word in enumerate(arguments):
        if word == "--":
            break
        if word in _FORMAT_FLAGS:
            wanted = arguments[at + 1] if at + 1 < len(arguments) else ""
        elif word.startswith("--format="):
            wanted = word.removeprefix("--format=")
        elif word.startswith("-f") and not word.startswith("--"):
            wanted = word.removeprefix("-f")
    return wanted.lower() == "json"
