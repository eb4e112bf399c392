"""What the linter knows of a value without running anything; most often nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ast

    from .sdk import SdkClass


class Value:
    """A value of which nothing is known."""


UNKNOWN = Value()


@dataclass(frozen=True)
class Constant(Value):
    """A text, a number, a boolean or None, as it is written."""

    value: Any


NONE = Constant(None)


@dataclass(frozen=True)
class Imported(Value):
    """Something that an import names: `sagemaker.pytorch.PyTorch`."""

    path: str


@dataclass(frozen=True)
class Client(Value):
    """A boto3 client of SageMaker."""


@dataclass(frozen=True)
class BotoSession(Value):
    """A session of boto3."""


@dataclass(frozen=True)
class SdkSession(Value):
    """A session of the SageMaker SDK; elsewhere: its calls launch nothing in AWS by themselves."""

    elsewhere: bool
    has_config: bool = False  # tags may come from it


@dataclass
class Table(Value):
    """A dict with text keys. Not exact: it may have other entries too."""

    entries: dict[str, Value] = field(default_factory=dict)
    exact: bool = True

    def get(self, key: str) -> Value | None:
        """Return an entry; None when there is none for certain."""
        found = self.entries.get(key)
        return found if found is not None or self.exact else UNKNOWN

    def copied(self) -> Table:
        """Return another dict with the same entries."""
        return Table(dict(self.entries), self.exact)


@dataclass
class Items(Value):
    """A list or a tuple. Not exact: it may have other items too."""

    items: list[Value] = field(default_factory=list)
    exact: bool = True


@dataclass
class Made(Value):
    """An object of the SageMaker SDK; elsewhere: in local mode, or for a pipeline's steps."""

    kind: SdkClass
    tags: Value
    elsewhere: bool = False


@dataclass(frozen=True)
class Function(Value):
    """A function of the file."""

    node: ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Remote(Value):
    """A function whose call runs as a training job."""

    tags: Value


def join(left: Value | None, right: Value | None) -> Value:
    """Return what holds whichever of the two it is; a name that one branch lacks has the other."""
    if left is None or right is None:
        return left or right or UNKNOWN
    if left is right or left == right:
        return left
    if isinstance(left, Table) and isinstance(right, Table):
        keys = dict.fromkeys((*left.entries, *right.entries))
        entries = {key: _entry(left, right, key) for key in keys}
        return Table(entries, left.exact and right.exact)
    if isinstance(left, Made) and isinstance(right, Made):
        tags = join(left.tags, right.tags)
        return Made(left.kind.common(right.kind), tags, left.elsewhere or right.elsewhere)
    return UNKNOWN


def _entry(left: Table, right: Table, key: str) -> Value:
    """Return an entry that both have; one that may be missing is not known."""
    both = key in left.entries and key in right.entries
    return join(left.entries[key], right.entries[key]) if both else UNKNOWN


def text_of(value: Value | None) -> str | None:
    """Return a text that is known."""
    return value.value if isinstance(value, Constant) and isinstance(value.value, str) else None


def forget(value: Value) -> None:
    """Note that something unknown may have changed this value."""
    if isinstance(value, Table | Items):
        value.exact = False


Tags = Mapping[str, "str | None"]  # a None is a value that is not known


def tags_of(value: Value | None) -> Tags | None:
    """Return the tags that a `Tags=` or `tags=` gives; None when they can't be known.

    SDK v2 takes a list of `{"Key": …, "Value": …}` or a plain dict, v3 a list of `Tag(key=…)`.
    """
    if value is None or value == NONE:
        return {}
    if isinstance(value, Table):
        return _plain(value) if value.exact else None
    if not isinstance(value, Items) or not value.exact:
        return None
    found: dict[str, str | None] = {}
    for item in value.items:
        if not isinstance(item, Table):
            return None
        key = text_of(item.get("Key") or item.get("key"))
        if key is None:
            return None
        found[key] = text_of(item.get("Value") or item.get("value"))
    return found


def _plain(table: Table) -> Tags:
    if set(table.entries) in ({"Key", "Value"}, {"key", "value"}):  # one tag without its list
        return tags_of(Items([table])) or {}
    return {key: text_of(value) for key, value in table.entries.items()}
