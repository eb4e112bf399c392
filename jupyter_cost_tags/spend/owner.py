"""Whose spend is asked for, as tags on the cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Owner:
    """A name for people, and the tags any of which make a cost theirs.

    Studio tags what a profile creates with `sagemaker:user-profile-arn` or
    `sagemaker:space-arn`, so a profile needs its own ARN or one of its private spaces'.
    """

    whose: str  # user-profile, space, role, tag
    name: str
    tags: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def of_tag(cls, key: str, value: str) -> Owner:
        """Return the owner of everything that carries one tag."""
        return cls("tag", f"{key}={value}", ((key, (value,)),))

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the tag keys that the filter stands on."""
        return tuple(key for key, values in self.tags if values)

    def filter(self) -> dict[str, Any]:
        """Return one Cost Explorer expression; Cost Explorer's `Or` needs two members or more.

        Raises `ValueError` without any tag: an empty filter would be the whole account.
        """
        members = [
            {"Tags": {"Key": key, "Values": list(values), "MatchOptions": ["EQUALS"]}}
            for key, values in self.tags
            if values
        ]
        if not members:
            raise ValueError("an owner needs a tag")
        return members[0] if len(members) == 1 else {"Or": members}

    def is_foreign(self, key: str, value: str) -> bool:
        """Tell whether a cost with this tag can't be theirs; only one key can prove it."""
        return self.keys == (key,) and value not in dict(self.tags)[key]
