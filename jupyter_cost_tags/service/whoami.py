"""Who am I billed as: the identity held against the policy."""

from __future__ import annotations

from collections.abc import Mapping

from ..identity import Identity
from ..models import TagSource, WhoAmI
from ..policy.rules import Policy
from ..tags.effective import merge_layers
from ..tags.judge import judge


def whoami(identity: Identity, policy: Policy | None, bundle: str | None = None) -> WhoAmI:
    """Return the identity with its effective tags, those of the chosen bundle first; pure.

    A required key that no readable layer gives is missing, or unknown while a layer that may
    give it could not be read.
    """
    chosen = policy.bundles.get(bundle, {}) if policy and bundle else {}
    layers: list[tuple[TagSource, Mapping[str, str]]] = [("bundle", chosen), *identity.layers]
    winners, overridden = merge_layers(layers, policy)
    effective = {tag.key: tag.value for tag in winners}
    verdict = judge(effective, policy, kind="", name="")
    open_layers = bool(identity.unreadable) or identity.environment == "unknown"
    return WhoAmI(
        environment=identity.environment,
        reason=identity.reason,
        account=identity.account,
        region=identity.region,
        partition=identity.partition,
        domain_id=identity.domain_id,
        user_profile=identity.user_profile,
        space=identity.space,
        role_arn=identity.role_arn,
        tag_propagation=identity.tag_propagation,
        tags=winners,
        overridden=overridden,
        missing=[] if open_layers else list(verdict.missing),
        invalid=list(verdict.invalid),
        unknown=list(verdict.missing) if open_layers else [],
        bundle=bundle,
        notebook_instance=identity.notebook_instance,
        display_name=None,
    )


def effective_tags(told: WhoAmI) -> dict[str, str]:
    """Return the winner per key."""
    return {tag.key: tag.value for tag in told.tags}
