"""What it takes to list, search, read and judge one kind of SageMaker resource."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from ..guard.operations import creates_of_kind
from ..models import BillingEffect, OnTheBill

# In which scans a kind is without being asked for: one of mine, one of everybody's, or none.
ScannedIn = Literal["mine", "all", "asked"]
# On what Studio launches for a notebook (sagemaker_jupyterlab scheduler extension).
NOTEBOOK_JOB_TAG = ("sagemaker:is-scheduling-notebook-job", "true")
ON_THE_BILL: Mapping[BillingEffect | None, OnTheBill] = {
    "from-now": "accrues",
    "none": "ended",
    None: "unknown",
}


@dataclass(frozen=True)
class Kind:
    """One row: names of operations and members, and what its statuses and tags mean."""

    kind: str  # the ARN's resource type, also the tagging API's `sagemaker:` type
    noun: str  # for people, singular
    list_operation: str
    list_member: str
    prefix: str  # of the members of summaries and records: <prefix>Arn, <prefix>Name
    alias: str = ""  # what `--kind` calls it, where that is not the ARN's type
    status_member: str | None = ""  # <prefix>Status by default; None where there is no status
    has_status_always: bool = True  # else a summary may leave it out
    created_member: str = "CreationTime"
    after_member: str | None = "CreationTimeAfter"  # of the List request; None: it can't filter
    sort_by: str | None = "CreationTime"  # of the List request; None: it can't sort
    ended: frozenset[str] = frozenset()  # statuses in which nothing accrues any more
    accrues: bool = True  # False: it costs nothing, whatever its status
    carries: OnTheBill | None = None  # what its tags are for, where it is not billed by them itself
    lasts: bool = False  # stays until it is deleted, so its age doesn't matter
    search_resource: str | None = None  # the name in sagemaker:Search, if it can find this kind
    is_many: bool = False  # an account may make hundreds a month
    is_indexed: bool = True  # tag:GetResources knows it
    parents: tuple[str, ...] = ()  # members of a Search record that name what launched it
    scanned: ScannedIn = "asked"
    per: str = ""  # the kind by which it is listed, one List each
    started_by: str = ""  # what starts it, where nothing creates it
    # The ARN's path after the account where summaries have no ARN: types, and members whose
    # names are in it; "A|B": whichever is there. Its parent's likewise, by the first that fits.
    arn_path: tuple[str, ...] = ()
    parent_paths: tuple[tuple[str, ...], ...] = ()
    name_path: tuple[str, ...] = ()  # members that make a name, where one alone says little
    arn_segments: int = 1  # of names after the type
    mark: tuple[str, str] | None = None  # the tag that makes it this kind and not its ARN's
    notebook_noun: str = ""  # what it is with Studio's notebook-job tag
    home: str = ""  # the head of ARNs in the user's account and Region

    @property
    def called(self) -> str:
        """Return the name on the command line."""
        return self.alias or self.kind

    @property
    def tagging_type(self) -> str:
        """Return the type as tag:GetResources names it."""
        return f"sagemaker:{self.kind}"

    @property
    def status(self) -> str | None:
        """Return the member with the status, if the kind has one."""
        return f"{self.prefix}Status" if self.status_member == "" else self.status_member

    @property
    def create_operations(self) -> tuple[str, ...]:
        """Return what creates or starts it; the guard's rows know."""
        made = tuple(row.operation for row in creates_of_kind(self.kind))
        return made or ((self.started_by,) if self.started_by else ())

    @property
    def create_operation(self) -> str:
        """Return the first operation that creates it."""
        return next(iter(self.create_operations), "")

    @property
    def iam_actions(self) -> tuple[str, ...]:
        """Return what a role needs to find and fix this kind."""
        per = (f"sagemaker:List{self.per.capitalize()}s",) if self.per else ()
        return (
            *(("sagemaker:Search",) if self.search_resource or self.per else ()),
            *per,
            f"sagemaker:{self.list_operation}",
            *(("tag:GetResources",) if self.is_indexed else ()),
            "sagemaker:ListTags",
            "sagemaker:AddTags",
        )

    @property
    def arn_pattern(self) -> str:
        """Return the resource of an IAM statement that covers every one of this kind."""
        path = "pipeline/*/execution/*" if self.per else f"{self.kind}/*"
        return f"arn:aws:sagemaker:*:*:{path}"

    def billing_effect(self, status: str) -> BillingEffect:
        """Return whether a tag that is written now still changes the bill."""
        return "from-now" if self.accrues and status not in self.ended else "none"

    def on_the_bill(self, effect: BillingEffect | None) -> OnTheBill:
        """Return what its tags do on the bill; `effect` None: its status is not known."""
        return self.carries or ON_THE_BILL[effect]

    def at_home(self, home: str) -> Kind:
        """Return the same row, able to spell ARNs that AWS's summaries leave out."""
        return replace(self, home=home) if self.arn_path else self

    def arn_in(self, record: Mapping[str, Any]) -> str:
        """Return the ARN of a summary or record; raises `KeyError` where it has none.

        AWS writes names in ARNs in lower case.
        """
        if not self.arn_path:
            return str(record[f"{self.prefix}Arn"])
        return self._spelled(self.arn_path, record)

    def name_in(self, record: Mapping[str, Any]) -> str:
        """Return the name of a summary or record; raises `KeyError` where it has none."""
        path = self.name_path or (f"{self.prefix}Name",)
        return "/".join(_member(record, member) for member in path)

    def parent_in(self, record: Mapping[str, Any]) -> str | None:
        """Return the ARN of what must be fixed for it, where the record tells."""
        for path in self.parent_paths:
            if record.get(path[-1]):
                return self._spelled(path, record)
        return next((str(record[name]) for name in self.parents if record.get(name)), None)

    def noun_with(self, tags: Mapping[str, str]) -> str:
        """Return what it is for people: Studio's notebook jobs are told apart by a tag."""
        key, value = NOTEBOOK_JOB_TAG
        return self.notebook_noun if self.notebook_noun and tags.get(key) == value else self.noun

    def takes(self, tags: Mapping[str, str] | None) -> bool:
        """Tell whether a resource with these tags is of this kind; unread ones may be."""
        return self.mark is None or tags is None or tags.get(self.mark[0]) == self.mark[1]

    def _spelled(self, path: tuple[str, ...], record: Mapping[str, Any]) -> str:
        if not self.home:
            raise KeyError("home")
        kind, *members = path
        return f"{self.home}:{kind}/" + "/".join(_member(record, m).lower() for m in members)


def _member(record: Mapping[str, Any], member: str) -> str:
    """Return the first of the members `A|B` that the record has."""
    found = next((record[name] for name in member.split("|") if record.get(name)), None)
    if found is None:
        raise KeyError(member)
    return str(found)
