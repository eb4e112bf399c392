"""The lines that guards write, checked member by member: a hint, never trusted."""

from __future__ import annotations

import re
import unicodedata
from datetime import timezone
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from ..models import LaunchOutcome, Mode, TagSource

LONGEST = 4000  # bytes of a line
# What SageMaker calls its resources; a pipeline may be named by its ARN.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+=,-]{0,255}")


def _printable(text: str) -> str:
    """Refuse control characters and those that turn the direction; AWS has spaces of all sorts."""
    if not text.isprintable() and any(unicodedata.category(one)[0] == "C" for one in text):
        raise ValueError("a control character")
    return text


_Printable = AfterValidator(_printable)
_Token = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_.-]*$")]
_Key = Annotated[str, Field(max_length=128), _Printable]
_Value = Annotated[str, Field(max_length=256), _Printable]
_Path = Annotated[str, Field(max_length=1024), _Printable]
_Operation = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9]+$")]
_Kind = Annotated[str, Field(max_length=64, pattern=r"^[a-z0-9-]*$")]
_Region = Annotated[str, Field(max_length=32, pattern=r"^[a-z0-9-]+$")]
_Currency = Annotated[str, Field(max_length=3, pattern=r"^[A-Z]*$")]
_Amount = Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,8})?$")]


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_not_known(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if value is not None}


class Added(_Line):
    """A tag that the guard added, and the layer that gave it."""

    value: _Value
    source: TagSource


class Refused(_Line):
    """A value that the policy refuses."""

    key: _Key
    value: _Value
    suggestion: _Value | None = None


class Near(_Line):
    """A key that is spelled nearly like one of the policy's."""

    key: _Key
    meant: _Key


class Limit(_Line):
    """The most that a launch can cost."""

    amount: _Amount | None = None
    currency: _Currency | None = None
    basis: _Value | None = None
    reason: _Value | None = None


class _Event(_Line):
    v: Literal[1]
    at: AwareDatetime
    kernel_id: _Token | None = None
    notebook: _Path | None = None
    pid: int = Field(ge=1, le=2**31)


class Loaded(_Event):
    """A guard became active in a process."""

    event: Literal["loaded"]
    mode: Mode


class ModeChange(_Event):
    """A process changed its mode."""

    event: Literal["mode"]
    mode: Mode


class LaunchLine(_Event):
    """One call that creates or starts something."""

    event: Literal["launch"]
    id: _Token = Field(min_length=8)
    batch: _Token = Field(min_length=1)
    operation: _Operation
    kind: _Kind
    name: _Value = ""
    region: _Region | None = None
    arn: _Value | None = None
    outcome: LaunchOutcome
    mode: Mode
    resent: bool = False
    given: dict[_Key, _Value] = Field(default_factory=dict, max_length=50)
    added: dict[_Key, Added] = Field(default_factory=dict, max_length=50)
    missing: list[_Key] = Field(default_factory=list, max_length=50)
    invalid: list[Refused] = Field(default_factory=list, max_length=50)
    near: list[Near] = Field(default_factory=list, max_length=50)
    ceiling: Limit | None = None
    above_limit: bool = False
    cell_id: _Token | None = None

    @model_validator(mode="after")
    def _what_aws_took_has_a_name(self) -> LaunchLine:
        if self.outcome == "sent" and self.name != "" and not is_name(self.name):
            raise ValueError("no name of a resource")
        return self


Line = Loaded | ModeChange | LaunchLine
_LINE: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="event")])


def parse(line: bytes) -> Line | None:
    """Return what a line tells; None for one that no guard wrote."""
    if len(line) > LONGEST:
        return None
    try:
        found = _LINE.validate_json(line)
        found.at.astimezone(timezone.utc)
    except (ValidationError, OverflowError):
        return None
    return found


def is_name(text: str) -> bool:
    """Tell whether SageMaker may call a resource so."""
    return _NAME.fullmatch(text) is not None
