"""Entry: run a command, turn every failure into a problem and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer

from ..models import Problem
from ..problems import CostTagsError
from .app import app
from .output import FINE, TROUBLE, USAGE, print_problem

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = _wants_json(given)
    try:
        code = app(args=given, prog_name="jupyter cost-tags", standalone_mode=False)
    except CostTagsError as error:
        print_problem(error.problem(), as_json=as_json)
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except OSError as error:
        print_problem(_disk(error), as_json=as_json)
        return TROUBLE
    except Exception as error:
        if not hasattr(
            error, "format_message"
        ):  # click's errors have it, wherever typer keeps click
            raise
        print_problem(_usage(error.format_message()), as_json=as_json)
        return USAGE
    return code if isinstance(code, int) else FINE


def _wants_json(arguments: Sequence[str]) -> bool:
    for at, word in enumerate(arguments):
        if word in {"--format=json", "-fjson"}:
            return True
        if word in {"--format", "-f"} and arguments[at + 1 : at + 2] == ["json"]:
            return True
    return False


def _usage(message: str) -> Problem:
    return Problem(
        code="usage",
        message=message or "The command is not complete.",
        action="See `jupyter cost-tags --help` and `jupyter cost-tags COMMAND --help`.",
        iam_action=None,
        retryable=False,
    )


def _disk(error: OSError) -> Problem:
    return Problem(
        code="file-trouble",
        message=f"A file could not be used: {error.strerror or 'unknown cause'}.",
        action="Check COST_TAGS_HOME, its permissions and the free space.",
        iam_action=None,
        retryable=False,
    )
