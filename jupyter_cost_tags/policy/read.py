"""Read one policy file: every error names file, line and the nearest valid spelling."""

from __future__ import annotations

import stat
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..problems import PolicyInvalid
from .pattern import compile_pattern
from .rules import KeyRule, Policy, SpendRule
from .suggest import nearest

if TYPE_CHECKING:
    from .document import Document
    from .yaml_lines import Lines

MOST_BYTES = 256 * 1024
MOST_ERRORS = 5


def read_policy(path: Path) -> Policy:
    """Return the policy of a file; raises `PolicyInvalid`."""
    return parse_policy(_read(path), path.name)


def parse_policy(text: str, file: str) -> Policy:
    """Return the policy of a text; raises `PolicyInvalid` with up to five errors."""
    from pydantic import ValidationError  # noqa: PLC0415  (heavy: only when a file is read)

    from .document import Document  # noqa: PLC0415
    from .yaml_lines import load  # noqa: PLC0415

    values, lines = load(text, file)
    if not isinstance(values, dict):
        raise PolicyInvalid(f"{file}:1: the file must be a mapping with `version: 1`.")
    _check_source(values, file, lines)
    try:
        document = Document.model_validate(values)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=True)
        told = [_tell(one, file, lines) for one in found[:MOST_ERRORS]]
        more = len(found) - len(told)
        told += [f"and {more} more."] if more > 0 else []
        raise PolicyInvalid(" ".join(told)) from None
    return _policy(document)


def _read(path: Path) -> str:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise PolicyInvalid(f"{path.name}: not a regular file.")
        if found.st_size > MOST_BYTES:
            raise PolicyInvalid(f"{path.name}: larger than 256 KiB.")
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise PolicyInvalid(f"{path.name}: there is no such file.") from None
    except OSError as error:
        raise PolicyInvalid(f"{path.name}: can't be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise PolicyInvalid(f"{path.name}:{line}: not UTF-8.") from None


def _check_source(values: dict[str, Any], file: str, lines: Lines) -> None:
    if "source" in values:
        raise PolicyInvalid(
            f"{file}:{lines.of(('source',))}: a policy that lies elsewhere (s3://, ssm:) "
            "isn't read by this version.",
            action="Copy the policy to this file.",
        )


def _tell(error: Any, file: str, lines: Lines) -> str:
    where = tuple(part for part in error["loc"] if part != "[key]")
    head = f"{file}:{lines.of(where)}: "
    name = str(where[-1]) if where else ""
    if error["type"] == "extra_forbidden":
        from .document import fields_at  # noqa: PLC0415

        known = fields_at(where[:-1])
        near = nearest(name, known)
        hint = f'did you mean "{near}"?' if near else f"known: {', '.join(known)}."
        return f'{head}unknown field "{name}"; {hint}'
    if error["type"] == "missing":
        return f'{head}"{name}" is missing.'
    if error["type"] == "literal_error":
        expected = error["ctx"]["expected"]
        near = nearest(
            str(error["input"]),
            [word.strip("'") for word in expected.split(" or ")[-1:]]
            + [word.strip(" '") for word in expected.replace(" or ", ", ").split(",")],
        )
        hint = f' did you mean "{near}"?' if near else ""
        return f'{head}"{name}" must be {expected};{hint or " it is not."}'
    message = str(error["msg"]).removeprefix("Value error, ").rstrip(".")
    return f"{head}{name}: {message}." if name else f"{head}{message}."


def _policy(document: Document) -> Policy:
    confirm = document.launch.confirm_above
    return Policy(
        tags=tuple(
            KeyRule(
                key=part.key,
                required=part.required,
                values=part.values,
                patterns=(compile_pattern(part.pattern),) if part.pattern else (),
                default=part.default,
            )
            for part in document.tags
        ),
        mode=document.mode,
        bundles=document.bundles,
        protected=frozenset(document.protected),
        spend=SpendRule(document.spend.source, document.spend.tag, document.spend.metric),
        confirm_above=Decimal(confirm) if confirm is not None else None,
        exempt_kinds=frozenset(document.exempt.kinds),
        exempt_names=document.exempt.name_patterns,
    )
