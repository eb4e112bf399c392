"""Files that commands write: whole or not at all."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from ..problems import BadRequest


def to_file(path: Path, text: str) -> None:
    """Write a file whole or not at all; raises `BadRequest` where that can't be done."""
    half = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        half.write_text(text, encoding="utf-8")
        half.replace(path)
    except OSError as error:
        raise BadRequest(
            f"{path.name or path} can't be written ({error.strerror or error}).",
            code="not-written",
            action="Name a file in a folder that is there and that you may write to.",
        ) from None
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)
