"""A policy that a file only names: an S3 object or a parameter of Parameter Store."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..aws import Aws
from ..aws.texts import parameter_text, s3_text
from ..models import Problem
from ..problems import CostTagsError

MOST_BYTES = 256 * 1024
_S3 = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(?P<key>[^/].{0,1023})")
_SSM = re.compile(r"ssm:(?P<name>[a-zA-Z0-9_./-]{1,2048})")


@dataclass(frozen=True)
class Fetched:
    """What AWS gave for a source: its text, or why there is none."""

    text: str | None
    problem: Problem | None = None


def is_source(text: str) -> bool:
    """Tell whether a text names an S3 object or a parameter."""
    return bool(_S3.fullmatch(text) or _SSM.fullmatch(text))


def fetch(aws: Aws, source: str) -> Fetched:
    """Read what a source names; never raises what AWS caused.

    Needs s3:GetObject, or ssm:GetParameter (and kms:Decrypt for a SecureString's key).
    """
    try:
        s3 = _S3.fullmatch(source)
        if s3:
            return Fetched(s3_text(aws, s3["bucket"], s3["key"], MOST_BYTES))
        return Fetched(parameter_text(aws, source.removeprefix("ssm:")))
    except CostTagsError as error:
        return Fetched(None, error.problem())
