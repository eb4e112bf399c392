"""Read one policy file: every error names file, line and the nearest valid spelling."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..guard.pattern import compile_pattern
from ..problems import PolicyInvalid
from .consistency import Fault, inconsistencies
from .rules import KeyRule, Policy, ReportRule, SpendRule

if TYPE_CHECKING:
    from .document import Document, SpendPart
    from .yaml_lines import Lines

MOST_BYTES = 256 * 1024
MOST_ERRORS = 5
# A FIFO or a terminal must neither block the server nor become its own.
_OPEN = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY


def read_policy(path: Path) -> Policy:
    """Return the policy of a file; raises `PolicyInvalid`."""
    return parse_policy(read_text(path), str(path))


def parse_policy(text: str, file: str) -> Policy:
    """Return the policy of a text; raises `PolicyInvalid` with up to five errors, one a line."""
    from pydantic import ValidationError  # noqa: PLC0415  (heavy: only when a file is read)

    from .document import Document  # noqa: PLC0415
    from .faults import told  # noqa: PLC0415
    from .yaml_lines import load  # noqa: PLC0415

    values, lines = load(text, file)
    if not isinstance(values, dict):
        raise PolicyInvalid(f'{file}:1: the file must hold names and values, first "version: 1".')
    _refuse_source(values, file, lines)
    try:
        policy = _policy(Document.model_validate(values))
    except ValidationError as error:
        found = [told(one) for one in error.errors(include_url=False)]
        raise _invalid(file, lines, found) from None
    contradictions = list(inconsistencies(policy))
    if contradictions:
        raise _invalid(file, lines, contradictions)
    return policy


def read_text(path: Path) -> str:
    """Return a regular file's text; raises `PolicyInvalid` for whatever else stands there."""
    try:
        descriptor = os.open(path, _OPEN)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise PolicyInvalid(f"{path}: not a regular file.")
            content = file.read(MOST_BYTES + 1)
    except IsADirectoryError:
        raise PolicyInvalid(f"{path}: a folder, not a file.") from None
    except FileNotFoundError:
        raise PolicyInvalid(f"{path}: there is no such file.") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        why = getattr(error, "strerror", None) or error
        raise PolicyInvalid(f"{path}: can't be read ({why}).") from None
    if len(content) > MOST_BYTES:
        raise PolicyInvalid(f"{path}: larger than {MOST_BYTES // 1024} KiB.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PolicyInvalid(f"{path}:{line}: not UTF-8; save the file as UTF-8.") from None


def source_of(text: str, file: str) -> str | None:
    """Return the place that a file names instead of being a policy; None for a policy.

    Raises `PolicyInvalid` for a place that is none, and for rules beside it.
    """
    from .remote import is_source  # noqa: PLC0415  (as above)
    from .yaml_lines import load, visible  # noqa: PLC0415

    values, lines = load(text, file)
    if not isinstance(values, dict) or "source" not in values:
        return None
    where, source = f"{file}:{lines.of(('source',))}", str(values["source"])
    if not is_source(source):
        raise PolicyInvalid(
            f'{where}: "{visible(source)}" is neither s3://bucket/key nor ssm:name.',
        )
    others = sorted(set(values) - {"version", "source"})
    if others:
        raise PolicyInvalid(
            f"{file}:{lines.of((others[0],))}: {visible(others[0])} stands beside a source; "
            "the policy is in one place or in the other.",
        )
    return source


def _refuse_source(values: dict[str, Any], file: str, lines: Lines) -> None:
    if "source" in values:
        raise PolicyInvalid(
            f"{file}:{lines.of(('source',))}: names another place, where only a policy can stand.",
            action="Put the policy itself there.",
        )


def _invalid(file: str, lines: Lines, found: Sequence[Fault]) -> PolicyInvalid:
    """Return up to five errors in the file's order and how many more there are."""
    from .yaml_lines import visible  # noqa: PLC0415

    placed = sorted((lines.of(where), _sentence(visible(message))) for where, message in found)
    shown = [f"{file}:{line}: {message}" for line, message in placed[:MOST_ERRORS]]
    more = len(placed) - len(shown)
    return PolicyInvalid("\n".join([*shown, *([f"And {more} more."] if more else [])]))


def _sentence(message: str) -> str:
    return message if message.endswith((".", "?")) else f"{message}."


def _policy(document: Document) -> Policy:
    confirm = document.launch.confirm_above
    return Policy(
        tags=tuple(
            KeyRule(
                key=part.key,
                required=part.required or bool(part.required_for),
                kinds=frozenset(part.required_for) or None,
                values=part.values,
                patterns=(compile_pattern(part.pattern),) if part.pattern is not None else (),
                default=part.default,
            )
            for part in document.tags
        ),
        mode=document.mode,
        bundles=document.bundles,
        protected=frozenset(document.protected),
        spend=_spend(document.spend),
        confirm_above=Decimal(confirm) if confirm is not None else None,
        exempt_kinds=frozenset(document.exempt.kinds),
        exempt_names=tuple(map(compile_pattern, document.exempt.name_patterns)),
    )


def _spend(part: SpendPart) -> SpendRule:
    report = ReportRule(**part.report.model_dump()) if part.report else None
    return SpendRule(part.source, part.tag, part.metric, report, part.budget)
