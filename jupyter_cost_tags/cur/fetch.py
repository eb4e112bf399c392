"""A report's files from S3 onto this disk, once: what is there already is not fetched again."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ..aws import Aws
from ..problems import BadRequest, BadResponse, CostTagsError, Exhausted, Misconfigured, Unreachable
from .versions import MANIFEST, MOST_OF_MANIFEST, is_current, month_of, newest

_ENDS = (".parquet", ".parq", ".csv", ".csv.gz")
_CHUNK = 1024 * 1024
_MOST_PAGES = 500


class Stored(NamedTuple):
    """One object of the report."""

    key: str
    size: int
    etag: str


def fetch(
    aws: Aws, url: str, folder: Path, *, months: Sequence[str], limit: int | None = None
) -> Path:
    """Fetch the months' files below an s3:// URL and return their folder.

    Of each month the newest version. Raises `Misconfigured` where there are none, as
    `versions.newest`, `Exhausted` for more bytes than `limit`, and the
    `CostTagsError` of a failed call; a half fetched file is never left.
    """
    parts = urlsplit(url)
    bucket, prefix = parts.netloc, parts.path.lstrip("/")
    if parts.scheme != "s3" or not bucket:
        raise BadRequest("That is no s3:// URL.", action="Write it like s3://bucket/prefix.")
    listed = _of_months(_below(list(_listed(aws, bucket, prefix)), prefix), months)
    found = _newest(aws, bucket, listed)
    if not found:
        raise Misconfigured(
            "There is no Parquet or CSV file of these months below that prefix.",
            code="no-report",
            action="Check the bucket, the prefix and --month.",
        )
    size = sum(one.size for one in found)
    if limit is not None and size > limit:
        raise Exhausted(
            f"The report's files have {size} bytes, and the limit is {limit}.",
            code="scan-limit",
            action="Name a prefix of fewer months, or raise --max-scan.",
        )
    where = folder / hashlib.sha256(url.encode()).hexdigest()[:16]
    kept = {_path(where, prefix, one) for one in found}
    for one in found:
        path = _path(where, prefix, one)
        if not path.exists():
            _download(aws, bucket, one.key, path)
    for path in [*where.rglob("*")]:
        if path.is_file() and path not in kept:
            path.unlink()
    return where


def _listed(aws: Aws, bucket: str, prefix: str) -> Iterator[Stored]:
    more: dict[str, str] = {}
    for _ in range(_MOST_PAGES):
        page = aws.call(
            "s3", "ListObjectsV2", expects=("KeyCount",), Bucket=bucket, Prefix=prefix, **more
        )
        for one in page.get("Contents") or []:
            if str(one["Key"]).lower().endswith((*_ENDS, MANIFEST)):
                yield Stored(str(one["Key"]), int(one["Size"]), str(one.get("ETag", "")))
        following = page.get("NextContinuationToken")
        if not following:
            return
        more = {"ContinuationToken": str(following)}
    raise BadResponse("s3:ListObjectsV2 has no end.")


def _below(found: list[Stored], prefix: str) -> list[Stored]:
    """Leave out what only begins like the prefix, `cur-old/` beside `cur/`, if it is a folder."""
    folder = prefix.rstrip("/") + "/"
    own = [one for one in found if one.key.startswith(folder)]
    return own if own and prefix else found


def _of_months(found: list[Stored], months: Sequence[str]) -> list[Stored]:
    """Leave out what a folder says to be another month's; what says nothing stays."""
    return [one for one in found if month_of(one.key) in {None, *months}]


def _newest(aws: Aws, bucket: str, listed: list[Stored]) -> list[Stored]:
    """Return the report's files of the newest versions; small manifests are read for that."""
    told = [one for one in listed if one.key.lower().endswith(MANIFEST)]
    own = {one.key: one for one in listed if one not in told}
    if len(own) < 2:
        return list(own.values())
    contents = {one.key: _content(aws, bucket, one) for one in told if is_current(one.key)}
    return [own[key] for key in newest(own, contents)]


def _content(aws: Aws, bucket: str, one: Stored) -> Any:
    """Return a manifest's content; None for one that is torn or far too long."""
    if one.size > MOST_OF_MANIFEST:
        return None
    body: Any = aws.call("s3", "GetObject", expects=("Body",), Bucket=bucket, Key=one.key)["Body"]
    try:
        return json.loads(body.read())
    except CostTagsError:
        raise
    except ValueError:
        return None
    except Exception as error:  # botocore's, while the body is read
        raise Unreachable("The connection to S3 broke off while a file was read.") from error


def _path(where: Path, prefix: str, one: Stored) -> Path:
    """Return where a file is kept: below its own folders, which may be partitions."""
    below = one.key[len(prefix) :].lstrip("/") or one.key.rpartition("/")[2]
    folder, _, name = below.rpartition("/")
    parts = [part for part in folder.split("/") if part not in {"", ".", ".."}]
    version = hashlib.sha256(f"{one.key} {one.etag} {one.size}".encode()).hexdigest()[:12]
    return where.joinpath(*parts, f"{version}-{name}")


def _download(aws: Aws, bucket: str, key: str, path: Path) -> None:
    body: Any = aws.call("s3", "GetObject", expects=("Body",), Bucket=bucket, Key=key)["Body"]
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with half.open("xb") as file:
            half.chmod(0o600)
            for chunk in iter(lambda: body.read(_CHUNK), b""):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except CostTagsError:
        raise
    except OSError:
        raise
    except Exception as error:  # botocore's, while the body is read
        raise Unreachable("The connection to S3 broke off while a file was read.") from error
    finally:
        half.unlink(missing_ok=True)
