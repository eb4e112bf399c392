"""Find the resource that a card in a cell names, so that it can be fixed."""

from __future__ import annotations

from datetime import datetime

from ..aws import list_tags
from ..guard.grammar import is_system
from ..guard.operations import CREATES, create_of_kind
from ..guard.suggest import nearest
from ..identity import Identity
from ..inventory.kind import ON_THE_BILL
from ..inventory.kinds import kind_named
from ..inventory.scan import resource_id
from ..launches.book import Book
from ..launches.places import Resource, by_name
from ..models import ResolveRequest, ScannedResource
from ..problems import BadRequest, CostTagsError
from ..tags.judge import judge
from .context import Context
from .described import Described, describe
from .rights import foreign_owner


class Gone(CostTagsError):
    """The resource was there once, or never."""

    code = "gone"
    status = 404
    action = "Nothing is left to fix; what it cost stays as it is."


class NotYours(CostTagsError):
    """Studio's automatic tags name somebody else."""

    code = "not-yours"
    status = 403
    action = "Ask whoever owns it, or an admin."


def resolve(context: Context, book: Book, request: ResolveRequest) -> ScannedResource:
    """Return a resource by kind and name, as it is in AWS now, with its verdict.

    Raises `BadRequest` for a kind that has no name to be found by, `Gone`, `NotYours`, and the
    `CostTagsError` of tags that can't be read: ListTags decides, Describe only adds to it.
    """
    identity = context.identity()
    launch = book.find(request.kind, request.name)
    found = launch.resource if launch else None
    resource = found or _by_name(request, identity)
    aws = context.aws.metered()
    try:
        tags = list_tags(aws, resource.arn)
    except CostTagsError as error:
        if error.code != "not-found":
            raise
        what = f"There is no {request.kind.replace('-', ' ')} {request.name} (any more)."
        raise Gone(what) from None
    refused = foreign_owner(tags, identity)
    if refused:
        raise NotYours(refused)
    try:
        told = describe(aws, resource)
    except CostTagsError:  # it may lack a permission that nothing else needs
        told = None
    return _judged(context, resource, tags, told, launch.line.at if launch else None)


def _by_name(request: ResolveRequest, identity: Identity) -> Resource:
    if create_of_kind(request.kind) is None:
        near = nearest(request.kind, {row.kind for row in CREATES})
        raise BadRequest(
            f"There is no kind {request.kind!r}." + (f" Did you mean {near}?" if near else ""),
            code="kind-unknown",
        )
    found = by_name(request.kind, request.name, identity)
    if found is None:
        raise BadRequest(
            f"A {request.kind.replace('-', ' ')} can't be found by this name alone.",
            code="not-by-name",
            action="Scan, or look for it in the AWS console.",
        )
    return found


def _judged(
    context: Context,
    resource: Resource,
    tags: dict[str, str],
    told: Described | None,
    launched: datetime | None,
) -> ScannedResource:
    loaded = context.policy()
    unread = loaded.policy is None and loaded.problem is not None
    name = told.name if told else resource.name
    verdict = judge(tags, loaded.policy, resource.kind, name)
    effect = told.billing_effect if told else "from-now"
    row = kind_named(resource.kind)
    return ScannedResource(
        id=resource_id(resource.arn),
        arn=resource.arn,
        kind=resource.kind,
        name=name,
        status=told.status if told else "",
        created=(told.created if told else None) or launched or context.now(),
        state="unknown" if unread else verdict.state,
        tags={key: value for key, value in tags.items() if not is_system(key)},
        missing=[] if unread else list(verdict.missing),
        invalid=[] if unread else list(verdict.invalid),
        billing_effect=effect,
        on_the_bill=row.on_the_bill(effect) if row else ON_THE_BILL[effect],
        system_tags={key: value for key, value in tags.items() if is_system(key)},
        reason="The policy can't be read." if unread else None,
    )
