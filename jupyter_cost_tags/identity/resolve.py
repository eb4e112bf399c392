"""From the metadata file to an identity: a few Describe and ListTags calls, each of which may fail.

What could not be read stays unknown, with a reason; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..aws import Aws, list_tags
from ..models import Environment, Propagation, TagSource
from ..problems import (
    BadResponse,
    CostTagsError,
    Denied,
    Failing,
    Misconfigured,
    NotAvailable,
    Refused,
    Throttled,
    Unreachable,
)
from .ask import (
    account_and_role,
    private_spaces,
    space_facts,
    tag_propagation,
)
from .metadata import Metadata, MetadataUnreadable, read_metadata

_CLASSIC_APPS = frozenset({"KernelGateway", "JupyterServer"})
# A failure of one of these kinds concerns one read; any other concerns them all.
_LOCAL_FAILURES = (BadResponse, Denied, Failing, NotAvailable, Refused, Throttled, Unreachable)


@dataclass
class Identity:
    """Who is billed, the tag layers that could be read, and what could not."""

    environment: Environment = "unknown"
    account: str | None = None
    region: str | None = None
    partition: str | None = None
    domain_id: str | None = None
    user_profile: str | None = None
    space: str | None = None
    role_arn: str | None = None
    notebook_instance: str | None = None
    is_shared: bool = False  # figures are a shared space's and not one person's
    tag_propagation: Propagation = "unknown"
    profile_arn: str | None = None
    space_arns: list[str] = field(default_factory=list)
    layers: list[tuple[TagSource, dict[str, str]]] = field(default_factory=list)
    unreadable: list[TagSource] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    problems: list[CostTagsError] = field(default_factory=list)
    spaces_unread: CostTagsError | None = None  # why other spaces of mine may be missing
    propagation_unread: CostTagsError | None = None
    metadata: Metadata | None = None  # what it was read from

    @property
    def reason(self) -> str | None:
        """Return why something is unknown, in one text."""
        return " ".join(dict.fromkeys(self.reasons)) or None

    @property
    def home(self) -> str:
        """Return the head of SageMaker ARNs of this account and Region; empty if not known."""
        if not (self.partition and self.region and self.account):
            return ""
        return f"arn:{self.partition}:sagemaker:{self.region}:{self.account}"

    @property
    def owner_tags(self) -> list[tuple[str, str]]:
        """Return Studio's automatic tags that mark what is mine; any one of them does.

        Names of profiles and spaces are not case sensitive, and AWS's indexes are: an ARN in
        small letters is looked for as well.
        """
        owned = [("sagemaker:space-arn", arn) for arn in self.space_arns]
        if self.profile_arn and not self.is_shared:
            owned.insert(0, ("sagemaker:user-profile-arn", self.profile_arn))
        spelled = [(key, form) for key, arn in owned for form in (arn, arn.lower())]
        return list(dict.fromkeys(spelled))

    @property
    def owner_unread(self) -> CostTagsError | None:
        """Return why nobody knows whose the space is: then `owner_tags` miss the profile's."""
        if self.profile_arn or self.is_shared or not self.domain_id:
            return None
        return self.problems[0] if self.problems else None

    @property
    def complete(self) -> bool:
        """Whether everything that should be known is."""
        return not self.reasons

    def is_less_than(self, known: Identity) -> bool:
        """Tell whether a complete one of the same place is known, and AWS told less this time."""
        return bool(self.problems) and known.complete and known.metadata == self.metadata


def resolve(aws: Aws, environ: Mapping[str, str]) -> Identity:
    """Return who the user is billed as.

    Raises a `CostTagsError` when AWS could not be asked at all (credentials, network).
    """
    identity = Identity()
    try:
        metadata = read_metadata(environ)
    except MetadataUnreadable as error:
        metadata = None
        identity.reasons.append(str(error))
    else:
        identity.metadata = metadata
        identity.environment = _first_guess(metadata)
    _place(identity, aws, metadata)
    if metadata is None:
        return identity
    if identity.environment == "notebook-instance":
        _read_notebook_instance(identity, aws, metadata)
        _raise_if_all_is_silent(identity)
    elif metadata.domain_id:
        _read_studio(identity, aws, metadata, environ)
        _raise_if_all_is_silent(identity)
    else:
        identity.reasons.append(
            "The Studio metadata file names no domain and no notebook instance."
        )
    return identity


def _first_guess(metadata: Metadata | None) -> Environment:
    """Return what the file alone tells; a space's sharing type is AWS's to say."""
    if metadata is None:
        return "local"
    if metadata.is_unified_studio:
        return "unified-studio"
    if metadata.domain_id:
        return "studio-classic" if metadata.app_type in _CLASSIC_APPS else "unknown"
    if metadata.resource and metadata.resource.kind == "notebook-instance":
        return "notebook-instance"
    return "unknown"


def _place(identity: Identity, aws: Aws, metadata: Metadata | None) -> None:
    resource = metadata.resource if metadata else None
    if resource:
        identity.account, identity.partition = resource.account, resource.partition
        identity.region = resource.region
        aws.fall_back_to(resource.region)
    if metadata:
        identity.role_arn = metadata.role_arn
    try:
        account, partition, role = account_and_role(aws)
    except Misconfigured:
        raise
    except CostTagsError as error:
        if resource is None:
            raise
        _note(identity, error, "The calling role could not be read")
        return
    identity.account = identity.account or account
    identity.partition = identity.partition or partition
    identity.role_arn = identity.role_arn or role
    identity.region = identity.region or aws.region()


def _read_notebook_instance(identity: Identity, aws: Aws, metadata: Metadata) -> None:
    identity.notebook_instance = metadata.resource_name
    _read_layer(identity, aws, "notebook-instance", metadata.resource_arn or "")


def _read_studio(
    identity: Identity, aws: Aws, metadata: Metadata, environ: Mapping[str, str]
) -> None:
    identity.domain_id = metadata.domain_id
    identity.space, identity.user_profile = metadata.space, metadata.user_profile
    if metadata.space:
        _read_space(identity, aws, metadata, environ)
    elif not metadata.user_profile:
        identity.reasons.append("The Studio metadata file names no space and no user profile.")
    if identity.environment == "unknown" and not metadata.space and identity.user_profile:
        identity.environment = "studio-private-space"
    if identity.user_profile and not identity.profile_arn:
        identity.profile_arn = _arn(identity, "user-profile", identity.user_profile)
    if identity.profile_arn and not identity.is_shared:
        _read_layer(identity, aws, "user-profile", identity.profile_arn)
        _read_other_spaces(identity, aws)
    _read_layer(identity, aws, "domain", _arn(identity, "domain"))
    try:
        identity.tag_propagation = tag_propagation(aws, identity.domain_id or "", identity.region)
    except CostTagsError as error:
        _note(identity, error, "Whether the domain propagates tags could not be read")
        identity.propagation_unread = error


def _read_space(
    identity: Identity, aws: Aws, metadata: Metadata, environ: Mapping[str, str]
) -> None:
    """Read the space's owner and sharing type; its own tags are the fallback for the owner."""
    identity.space_arns = [_arn(identity, "space", metadata.space or "")]
    sharing: str | None = None
    denied: CostTagsError | None = None
    try:
        facts = space_facts(aws, identity.domain_id or "", identity.space or "", identity.region)
    except CostTagsError as error:
        _raise_if_all_is_lost(error)
        denied = error
    else:
        identity.space_arns = [facts.arn]
        sharing = facts.sharing
        identity.user_profile = identity.user_profile or facts.owner
    system = _read_layer(identity, aws, "space", identity.space_arns[0])
    owner_arn = system.get("sagemaker:user-profile-arn")
    if owner_arn and sharing != "Shared":
        identity.profile_arn = owner_arn
        identity.user_profile = identity.user_profile or owner_arn.rsplit("/", 1)[-1]
        sharing = sharing or "Private"
    sharing = sharing or environ.get("SAGEMAKER_SPACE_TYPE_LOWERCASE", "").capitalize()
    if denied and not identity.user_profile and sharing != "Shared":
        _note(identity, denied, "The space's owner could not be read")
    if identity.environment == "unknown":
        identity.environment = _by_sharing(sharing)
    if sharing == "Shared":  # its owner is not who sits at the keyboard
        alone = identity.environment == "studio-shared-space"
        identity.user_profile = None if alone else metadata.user_profile
        identity.is_shared = identity.user_profile is None
        identity.profile_arn = None


def _by_sharing(sharing: str) -> Environment:
    kinds: dict[str, Environment] = {
        "Private": "studio-private-space",
        "Shared": "studio-shared-space",
    }
    return kinds.get(sharing, "unknown")


def _read_other_spaces(identity: Identity, aws: Aws) -> None:
    """Add my other private spaces: jobs from there are mine too, so not knowing is remembered."""
    try:
        found = private_spaces(
            aws, identity.domain_id or "", identity.user_profile or "", identity.region
        )
    except CostTagsError as error:
        _raise_if_all_is_lost(error)
        identity.spaces_unread = error
        return
    for name in found:
        arn = _arn(identity, "space", name)
        if arn.casefold() not in {known.casefold() for known in identity.space_arns}:
            identity.space_arns.append(arn)


def _read_layer(identity: Identity, aws: Aws, source: TagSource, arn: str) -> dict[str, str]:
    try:
        tags = list_tags(aws, arn, identity.region)
    except CostTagsError as error:
        _note(identity, error, f"The tags of the {source.replace('-', ' ')} could not be read")
        identity.unreadable.append(source)
        return {}
    identity.layers.append((source, tags))
    return tags


def _note(identity: Identity, error: CostTagsError, what: str) -> None:
    _raise_if_all_is_lost(error)
    detail = error.message.rstrip(".")
    identity.reasons.append(f"{what}: {detail}.")
    identity.problems.append(error)


def _raise_if_all_is_lost(error: CostTagsError) -> None:
    """Raise what concerns every read (credentials); a missing permission is one."""
    if not isinstance(error, _LOCAL_FAILURES):
        raise error


def _raise_if_all_is_silent(identity: Identity) -> None:
    """Raise when SageMaker answered nothing at all: then there is no network path to it."""
    silent = [error for error in identity.problems if isinstance(error, Unreachable)]
    if silent and not identity.layers and len(silent) == len(identity.problems):
        raise silent[-1]


def _arn(identity: Identity, kind: str, *path: str) -> str:
    where = f"arn:{identity.partition}:sagemaker:{identity.region}:{identity.account}"
    return f"{where}:{'/'.join((kind, identity.domain_id or '', *path))}"
