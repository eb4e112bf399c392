"""The profiles and spaces of a domain against the policy. Pure.

Studio merges the tags of domain, profile and space onto what it launches, the nearer one's value
first (AWS docs sagemaker/latest/dg/custom-tags): so a key may be on any of the three.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..guard.grammar import is_system
from ..models import InvalidValue, State
from ..policy.rules import Policy
from ..problems import BadRequest
from ..tags.judge import judge
from ..tags.plan import MOST_TAGS

# The three layers; in a handover also the kinds of what somebody leaves behind.
PlaceKind = str


@dataclass(frozen=True)
class Place:
    """A domain, profile or space with its own tags; None where they could not be read."""

    kind: PlaceKind
    name: str
    arn: str
    tags: Mapping[str, str] | None
    owner: str | None = None  # the profile that a private space is of
    reason: str | None = None  # why the tags are not known

    @property
    def own(self) -> dict[str, str]:
        """Return the tags that people set."""
        return {key: value for key, value in (self.tags or {}).items() if not is_system(key)}


@dataclass(frozen=True)
class Audited:
    """A profile or space, the tags that arrive from it, and the verdict."""

    place: Place
    effective: Mapping[str, str]
    state: State
    missing: tuple[str, ...]
    invalid: tuple[InvalidValue, ...]
    too_many: bool  # tags that arrive together are over AWS's limit: launches fail


def audit(places: Sequence[Place], policy: Policy | None) -> list[Audited]:
    """Return every profile and space with its verdict, what fails first."""
    domain = next((place for place in places if place.kind == "domain"), None)
    by_name = {p.name.casefold(): p for p in places if p.kind == "user-profile"}
    judged = []
    for place in places:
        if place.kind != "domain":
            owner = _owner(place, by_name)
            judged.append(_audited(place, [domain, owner, place], policy))
    order = {"non-compliant": 0, "unknown": 1, "compliant": 2}
    return sorted(judged, key=lambda one: (order[one.state], one.place.kind, one.place.name))


def _owner(place: Place, by_name: Mapping[str, Place]) -> Place | None:
    """Return the profile of a private space: one that was not listed has tags nobody knows."""
    if place.kind != "space" or place.owner is None:
        return None
    unlisted = Place("user-profile", place.owner, "", None)
    return by_name.get(place.owner.casefold(), unlisted)


def _audited(place: Place, layers: Sequence[Place | None], policy: Policy | None) -> Audited:
    known = [layer for layer in layers if layer is not None]
    effective: dict[str, str] = {}
    for layer in known:
        effective |= layer.own
    verdict = judge(effective, policy, place.kind, place.name)
    unread = any(layer.tags is None for layer in known)
    # A layer that is not known may give what is missing; what is refused may be overridden there.
    doubtful = unread and verdict.state == "non-compliant"
    state: State = "unknown" if doubtful or place.tags is None else verdict.state
    return Audited(
        place,
        effective,
        state,
        verdict.missing if state == "non-compliant" else (),
        verdict.invalid if state == "non-compliant" else (),
        len(effective) + _SYSTEM > MOST_TAGS,
    )


_SYSTEM = 2  # what Studio adds by itself to each launch


def wanted_by_name(text: str, file: str) -> dict[str, dict[str, str]]:
    """Return the tags per name of a CSV file: a column `name`, and one per key.

    An empty cell leaves that key alone. Raises `BadRequest` naming the line.
    """
    rows = csv.reader(io.StringIO(text))
    header = [one.strip() for one in next(rows, [])]
    if not header or header[0].casefold() not in {"name", "profile", "user-profile"}:
        raise BadRequest(
            f'{file}:1: the first column must be "name".', action="Then one column per tag key."
        )
    wanted: dict[str, dict[str, str]] = {}
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(header):
            raise BadRequest(f"{file}:{number}: more cells than columns.")
        name, *cells = (cell.strip() for cell in row)
        if not name or name in wanted:
            problem = "no name" if not name else f"{name[:63]} stands twice"
            raise BadRequest(f"{file}:{number}: {problem}.", action="Correct that line.")
        wanted[name] = {key: value for key, value in zip(header[1:], cells, strict=False) if value}
    return wanted


def chosen(places: Iterable[Place], profiles: Sequence[str], spaces: Sequence[str]) -> list[Place]:
    """Return the named places; names are not case sensitive. Raises `BadRequest` for others."""
    found = {(place.kind, place.name.casefold()): place for place in places}
    wanted: list[tuple[PlaceKind, str]] = [("user-profile", name) for name in profiles]
    wanted += [("space", name) for name in spaces]
    lost = [name for kind, name in wanted if (kind, name.casefold()) not in found]
    if lost:
        raise BadRequest(
            f"The domain has no {', '.join(lost[:5])}.",
            action="See `jupyter cost-tags domain audit`.",
        )
    return [found[kind, name.casefold()] for kind, name in wanted]
