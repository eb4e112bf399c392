"""My own user profile's and space's tags: what they are, and a plan to change them.

They are named by layer, never by ARN. When a change takes effect: AWS docs
sagemaker/latest/APIReference/API_AddTags and sagemaker/latest/dg/custom-tags.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ..aws import list_tags
from ..guard.grammar import is_system
from ..identity import Identity
from ..inventory.scan import resource_id
from ..models import Change, Own, OwnLayer, OwnPlan, OwnTags, Problem, Propagation, Run
from ..problems import BadRequest, CostTagsError
from ..tags.plan import check_removed, check_wanted, plan_explicit
from .context import Context


class NothingOwn(CostTagsError):
    """There is no profile or space of mine here."""

    code = "no-own-profile"
    status = 409
    exit_code = 2
    action = "Work in a SageMaker Studio space, or ask an admin to tag what you work in."


@dataclass(frozen=True)
class Place:
    """One layer of my own in AWS."""

    layer: OwnLayer
    arn: str
    name: str
    shared: bool


def places_of(identity: Identity) -> list[Place]:
    """Return my own layers, the one to edit first; of a shared space only the space is known.

    A person's profile stands first: it holds in all of their spaces.
    """
    found: list[Place] = []
    if identity.profile_arn and identity.user_profile and not identity.is_shared:
        found.append(
            Place("user-profile", identity.profile_arn, identity.user_profile, shared=False)
        )
    if identity.space and identity.space_arns:
        found.append(Place("space", identity.space_arns[0], identity.space, identity.is_shared))
    return found


def own(identity: Identity | None, denied: Mapping[str, Problem]) -> Own:
    """Return my layers as last read; `denied` says of an ARN why it can't be written. Pure."""
    if identity is None:
        return Own(layers=[], tag_propagation="unknown", reason=None, notes=[])
    layers = [_layer(identity, place, denied.get(place.arn)) for place in places_of(identity)]
    return Own(
        layers=layers,
        tag_propagation=identity.tag_propagation,
        reason=None if layers else _nothing(identity),
        notes=takes_effect(identity.tag_propagation, layers[0].layer) if layers else [],
    )


def _layer(identity: Identity, place: Place, denied: Problem | None) -> OwnTags:
    is_unread = place.layer in identity.unreadable
    tags = dict(identity.layers).get(place.layer)
    problem = denied or (identity.problems[0].problem() if is_unread else None)
    return OwnTags(
        layer=place.layer,
        name=place.name,
        shared=place.shared,
        tags=None if tags is None or is_unread else _user_tags(tags),
        state="read-only" if denied else "unreadable" if is_unread else "editable",
        problem=problem,
    )


def plan_own(
    context: Context,
    layer: OwnLayer | None,
    wanted: Mapping[str, str],
    removed: Collection[str] = (),
) -> OwnPlan:
    """Plan a change of one of my layers, the first without a `layer`; its tags are read anew.

    Raises `NothingOwn`, `BadRequest` for tags that must not be written, and the
    `CostTagsError` of a read that failed (sagemaker:ListTags).
    """
    identity = context.identity()
    place = _chosen(identity, layer)
    _check_region(context, identity)
    policy = context.policy_to_write_by()
    check_wanted(wanted, policy)
    check_removed(removed, policy)
    if not wanted and not removed:
        raise BadRequest("Nothing to change.", action="Name a tag to set or a key to remove.")
    if set(wanted) & set(removed):
        raise BadRequest("A key is to be set and to be removed.", action="Choose one of the two.")
    current = _user_tags(list_tags(context.aws, place.arn, identity.region))
    absent = [key for key in removed if key not in current]
    if absent:
        raise BadRequest(
            f"The {_noun(place.layer)} has no tag {absent[0]}.",
            code="tag-not-there",
            action="Look at its tags with `jupyter cost-tags whoami`.",
        )
    change = plan_explicit(current, wanted)
    return OwnPlan(
        plan_id=secrets.token_hex(8),
        changes=[
            Change(
                arn=place.arn,
                id=resource_id(place.arn),
                kind=place.layer,
                name=place.name,
                current=current,
                add=change.add,
                overwrite=change.overwrite,
                remove=list(removed),
                billing_effect="from-now",
            )
        ],
        layer=place.layer,
        shared=place.shared,
        notes=[
            *([_EVERYBODY] if place.shared else []),
            *takes_effect(identity.tag_propagation, place.layer),
        ],
    )


_EVERYBODY = "This is a shared space: its tags concern everybody who works in it."


def takes_effect(propagation: Propagation, layer: OwnLayer) -> list[str]:
    """Return when a change of a layer's tags takes effect, in sentences. Pure."""
    noun = _noun(layer)
    apps = (
        f"AWS copies the tags of a {noun} to apps that start afterwards; this app keeps its tags "
        "until you delete it and start it again (stop and run the space)."
    )
    jobs = {
        "ENABLED": "The domain passes tags on (TagPropagation ENABLED): jobs that are launched "
        "from an app started afterwards get them; running and ended jobs don't.",
        "DISABLED": "The domain doesn't pass tags on to jobs (TagPropagation DISABLED): AWS adds "
        "them to no job. In mode fill the launch guard adds the new values to the next launch.",
        "unknown": "Whether the domain passes tags on to jobs is not known "
        "(sagemaker:DescribeDomain tells TagPropagation). In mode fill the launch guard adds the "
        "new values to the next launch.",
    }
    return [apps, jobs[propagation], "What was billed already is not changed."]


def denied_by(run: Run) -> dict[str, Problem]:
    """Return why writes of a run were denied, by ARN."""
    return {
        one.arn: Problem(
            code="access-denied",
            message=one.reason or "AWS denied the write.",
            action=f"Ask an admin to allow {one.iam_action} for your role, or to set the tags."
            if one.iam_action
            else "Ask an admin to set the tags.",
            iam_action=one.iam_action,
            retryable=False,
        )
        for one in run.results
        if one.outcome == "denied"
    }


def _chosen(identity: Identity, layer: OwnLayer | None) -> Place:
    places = places_of(identity)
    if not places:
        raise NothingOwn(_nothing(identity))
    found = next((place for place in places if layer in {None, place.layer}), None)
    if found is None:
        why = "In a shared space no profile counts" if identity.is_shared else "Not known here"
        raise NothingOwn(
            f"{why}: there is no {_noun(layer or 'space')} to change.",
            action=f"Change the {_noun(places[0].layer)} {places[0].name} instead.",
        )
    return found


def _check_region(context: Context, identity: Identity) -> None:
    """Refuse where calls would go to another Region than the one that I work in."""
    asked = context.aws.region()
    if asked != identity.region:
        raise BadRequest(
            f"Your space is in {identity.region}, and AWS is asked in {asked}.",
            code="region-differs",
            action=f"Set AWS_REGION={identity.region}, then try again.",
        )


def _nothing(identity: Identity) -> str:
    if identity.environment == "notebook-instance":
        return "A notebook instance has no user profile and no space."
    if identity.environment == "local":
        return "Outside SageMaker Studio there is no user profile and no space of yours."
    return f"Your user profile and space are not known. {identity.reason or ''}".strip()


def _noun(layer: OwnLayer) -> str:
    return layer.replace("-", " ")


def _user_tags(tags: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in tags.items() if not is_system(key)}
