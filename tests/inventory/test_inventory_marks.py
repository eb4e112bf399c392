"""Whose a resource is by Studio's marks: mine, somebody else's, or not known."""

from __future__ import annotations

import pytest

from jupyter_cost_tags.identity import Identity
from jupyter_cost_tags.inventory.marks import MARKS, mine_by_marks
from jupyter_cost_tags.problems import Denied
from jupyter_cost_tags.service.rights import foreign_owner

HEAD = "arn:aws:sagemaker:us-east-1:111122223333"
PROFILE, SPACE = MARKS
ANA, BEN = f"{HEAD}:user-profile/d-1/ana", f"{HEAD}:user-profile/d-1/ben"
HERE, LAB, BENS = (f"{HEAD}:space/d-1/{name}" for name in ("ana-here", "ana-lab", "ben-here"))


def identity(environment="studio-private-space", spaces=(HERE, LAB), profile=ANA, **more):
    return Identity(
        environment=environment,
        domain_id="d-1",
        profile_arn=profile,
        space_arns=list(spaces),
        **more,
    )


WHOLE = identity()
UNREAD_SPACES = identity(spaces=[HERE], spaces_unread=Denied("no"))
UNREAD_PROFILE = identity(spaces=[HERE], profile=None, problems=[Denied("no")])
SHARED = identity("studio-shared-space", spaces=[HERE], profile=None)
LOCAL = Identity(environment="local")


@pytest.mark.parametrize(
    ("who", "tags", "mine"),
    [
        (WHOLE, {PROFILE: ANA.upper()}, True),  # names in ARNs are not case sensitive
        (WHOLE, {SPACE: LAB}, True),  # another private space of mine
        (WHOLE, {PROFILE: BEN}, False),
        (WHOLE, {SPACE: BENS}, False),
        (WHOLE, {"cost-center": "CC-1"}, None),
        (UNREAD_SPACES, {SPACE: LAB}, None),
        (UNREAD_SPACES, {SPACE: BENS, PROFILE: BEN}, False),
        (UNREAD_PROFILE, {PROFILE: ANA}, None),
        (UNREAD_PROFILE, {SPACE: HERE}, True),
        (SHARED, {PROFILE: BEN, SPACE: HERE}, True),
        (SHARED, {SPACE: BENS}, False),
        (LOCAL, {PROFILE: BEN}, None),
    ],
)
def test_marks_tell_mine_from_others(who, tags, mine):
    assert mine_by_marks(who)(tags) is mine


@pytest.mark.parametrize(
    ("who", "tags", "why"),
    [
        (WHOLE, {SPACE: LAB}, None),
        (WHOLE, {SPACE: BENS}, "somebody else"),
        (UNREAD_SPACES, {SPACE: LAB}, "not known"),
        (LOCAL, {SPACE: BENS}, None),
    ],
)
def test_only_what_is_known_as_anothers_is_called_so(who, tags, why):
    refused = foreign_owner(tags, who)
    assert refused is None if why is None else why in refused
