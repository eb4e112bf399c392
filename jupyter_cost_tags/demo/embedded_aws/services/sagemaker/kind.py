"""What distinguishes one kind of SageMaker resource from the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

IN_USE = "ResourceInUse"
INVALID = "ValidationException"
NOT_FOUND = "ResourceNotFound"
_UNIQUE = (
    "{noun} names must be unique within an AWS account and region, and a {noun_lower} with this"
    " name already exists ({arn})"
)


@dataclass(frozen=True)
class Kind:
    """What distinguishes one kind from the others."""

    noun: str  # in operation names: TrainingJob
    type: str  # in ARNs: training-job
    status: str = ""  # member with the status; empty for kinds without one
    born: str = ""  # status right after create
    done: str = ""  # status it reaches by itself
    runs: bool = False  # a job: runs for `World.job_duration` and can be stopped
    stopped: str = "Stopped"  # status of a job that was stopped
    secondary: str = ""  # member with the finer status of a job
    start: str = ""  # members with the instants of a job
    end: str = ""
    path: tuple[str, ...] = ()  # members that make the ARN; the name alone by default
    issued: tuple[str, str] = ("", "")  # member that AWS makes up at create, and how it begins
    is_described: bool = True
    is_listed: bool = True
    name: str = ""
    arn: str = ""
    list_key: str = ""  # member of the List answer
    after: str = "CreationTimeAfter"
    before: str = "CreationTimeBefore"
    sort_by: str = "CreationTime"  # the List operation's default
    descending: bool = False  # the List operation's default order
    missing: tuple[str, str] = (INVALID, "Could not find {noun} {arn}.")
    taken: tuple[str, str] = (IN_USE, _UNIQUE)
    renamed: dict[str, str] = field(default_factory=dict)  # create member -> describe member
    defaults: dict[str, Any] = field(default_factory=dict)  # describe members nobody sent

    def __post_init__(self) -> None:
        """Fill in the names that follow from the noun."""
        fill = {
            "name": f"{self.noun}Name",
            "arn": f"{self.noun}Arn",
            "list_key": f"{self.noun}s",
        }
        for member, value in fill.items():
            if not getattr(self, member):
                object.__setattr__(self, member, value)
        if not self.path:
            object.__setattr__(self, "path", (self.name,))

    def error(self, which: tuple[str, str], arn: str, name: str) -> tuple[str, str]:
        """Return code and message of `missing` or `taken` for one resource."""
        code, template = which
        noun = "".join(f" {c.lower()}" if c.isupper() else c for c in self.noun).strip()
        return code, template.format(noun=noun.capitalize(), noun_lower=noun, arn=arn, name=name)
