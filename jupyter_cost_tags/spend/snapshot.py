"""A central snapshot: everybody's costs asked once, one small file for each owner. Pure.

A file holds what figures are made of, day by day: adding a profile's and its spaces' files gives
the profile's month. Days that AWS may still change are asked again; older ones are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from ..models import spell_instant
from ..problems import AwsTrouble
from .parse import Answer, Line
from .period import Period
from .request import EXCLUDED, Request

VERSION = 1
TOTALS = "totals.json"  # for admins
STATE = "all.json"  # everybody's lines: for the next run and for admins
OWNER_KEYS = ("sagemaker:user-profile-arn", "sagemaker:space-arn")
# Costs of a day settle within two days (billing data is updated up to three times a day); when a
# month is being closed, its last days are asked once more. A run asks for no more than that.
_UNSETTLED = timedelta(days=2)
_CLOSING_DAY = 3  # of the month after
_CORRECTED = timedelta(days=10)
_ARN = re.compile(r"arn:[a-z0-9-]+:sagemaker:[a-z0-9-]+:\d{12}:(user-profile|space)/[^:]{1,200}")
_PART = re.compile(r"[A-Za-z0-9](-*[A-Za-z0-9]){0,62}")
_ZERO = Decimal(0)


class BadSnapshot(AwsTrouble):
    """A snapshot file is cut short, of another version, or of another kind."""

    code = "bad-snapshot"
    status = 409
    action = "Ask an admin to run `jupyter cost-tags snapshot` again."


@dataclass
class Book:
    """Everybody's costs by owner: sums by day, tag value and record type."""

    currency: str | None = None
    lines: dict[str, dict[tuple[date, str | None, str], Decimal]] = field(default_factory=dict)

    def add(self, owner: str, day: date, value: str | None, kind: str, amount: Decimal) -> None:
        """Add an amount."""
        own = self.lines.setdefault(owner, {})
        own[day, value, kind] = own.get((day, value, kind), _ZERO) + amount

    def without(self, first: date) -> Book:
        """Return what is older than a day: it is asked no more."""
        kept = {
            owner: {cell: amount for cell, amount in own.items() if cell[0] < first}
            for owner, own in self.lines.items()
        }
        return Book(self.currency, {owner: own for owner, own in kept.items() if own})

    def since(self, first: date) -> Book:
        """Return what is of a day or later: older months leave the book."""
        kept = {
            owner: {cell: amount for cell, amount in own.items() if cell[0] >= first}
            for owner, own in self.lines.items()
        }
        return Book(self.currency, {owner: own for owner, own in kept.items() if own})


def first_unsettled(whole: Period, asked_until: date | None) -> date:
    """Return the first day to ask for, when everything before `asked_until` was asked already."""
    if asked_until is None:
        return whole.start
    recent = min(asked_until, whole.today) - _UNSETTLED
    if whole.today.day == _CLOSING_DAY:
        recent = min(recent, whole.month - _CORRECTED)
    return max(whole.start, recent)


def requests(whole: Period, first: date, key: str, metric: str, view: str | None) -> list[Request]:
    """Return what is asked: by profile and by space, used and excluded; $0.01 a page of 500."""
    profile, space = OWNER_KEYS
    lacking = {"Tags": {"Key": profile, "MatchOptions": ["ABSENT"]}}
    excluded = {"Dimensions": {"Key": "RECORD_TYPE", "Values": list(EXCLUDED)}}
    there = {"Not": {"Tags": {"Key": profile, "MatchOptions": ["ABSENT"]}}}
    spaces = {"Not": {"Tags": {"Key": space, "MatchOptions": ["ABSENT"]}}}
    by_record = {"Type": "DIMENSION", "Key": "RECORD_TYPE"}
    by_key = {"Type": "TAG", "Key": key}
    asks = [
        (profile, by_key, [there, {"Not": excluded}]),
        (profile, by_record, [there, excluded]),
        (space, by_key, [lacking, spaces, {"Not": excluded}]),
        (space, by_record, [lacking, spaces, excluded]),
    ]
    return [
        {
            "TimePeriod": {"Start": first.isoformat(), "End": whole.end.isoformat()},
            "Granularity": "DAILY",
            "Filter": {"And": conditions},
            "GroupBy": [{"Type": "TAG", "Key": owner}, second],
            "Metrics": [metric],
            **({"BillingViewArn": view} if view else {}),
        }
        for owner, second, conditions in asks
    ]


def take(book: Book, told: Answer, *, by_record: bool) -> None:
    """Put an answer into the book."""
    book.currency = told.currency or book.currency
    for line in told.lines:
        owner, second = line.keys
        if owner is not None:
            kind = str(second) if by_record else "Usage"
            book.add(owner, line.day, None if by_record else second, kind, line.amount)


def file_name(owner: str) -> str | None:
    """Return the file of an owner's ARN, `user-profile/d-1/ana.json`; None for no such ARN."""
    if not _ARN.fullmatch(owner):
        return None
    kind, *path = owner.split(":", 5)[5].split("/")
    if len(path) != 2 or not all(_PART.fullmatch(part) for part in path):
        return None
    return "/".join((kind, *path)).lower() + ".json"


@dataclass(frozen=True)
class People:
    """Who is known, by their files' names: profiles, and whose each private space is."""

    profiles: frozenset[str] = frozenset()
    private: Mapping[str, str] = field(default_factory=dict)  # space's file -> profile's file


@dataclass
class FileOf:
    """What one file has: owners' lines, and the private spaces that it stands for."""

    owners: list[str] = field(default_factory=list)
    includes: list[str] = field(default_factory=list)


def files_of(book: Book, people: People) -> tuple[dict[str, FileOf], int]:
    """Return the files to write, and how many owners have an ARN that names none.

    A private space's costs are in its owner's file, so that one right to one file is enough;
    each known profile has a file, so that one without costs is a true zero.
    """
    found = {name: FileOf() for name in sorted(people.profiles)}
    for space, profile in sorted(people.private.items()):
        found.setdefault(profile, FileOf()).includes.append(space)
    left_out = 0
    for owner in sorted(book.lines):
        name = file_name(owner)
        if name is None:
            left_out += 1
            continue
        found.setdefault(people.private.get(name, name), FileOf()).owners.append(owner)
    return found, left_out


def totals(book: Book) -> dict[str, Any]:
    """Return sums for admins by month: by owner and by value of the key, credits and so on apart.

    Amounts are exact decimal strings in the book's currency; costs that carry no profile's and
    no space's tag are not in a snapshot.
    """
    months: dict[str, dict[str, dict[str, Decimal]]] = {}
    for owner, cells in book.lines.items():
        for (day, value, kind), amount in cells.items():
            own = months.setdefault(f"{day:%Y-%m}", {"by_owner": {}, "by_value": {}, "apart": {}})
            if kind in EXCLUDED:
                own["apart"][kind] = own["apart"].get(kind, _ZERO) + amount
                continue
            own["by_owner"][owner] = own["by_owner"].get(owner, _ZERO) + amount
            name = "" if value is None else value
            own["by_value"][name] = own["by_value"].get(name, _ZERO) + amount
    return {
        month: {
            "total": f"{sum(own['by_owner'].values(), _ZERO):f}",
            **{part: {k: f"{v:f}" for k, v in sorted(sums.items())} for part, sums in own.items()},
        }
        for month, own in sorted(months.items())
    }


def document(  # noqa: PLR0913
    book: Book,
    owners: Iterable[str],
    *,
    key: str,
    metric: str,
    until: date,
    now: datetime,
    includes: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the file for some owners; `includes` names the spaces that need no file then.

    `seen` says what somebody's costs carry: a key that nobody's do may not be activated.
    """
    cells = [cell for own in book.lines.values() for cell in own]
    return {
        "seen": {"owner": bool(cells), "key": any(value is not None for _, value, _ in cells)},
        "includes": list(includes),
        "version": VERSION,
        "as_of": spell_instant(now),
        "asked_until": until.isoformat(),
        "key": key,
        "metric": metric,
        "currency": book.currency,
        "owners": {
            owner: [
                [day.isoformat(), value, kind, f"{amount:f}"]
                for (day, value, kind), amount in sorted(
                    book.lines.get(owner, {}).items(), key=lambda one: (one[0][0], one[0][1] or "")
                )
            ]
            for owner in owners
        },
    }


@dataclass(frozen=True)
class Read:
    """A file, read back."""

    book: Book
    key: str
    metric: str
    as_of: datetime
    asked_until: date
    includes: frozenset[str] = frozenset()
    owner_seen: bool = True  # some cost carries a profile's or a space's key
    key_seen: bool = True

    @property
    def first(self) -> date:
        """Return the first day that it has: of the month before the one it was made in."""
        made = self.as_of.astimezone(timezone.utc).date().replace(day=1)
        return (made - timedelta(days=1)).replace(day=1)


def read(content: Any) -> Read:
    """Return a file's content; raises `BadSnapshot` for a torn one and for a newer version."""
    if not isinstance(content, Mapping) or not isinstance(content.get("version"), int):
        raise BadSnapshot("The snapshot can't be read: it is cut short or no snapshot.")
    if content["version"] > VERSION:
        raise BadSnapshot(
            "The snapshot is of a newer version than this extension.",
            code="newer-snapshot",
        )
    try:
        book = Book(content["currency"])
        for owner, lines in content["owners"].items():
            book.lines[str(owner)] = {}
            for day, value, kind, amount in lines:
                tag = None if value is None else str(value)
                book.add(str(owner), date.fromisoformat(day), tag, str(kind), Decimal(amount))
        seen = content.get("seen") or {}
        return Read(
            book,
            str(content["key"]),
            str(content["metric"]),
            datetime.fromisoformat(content["as_of"].replace("Z", "+00:00")),
            date.fromisoformat(content["asked_until"]),
            frozenset(str(name) for name in content.get("includes") or ()),
            bool(seen.get("owner", True)),
            bool(seen.get("key", True)),
        )
    except (AttributeError, ArithmeticError, KeyError, TypeError, ValueError):
        raise BadSnapshot("The snapshot can't be read: it is not whole.") from None


def answer_of(reads: Sequence[Read], whole: Period) -> Answer:
    """Return files of one profile and its spaces as one answer, for `cur.view`."""
    lines: dict[tuple[date, tuple[str | None, ...]], Decimal] = {}
    currencies = {one.book.currency for one in reads} - {None}
    if len(currencies) > 1:
        raise BadSnapshot("The snapshot has costs in more than one currency.")
    for one in reads:
        for own in one.book.lines.values():
            for (day, value, kind), amount in own.items():
                if whole.start <= day < whole.end:
                    place = (day, (value, kind))
                    lines[place] = lines.get(place, _ZERO) + amount
    told = tuple(Line(day, keys, amount) for (day, keys), amount in lines.items())
    return Answer(told, next(iter(currencies), None), {})


def is_old(read_: Read, now: datetime) -> bool:
    """Tell whether a snapshot is older than two days, so that it must be said."""
    return now.astimezone(timezone.utc) - read_.as_of > timedelta(days=2)
