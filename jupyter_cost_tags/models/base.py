"""The base of every wire model and the forms that values take on the wire."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer


def spell_instant(instant: datetime) -> str:
    """Spell an aware instant in UTC to the second, with a closing Z."""
    return instant.astimezone(timezone.utc).isoformat(timespec="seconds")[:19] + "Z"


Instant = Annotated[datetime, PlainSerializer(spell_instant, return_type=str)]


class Wire(BaseModel):
    """A value that crosses the wire: frozen, and nothing that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")
