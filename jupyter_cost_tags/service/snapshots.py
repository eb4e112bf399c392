"""The central snapshot: written by an admin's schedule, read by everybody for themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ..aws.store import Store
from ..cur.view import view
from ..identity import Identity
from ..models import SnapshotMade, Spend, SpendState
from ..problems import (
    AwsTrouble,
    BadRequest,
    BadResponse,
    CostTagsError,
    Denied,
    Misconfigured,
)
from ..spend.figures import cents
from ..spend.grouping import grouping
from ..spend.metered import CostExplorer
from ..spend.owner import Owner
from ..spend.parse import Answer, Line, parse
from ..spend.period import Period, period
from ..spend.request import Question
from ..spend.result import PRICE, Told, spend
from ..spend.snapshot import (
    OWNER_KEYS,
    STATE,
    TOTALS,
    VERSION,
    BadSnapshot,
    Book,
    FileOf,
    People,
    Read,
    answer_of,
    document,
    file_name,
    files_of,
    first_unsettled,
    is_old,
    read,
    requests,
    take,
    totals,
)
from .context import Context

INDEX = "index.json"  # everybody may read it: no costs in it
MOST_REQUESTS = 100  # of one run, a dollar; the first one asks for two months


@dataclass(frozen=True)
class Wanted:
    """What an admin's schedule asks for."""

    to: str
    key: str
    metric: str = "UnblendedCost"
    most_requests: int = MOST_REQUESTS
    whole: bool = False  # ask for both months anew


def make_snapshot(context: Context, wanted: Wanted) -> SnapshotMade:
    """Ask once for everybody and write a file for each profile and space.

    Only days that AWS may still change are asked again. Everything is read before anything is
    written, and the index comes last: what is interrupted leaves the snapshot before. Raises a
    `CostTagsError`; nothing is written then.
    """
    now, whole = context.now(), period(None, context.now())
    store = Store(context.aws.metered(), wanted.to)
    before = None if wanted.whole else _before(store, wanted)
    first = first_unsettled(whole, before.asked_until if before else None)
    book = before.book.without(first).since(whole.start) if before else Book()
    meter = context.state(context.identity()).meter
    cap = wanted.most_requests + (meter.requests_today(now) or 0)
    explorer = CostExplorer(context.aws, meter, now, cap)
    asks = requests(whole, first, wanted.key, wanted.metric, context.settings.billing_view)
    for request in asks:
        told = parse(
            explorer.pages("GetCostAndUsage", request, most=wanted.most_requests + 1), request
        )
        take(book, told, by_record=request["GroupBy"][1]["Key"] == "RECORD_TYPE")
    people, problems = _people(context, book)
    files, left_out = files_of(book, people)
    _write(store, book, files, wanted, whole, now)
    problems += _doubts(book, wanted.key)
    return SnapshotMade(
        to=wanted.to,
        key=wanted.key,
        currency=book.currency,
        asked_from=first.isoformat(),
        asked_until=whole.end.isoformat(),
        files=len(files),
        left_out=left_out,
        requests=explorer.requests,
        request_cost=cents(PRICE * explorer.requests),
        as_of=now,
        problems=[error.problem() for error in problems],
    )


def _doubts(book: Book, key: str) -> list[CostTagsError]:
    """Return what a snapshot in which nobody's costs are must be told with."""
    cells = [cell for own in book.lines.values() for cell in own]
    lacking = key if cells else OWNER_KEYS[0]
    if any(value is not None for _, value, _ in cells):
        return []
    return [
        Misconfigured(
            f"No cost carries {lacking}: the key may not be activated for billing.",
            code="not-activated",
            action=f"Let the payer account run `jupyter cost-tags activate {lacking}`.",
        )
    ]


def _people(context: Context, book: Book) -> tuple[People, list[CostTagsError]]:
    """Return the profiles and private spaces of the book's domains in this account and Region.

    What may not be listed is left to files of its own, with the problem that says so.
    """
    identity = context.identity()
    head = f"arn:{identity.partition}:sagemaker:{identity.region}:{identity.account}"
    names = [file_name(owner) for owner in book.lines if owner.startswith(f"{head}:")]
    domains = sorted({name.split("/")[1] for name in names if name})
    profiles: set[str] = set()
    private: dict[str, str] = {}
    for domain in domains:
        try:
            for one in _listed(context, "ListUserProfiles", "UserProfiles", domain):
                profiles |= _named(head, "user-profile", domain, one.get("UserProfileName"))
            for one in _listed(context, "ListSpaces", "Spaces", domain):
                owner = (one.get("OwnershipSettingsSummary") or {}).get("OwnerUserProfileName")
                shared = (one.get("SpaceSharingSettingsSummary") or {}).get("SharingType")
                space = _named(head, "space", domain, one.get("SpaceName"))
                profile = _named(head, "user-profile", domain, owner)
                if shared == "Private" and space and profile:
                    private[space.pop()] = profile.pop()
        except CostTagsError as error:
            told = AwsTrouble.about(f"The profiles and spaces of {domain} are not known", error)
            return People(), [told]  # files of their own, all of them: never a space twice
    return People(frozenset(profiles), private), []


def _listed(context: Context, operation: str, member: str, domain: str) -> list[dict[str, Any]]:
    pages = context.aws.metered().pages(
        "sagemaker", operation, expects=(member,), DomainIdEquals=domain, MaxResults=100
    )
    return [one for page in pages for one in page[member]]


def _named(head: str, kind: str, domain: str, name: object) -> set[str]:
    found = file_name(f"{head}:{kind}/{domain}/{name}") if name else None
    return {found} if found else set()


def _before(store: Store, wanted: Wanted) -> Read | None:
    """Return the run before, if it was of the same kind; else everything is asked anew."""
    try:
        content = store.read(STATE)
        if content is None:
            return None
        known = read(content)
    except (BadSnapshot, BadResponse) as error:
        error.action = "Run it with --whole: both months are asked anew, and all files written."
        raise
    return known if (known.key, known.metric) == (wanted.key, wanted.metric) else None


def _write(  # noqa: PLR0913
    store: Store,
    book: Book,
    files: dict[str, FileOf],
    wanted: Wanted,
    whole: Period,
    now: datetime,
) -> None:
    def made(owners: list[str], includes: Sequence[str] = ()) -> dict[str, Any]:
        return document(
            book, owners, key=wanted.key, metric=wanted.metric, until=whole.end, now=now,
            includes=includes,
        )  # fmt: skip

    for name, file in files.items():
        store.write(name, made(file.owners, file.includes))
    store.write(STATE, made(sorted(book.lines)), private=True)
    index = {name: value for name, value in made([]).items() if name not in {"owners", "includes"}}
    store.write(TOTALS, {**index, "months": totals(book)}, private=True)
    store.write(INDEX, {**index, "version": VERSION})


def read_snapshot(
    context: Context, place: str, identity: Identity, *, by: str | None, month: str | None
) -> Spend:
    """Return my month from my files: my profile's and my private spaces'.

    Raises a `CostTagsError`: denied, cut short, of a newer version; never a part.
    """
    store = Store(context.aws.metered(), place)
    whole = period(month, context.now())
    content = store.read(INDEX)
    if content is None:
        raise Misconfigured(
            "There is no snapshot at that place.",
            code="no-snapshot",
            action="Ask an admin to run `jupyter cost-tags snapshot`.",
        )
    index = read({**content, "owners": {}} if isinstance(content, dict) else content)
    if whole.month < index.first:
        raise Misconfigured(
            f"The snapshot has no month before {index.first:%Y-%m}.",
            code="month-not-there",
            action="Ask for a later month, or choose another source of spend.",
        )
    breakdown = grouping(by or f"tag:{index.key}")
    if breakdown.by not in {"day", f"tag:{index.key}"}:
        raise BadRequest(
            f"The snapshot is by the tag key {index.key}.",
            action=f"Use --by tag:{index.key} or day.",
        )
    mine = [identity.profile_arn] if identity.profile_arn else []
    names = dict.fromkeys(name for arn in mine if (name := file_name(arn)))
    spaces = dict.fromkeys(name for arn in identity.space_arns if (name := file_name(arn)))
    if not (names or spaces):
        raise Misconfigured(
            "Nobody is known here whose spend could be shown.",
            code="no-owner",
            action="Open it in SageMaker Studio.",
        )
    found = [read(one) for name in names if (one := store.read(name)) is not None]
    included = frozenset[str]().union(*(one.includes for one in found))
    rest = [name for name in spaces if name not in included]
    found += [read(one) for name in rest if (one := store.read(name)) is not None]
    told = _with_zero(answer_of(found, whole), index, whole)
    if breakdown.tag_key is None:
        told = _without_tag(told)
    shared = identity.is_shared or not identity.user_profile
    name = (identity.space if shared else identity.user_profile) or ""
    owner = Owner("space" if shared else "user-profile", name, ())
    question = Question(owner, whole, breakdown, (), index.metric, None)
    if not index.owner_seen:  # nobody's costs are told apart, so mine are not known
        nothing = Told("not-activated", tag_key=OWNER_KEYS[0])
        made = spend(question, nothing, requests=0, now=index.as_of)
        return made.model_copy(update={"source": "snapshot", "request_cost": "0.00"})
    made = view(question, told, source="snapshot", now=index.as_of)
    made = made.model_copy(update=_not_told(made, index, whole))
    if is_old(index, context.now()):
        made = made.model_copy(update={"problem": _old(index).problem()})
    return made


def _not_told(made: Spend, index: Read, whole: Period) -> dict[str, Any]:
    """Return what the snapshot can't tell, so that it is no zero and not called untagged."""
    told: dict[str, Any] = {}
    if whole.start < index.first:
        told |= {"previous_month": None, "changes": []}
    if made.state == "ok" and not index.key_seen:
        told |= {"untagged": None, "untagged_keys": [], "tag_key": index.key}
    return told


def no_numbers(context: Context, error: CostTagsError, *, month: str | None) -> Spend:
    """Return the state that says why there are no numbers."""
    whole = period(month, context.now())
    question = Question(Owner("unknown", "", ()), whole, grouping("day"), (), "", None)
    state: SpendState = "no-permission" if isinstance(error, Denied) else "unavailable"
    told = spend(question, Told(state, problem=error.problem()), requests=0, now=context.now())
    free = {"source": "snapshot", "whose": None, "request_cost": "0.00"}
    return told.model_copy(update=free)


def _with_zero(told: Answer, index: Read, whole: Period) -> Answer:
    """Say that a month without a line is truly zero, once it is old enough to have any."""
    last = min(index.asked_until, whole.end) - timedelta(days=2)
    has_lines = any(line.day >= whole.month for line in told.lines)
    if has_lines or whole.is_settling or last < whole.month:
        return told
    nothing = Line(last, (None, "Usage"), Decimal(0))
    return Answer((*told.lines, nothing), told.currency or index.book.currency, {})


def _without_tag(told: Answer) -> Answer:
    lines: dict[tuple[date, tuple[str | None, ...]], Decimal] = {}
    for line in told.lines:
        place = (line.day, line.keys[1:])
        lines[place] = lines.get(place, Decimal(0)) + line.amount
    merged = tuple(Line(day, keys, amount) for (day, keys), amount in lines.items())
    return Answer(merged, told.currency, {})


def _old(index: Read) -> CostTagsError:
    return BadSnapshot(
        f"The snapshot is of {index.as_of:%Y-%m-%d}; it should be made every day.",
        code="old-snapshot",
    )
