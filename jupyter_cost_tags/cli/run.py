"""Run a command; turn every failure into a problem and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import typer

from ..models import Problem
from ..problems import CostTagsError
from .app import app
from .output import FINE, TROUBLE, USAGE, print_problem

INTERRUPTED = 130


def run(arguments: Sequence[str], *, as_json: bool) -> int:
    """Run a command and return its exit code; only KeyboardInterrupt passes."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):  # no terminal's encoding may break a result
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        # Without any word the help helps most, and it is a usage error all the same.
        code = _command()(
            args=list(arguments) or ["--help"], prog_name="jupyter cost-tags", standalone_mode=False
        )
    except CostTagsError as error:
        print_problem(error.problem(), as_json=as_json)
        return error.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except OSError as error:
        print_problem(_disk(error), as_json=as_json)
        return TROUBLE
    except Exception as error:  # noqa: BLE001  (nobody is helped by a traceback)
        # click's errors can format themselves, wherever typer keeps click
        told = getattr(error, "format_message", None)
        print_problem(_usage(told()) if told else _internal(error), as_json=as_json)
        return USAGE if told else TROUBLE
    if not arguments:
        return USAGE
    if code == INTERRUPTED:  # typer's word for KeyboardInterrupt, of late
        raise KeyboardInterrupt
    return code if isinstance(code, int) else FINE


@cache
def _command() -> Callable[..., Any]:
    """Return the commands with their options; typer takes 20 ms to read them, each time anew."""
    command: Callable[..., Any] = typer.main.get_command(app)
    return command


def _usage(message: str) -> Problem:
    return _problem(
        "usage", message, "See `jupyter cost-tags --help` and `jupyter cost-tags COMMAND --help`."
    )


def _disk(error: OSError) -> Problem:
    return _problem(
        "file-trouble",
        f"A file could not be used: {error.strerror or 'unknown cause'}.",
        "Check COST_TAGS_HOME, its permissions and the free space.",
    )


def _internal(error: Exception) -> Problem:
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return _problem(
        "internal",
        f"A fault in jupyter-cost-tags itself ({type(error).__name__} in {place}).",
        "Please report it with this line and the command.",
    )


def _problem(code: str, message: str, action: str) -> Problem:
    return Problem(code=code, message=message, action=action, iam_action=None, retryable=False)
