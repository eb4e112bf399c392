"""One member of a group, and how the tags of all are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from ...aws import Aws, list_tags
from ...guard.grammar import is_system
from ...guard.pipelines import DefinedStep
from ...models import OnTheBill, PartRole
from ...problems import AwsTrouble, CostTagsError, Expired
from ...workers import each
from ..kinds import kind_of_arn

READERS = 4
GONE = "It no longer exists."


@dataclass(frozen=True)
class Member:
    """A resource of a group; `tags` is None until they were read, or where that failed."""

    role: PartRole
    arn: str
    name: str
    status: str | None = None  # None: not known
    created: datetime | None = None
    used_by: tuple[str, ...] = ()
    shadow: bool = False
    has_ended: bool = False  # known from elsewhere than its status
    tags: dict[str, str] | None = None
    why_unread: str | None = None
    gone: bool = False

    @property
    def user_tags(self) -> dict[str, str]:
        """Return the tags without system ones; empty where they are not known."""
        return {key: value for key, value in (self.tags or {}).items() if not is_system(key)}

    @property
    def kind(self) -> str:
        """Return the ARN's resource type."""
        row = kind_of_arn(self.arn)
        return row.kind if row else self.arn.split(":", 5)[-1].split("/", 1)[0]

    @property
    def billing_effect(self) -> Literal["from-now", "none"]:
        """Return whether a tag that is written now still changes the bill."""
        row = kind_of_arn(self.arn)
        if self.has_ended or row is None:
            return "none" if self.has_ended else "from-now"
        return row.billing_effect(self.status or "")

    @property
    def can_change(self) -> bool:
        """Whether new tags still do something: neither unread, nor an execution, nor ended."""
        if self.tags is None or self.role == "execution":
            return False
        return self.role != "job" or self.billing_effect == "from-now"

    @property
    def is_unread(self) -> bool:
        """Whether its tags could not be read, though it is there."""
        return self.tags is None and not self.gone

    def on_the_bill(self) -> tuple[OnTheBill, str]:
        """Return what its tags do on the bill, as a word and as a sentence."""
        if self.gone:
            return "ended", GONE
        if self.role in _CARRIERS:
            return _CARRIERS[self.role]
        if self.billing_effect == "none":
            return "ended", "It has ended: its tags are for the record, the past stays as billed."
        if self.status is None:
            return "unknown", "Whether it still costs anything isn't known."
        return "accrues", _ACCRUES.get(self.role, "AWS bills it under these tags from now on.")


_CARRIERS: dict[PartRole, tuple[OnTheBill, str]] = {
    "endpoint-config": (
        "next-deployment",
        "Costs nothing by itself: AWS bills the endpoint. Its tags are for the next deployment.",
    ),
    "model": (
        "next-deployment",
        "Costs nothing by itself: AWS bills the endpoint. Its tags are for the next deployment.",
    ),
    "inference-component": (
        "nothing",
        "Runs on the endpoint's instances, which AWS bills under the endpoint's tags.",
    ),
    "pipeline": (
        "next-run",
        "Executions take these tags when they start; what runs already keeps its own.",
    ),
    "execution": (
        "nothing",
        "Took the pipeline's tags when it started. AWS bills its jobs, not the execution.",
    ),
}
_ACCRUES: dict[PartRole, str] = {
    "endpoint": "AWS bills its instances under these tags; a change counts from now.",
    "notebook-instance": (
        "AWS bills the instance and its volume under these tags; a change counts from now."
    ),
    "job": "It runs: AWS bills it under these tags; a change counts from now.",
}


@dataclass
class Group:
    """What belongs together, and what could not be read of it; the resource itself first."""

    members: list[Member] = field(default_factory=list)
    steps: list[DefinedStep] = field(default_factory=list)
    jobs: dict[str, str] = field(default_factory=dict)  # ARN of what a step launched, by its name
    notes: list[str] = field(default_factory=list)
    problems: list[CostTagsError] = field(default_factory=list)

    def lacks(self, what: str, why: CostTagsError) -> None:
        """Remember what is not known, and why; raises what concerns every read."""
        if isinstance(why, Expired) or not isinstance(why, AwsTrouble):
            raise why
        self.problems.append(AwsTrouble.about(what, why))


def read_tags(aws: Aws, group: Group) -> None:
    """Read the tags of every member with ListTags; a failure concerns its member only."""

    def read(member: Member) -> tuple[Member, CostTagsError | None]:
        try:
            return replace(member, tags=list_tags(aws, member.arn)), None
        except AwsTrouble as error:
            if isinstance(error, Expired):
                raise
            if error.code == "not-found":
                return replace(member, why_unread=GONE, gone=True), None
            return replace(member, why_unread=error.message), error

    read_ones = each(read, group.members, threads=READERS)
    group.members = [member for member, _ in read_ones]
    for why in _distinct([error for _, error in read_ones if error]):
        group.lacks("Some tags could not be read", why)


def _distinct(errors: Sequence[CostTagsError]) -> list[CostTagsError]:
    return list({error.message: error for error in errors}.values())
