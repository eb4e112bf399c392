"""Whose and which resources may be written to."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..identity import Identity
from ..identity.metadata import parse_arn
from ..inventory import Kind, kind_of_arn
from ..inventory.marks import mine_by_marks, user_of
from ..problems import BadRequest

LONGEST_ARN = 256  # botocore sagemaker model, ResourceArn
# What follows the type in the ARN of each of our kinds: a name, no further path.
_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
# What people work in: its tags concern whatever they launch next.
ADMINS_KINDS = frozenset({"domain", "user-profile", "space", "app"})
_REGION = re.compile(r"[a-z0-9-]{1,32}")


def check_arn(text: str, identity: Identity, region: str | None) -> Kind:
    """Return the kind of an ARN that may be written to; raises `BadRequest` for any other."""
    arn = parse_arn(text) if len(text) <= LONGEST_ARN else None
    if arn is None or not _REGION.fullmatch(arn.region):
        raise _bad_arn("This is not the ARN of a SageMaker resource.")
    if arn.partition != identity.partition or arn.account != identity.account:
        raise _bad_arn("The ARN is of another AWS account than yours.")
    if arn.region != region:
        raise _bad_arn(f"The ARN is of another Region ({arn.region}) than {region}.")
    kind = kind_of_arn(text)
    if kind is None:
        raise _bad_arn("Tags of this kind of resource can't be fixed here yet.")
    if kind.kind in ADMINS_KINDS:
        raise _bad_arn(f"The tags of a {kind.noun} are an admin's to change, but for your own.")
    if len(arn.path) != kind.arn_segments or not all(map(_NAME.fullmatch, arn.path)):
        raise _bad_arn(f"This is not the ARN of a {kind.noun}.")
    return kind


def _bad_arn(message: str) -> BadRequest:
    return BadRequest(
        message, code="arn-refused", action="Use an ARN that `jupyter cost-tags scan` lists."
    )


def foreign_owner(tags: Mapping[str, str], identity: Identity) -> str | None:
    """Return why a resource is not ours to write, by Studio's automatic tags."""
    mine = mine_by_marks(identity)(tags)
    if mine is False:
        return "Studio's automatic tags say that it belongs to somebody else."
    if mine is None and identity.owner_tags and user_of(tags):
        return "Whether it is yours is not known: your profile or private spaces could not be read."
    return None
