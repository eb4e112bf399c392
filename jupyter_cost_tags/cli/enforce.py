"""`policy iam|scp|tag-policy|sdk-config|custodian`: the policy as what others enforce."""

from __future__ import annotations

import os
from collections.abc import Sequence
from enum import Enum
from pathlib import Path

import typer

from ..policy.read import read_policy
from ..policy.rules import Policy
from ..problems import BadRequest, PolicyInvalid
from ..rollout.custodian import custodian as custodian_policy
from ..rollout.iam import Scope, iam_allow, iam_deny
from ..rollout.iam import scp as service_control_policies
from ..rollout.roles import ROLES, Role, role_policy
from ..rollout.sdk_config import ADMIN_FILE, USER_FILE
from ..rollout.sdk_config import sdk_config as sdk_defaults
from ..rollout.tag_policy import tag_policy as organisations_tag_policy
from ..service.context import Context
from .documents import tell, tell_yaml
from .output import FORMAT, Format, say


class Variant(str, Enum):
    """How an IAM policy holds launches to tags."""

    deny = "deny"
    allow = "allow"


POLICY = typer.Option(
    "", "--policy", metavar="FILE", help="The policy file; without it the policy in force."
)
OUT = typer.Option(
    "", "--out", metavar="DIR", help="Write each document into this folder, as short as AWS counts."
)
TAG_ADMINS = typer.Option(
    None,
    "--tag-admin",
    metavar="ARN",
    help="Roles that may delete and change tags freely, * allowed; may be repeated.",
    show_default=False,
)
PARTITION = typer.Option("aws", "--partition", help="aws, aws-cn or aws-us-gov.")
VARIANT = typer.Option(
    Variant.deny,
    "--variant",
    help="Deny beside other policies, or allow only.",
    show_default="deny",
)
ROLE = typer.Option(
    "",
    "--role",
    metavar="[viewer|fixer|admin|payer]",
    help="Instead: the least that such a person needs for this tool.",
)
ENFORCE = typer.Option(
    False, "--enforce", help="Also refuse wrong values, on the types where AWS can."
)
SET = typer.Option(
    None,
    "--set",
    metavar="KEY=VALUE",
    help="A tag of the file; may be repeated.",
    show_default=False,
)
BUNDLE = typer.Option("", "--bundle", help="A bundle of the policy whose tags the file gives.")


def iam(
    variant: Variant = VARIANT,
    role: str = ROLE,
    tag_admin: list[str] = TAG_ADMINS,
    partition: str = PARTITION,
    file: str = POLICY,
    out: str = OUT,
    output: Format = FORMAT,
) -> int:
    """Print IAM policies that hold every launch to the required tags.

    For example: jupyter cost-tags policy iam --variant deny --tag-admin
    'arn:aws:iam::*:role/TagAdmin*' --out policies/

    `deny` refuses launches without a required key or with a refused value, whatever else a role
    may do, and says who may delete or fake tags. `allow` grants launches with tags, and Studio
    itself; it restrains nobody whom another policy allows the same. `--role` prints least
    privileges for this tool instead.

    Studio's own calls (CreateApp, CreateSpace, presigned URLs) are never held to tags. What IAM
    can't say, such as a pattern with classes, is said, on stderr and in `notes`. Sizes are counted
    against AWS's limit of 6,144 characters, and split when over: attach all of them.

    Try it first: jupyter cost-tags policy simulate
    """
    scope = Scope(_partition(partition), tuple(tag_admin or ()))
    if role:
        made = role_policy(_role(role), _policy_or_none(file), scope)
    else:
        held = chosen_policy(file)
        made = iam_allow(held, scope) if variant is Variant.allow else iam_deny(held, scope)
    return tell(made, out, output)


def scp(
    tag_admin: list[str] = TAG_ADMINS,
    partition: str = PARTITION,
    file: str = POLICY,
    out: str = OUT,
    output: Format = FORMAT,
) -> int:
    """Print service control policies: the Deny variant for every account below a unit.

    For example: jupyter cost-tags policy scp --tag-admin 'arn:aws:iam::*:role/TagAdmin*'

    At most 5,120 characters each and five on an account or unit; the management account and
    service-linked roles are not held.
    """
    scope = Scope(_partition(partition), tuple(tag_admin or ()))
    return tell(service_control_policies(chosen_policy(file), scope), out, output)


def tag_policy(
    enforce: bool = ENFORCE, file: str = POLICY, out: str = OUT, output: Format = FORMAT
) -> int:
    """Print an AWS Organizations tag policy: keys, their case, values, and what is reported.

    For example: jupyter cost-tags policy tag-policy --out policies/

    It reports missing tags and never refuses them. `policy pull` reads it back as a policy file.
    """
    return tell(organisations_tag_policy(chosen_policy(file), enforce=enforce), out, output)


def sdk_config(
    bundle: str = BUNDLE,
    given: list[str] = SET,
    file: str = POLICY,
    out: str = OUT,
    output: Format = FORMAT,
) -> int:
    """Print a config.yaml whose tags the SageMaker Python SDK gives to what it creates.

    For example: jupyter cost-tags policy sdk-config --bundle churn --out /etc/xdg/sagemaker

    The values are the policy's defaults, a bundle's and those of --set. What the file can't cover
    is listed: kinds without a section, boto3, calls that give a tag themselves.
    """
    held = chosen_policy(file)
    content, notes = sdk_defaults(held, _chosen(held, bundle, given or ()))
    say(f"For everybody: {ADMIN_FILE}; for one user: {USER_FILE}.")
    return tell_yaml("sdk-config", "config.yaml", content, notes, out, output)


def custodian(file: str = POLICY, out: str = OUT, output: Format = FORMAT) -> int:
    """Print a Cloud Custodian policy that finds what breaks the rules, and changes nothing.

    For example: jupyter cost-tags policy custodian > cost-tags.yml && custodian run -s out
    cost-tags.yml
    """
    content, notes = custodian_policy(chosen_policy(file))
    return tell_yaml("custodian", "custodian.yml", content, notes, out, output)


def chosen_policy(file: str) -> Policy:
    """Return a file's policy, else the one in force; raises `PolicyInvalid` without any."""
    found = _policy_or_none(file)
    if found is None:
        raise PolicyInvalid(
            "There is no policy to generate from.",
            action="Name a file with --policy, or write cost-tags.yaml: see docs/admins/policy.md.",
        )
    return found


def _policy_or_none(file: str) -> Policy | None:
    if file:
        return read_policy(Path(file).absolute())
    loaded = Context(os.environ).policy()
    if loaded.problem is not None:
        raise PolicyInvalid(loaded.problem.message, action=loaded.problem.action)
    return loaded.policy


def _partition(name: str) -> str:
    if name not in {"aws", "aws-cn", "aws-us-gov"}:
        raise BadRequest(
            f"There is no partition {name[:20]!r}.", action="Use aws, aws-cn or aws-us-gov."
        )
    return name


def _role(name: str) -> Role:
    found = next((role for role in ROLES if role == name), None)
    if found is None:
        raise BadRequest(f"There is no role {name[:20]!r}.", action=f"Use {', '.join(ROLES)}.")
    return found


def _chosen(held: Policy, bundle: str, given: Sequence[str]) -> dict[str, str]:
    if bundle and bundle not in held.bundles:
        raise BadRequest(
            f"The policy has no bundle {bundle[:60]!r}.",
            action=f"It has: {', '.join(held.bundles) or 'none'}.",
        )
    tags = dict(held.bundles.get(bundle, {}))
    for pair in given:
        key, equals, value = pair.partition("=")
        refused = None if equals else "write it as KEY=VALUE."
        if equals:
            unknown = held.rule(key) is None
            refused = "the policy has no such key." if unknown else held.allowed(key, value)
        if refused:
            raise BadRequest(f"--set {pair[:80]}: {refused}", action="Correct it and run it again.")
        tags[key] = value
    return tags
