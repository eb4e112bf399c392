"""Small JSON files in a folder or below an S3 prefix; each is written whole or not at all."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..problems import BadRequest, BadResponse, CostTagsError, Denied, Refused
from .calls import Aws

_MOST_BYTES = 64 * 1024 * 1024


class Store:
    """Files by name below one place."""

    def __init__(self, aws: Aws, place: str) -> None:
        """Take a folder or an s3:// prefix; nothing is asked yet. Raises `BadRequest`."""
        parts = urlsplit(place)
        self._aws = aws
        self._bucket = parts.netloc if parts.scheme == "s3" else ""
        self._prefix = parts.path.strip("/")
        self._folder = Path(place).expanduser()
        if parts.scheme == "s3" and not self._bucket:
            raise BadRequest("That is no s3:// URL.", action="Write it like s3://bucket/prefix.")

    def write(self, name: str, content: Any, *, private: bool = False) -> None:
        """Write a file; a reader sees the one before or this one, never a part.

        In a folder a `private` one is its writer's alone; in S3 the bucket's policy says that.
        """
        text = json.dumps(content, separators=(",", ":"), ensure_ascii=True)
        if self._bucket:
            self._aws.call(
                "s3",
                "PutObject",
                Bucket=self._bucket,
                Key=self._key(name),
                Body=text.encode(),
                ContentType="application/json",
            )
            return
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with half.open("x", encoding="ascii") as file:
                if private:
                    half.chmod(0o600)
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)

    def read(self, name: str) -> Any:
        """Return a file's content; None where there is none.

        Raises `BadResponse` for what is no JSON, and the `CostTagsError` of a failed read.
        """
        content = self._from_s3(name) if self._bucket else self._from_disk(name)
        if content is None:
            return None
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            raise BadResponse(
                "A snapshot file is cut short.",
                code="bad-snapshot",
                action="Ask an admin to run `jupyter cost-tags snapshot` again.",
            ) from None

    def is_there(self, name: str) -> bool:
        """Say whether a file is there and may be read, by its first byte.

        Raises `Denied`, or the `CostTagsError` of another failure. Where a role may not list the
        bucket, S3 calls a file that is not there denied (AWS docs s3 GetObject, permissions).
        """
        if self._bucket:
            return self._from_s3(name, Range="bytes=0-0") is not None
        try:
            with (self._folder / name).open("rb") as file:
                file.read(1)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise Denied(f"{name} can't be read.") from error
        return True

    def _from_disk(self, name: str) -> bytes | None:
        path = self._folder / name
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except PermissionError as error:
            raise Denied(
                f"You may not read {name} of the snapshot.",
                action="Ask the admin who makes the snapshot.",
            ) from error

    def _from_s3(self, name: str, **part: str) -> bytes | None:
        key = self._key(name)
        try:
            answer = self._aws.call(
                "s3", "GetObject", expects=("Body",), Bucket=self._bucket, Key=key, **part
            )
        except Refused as error:
            if error.aws_code in {"NoSuchKey", "404"}:
                return None
            raise
        try:
            content: bytes = answer["Body"].read(_MOST_BYTES)
        except CostTagsError:
            raise
        except Exception as error:
            raise BadResponse("A file from S3 broke off.") from error
        return content

    def _key(self, name: str) -> str:
        return f"{self._prefix}/{name}" if self._prefix else name
