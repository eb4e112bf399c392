"""Read a small text from S3 or from Parameter Store."""

from __future__ import annotations

from ..problems import BadResponse, Unreachable
from .calls import Aws


def s3_text(aws: Aws, bucket: str, key: str, most: int) -> str:
    """Return an object's text; raises `BadResponse` for one of more than `most` bytes."""
    answer = aws.call("s3", "GetObject", expects=("Body",), Bucket=bucket, Key=key)
    if answer.get("ContentLength", 0) > most:
        raise BadResponse(f"s3://{bucket}/{key} is larger than {most // 1024} KiB.")
    try:
        content: bytes = answer["Body"].read(most + 1)
    except Exception:  # noqa: BLE001  (the connection broke while the body came)
        raise Unreachable(f"s3://{bucket}/{key} did not arrive whole.") from None
    if len(content) > most:
        raise BadResponse(f"s3://{bucket}/{key} is larger than {most // 1024} KiB.")
    return _decoded(content, f"s3://{bucket}/{key}")


def parameter_text(aws: Aws, name: str) -> str:
    """Return a parameter's value, decrypted."""
    answer = aws.call("ssm", "GetParameter", expects=("Parameter",), Name=name, WithDecryption=True)
    try:
        return str(answer["Parameter"]["Value"])
    except (KeyError, TypeError):
        raise BadResponse(f"ssm:{name} has no value.") from None


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadResponse(f"{name} is not UTF-8.") from None
